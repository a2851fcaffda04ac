package dev.starship.routing;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Reads a JSON document into a tree, without Jackson's mapper: that is 400 classes, which every
/// start would have to load. Any thread.
public final class JsonTree {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final JsonFactory format;

  /// @param limits of the documents, of which nothing else than bytes and nesting is limited
  public JsonTree(RouteJsonLimits limits) {
    format =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(limits.nesting())
                    .maxStringLength(limits.documentBytes())
                    .maxNameLength(limits.documentBytes())
                    .build())
            .build();
  }

  /// The one value in `json`; a missing node if there is none.
  ///
  /// @throws tools.jackson.core.JacksonException if it is no JSON, has a name twice in one object,
  ///   or goes on behind its end
  public JsonNode read(byte[] json) {
    try (JsonParser parser = format.createParser(ObjectReadContext.empty(), json)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        return NODES.missingNode();
      }
      JsonNode tree = node(parser, first);
      if (parser.nextToken() != null) {
        throw new Unfit(parser, "something follows its end");
      }
      return tree;
    }
  }

  /// What is wrong with a document that [#read(byte\[\])] refused, as one phrase. The parser's own
  /// words speak of its insides.
  public static String why(JacksonException refused) {
    String what =
        switch (refused) {
          case Unfit unfit -> unfit.getOriginalMessage();
          case StreamConstraintsException _ -> "it is nested too deep, or has too long a number";
          case UnexpectedEndOfInputException _ -> "it ends too early";
          default -> "it has something unexpected";
        };
    TokenStreamLocation at = refused.getLocation();
    if (at == null) {
      return what;
    }
    // Most documents are one line, and a line of a file has a number of its own.
    String line = at.getLineNr() > 1 ? "line " + at.getLineNr() + ", " : "";
    return what + " at " + line + "column " + at.getColumnNr();
  }

  /// JSON, but not what a tree is made of.
  private static final class Unfit extends StreamReadException {
    Unfit(JsonParser parser, String what) {
      super(parser, what);
    }
  }

  /// As deep as the parser allows.
  private static JsonNode node(JsonParser parser, JsonToken token) {
    return switch (token) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> NODES.stringNode(parser.getString());
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case VALUE_NULL -> NODES.nullNode();
      case VALUE_NUMBER_INT -> integer(parser);
      case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDoubleValue());
      default -> throw new Unfit(parser, "it has something unexpected");
    };
  }

  private static JsonNode object(JsonParser parser) {
    ObjectNode object = NODES.objectNode();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      if (object.replace(name, node(parser, parser.nextToken())) != null) {
        throw new Unfit(parser, "the name " + Quoted.of(name) + " is given twice");
      }
    }
    return object;
  }

  private static JsonNode array(JsonParser parser) {
    ArrayNode array = NODES.arrayNode();
    for (JsonToken next = parser.nextToken();
        next != JsonToken.END_ARRAY;
        next = parser.nextToken()) {
      array.add(node(parser, next));
    }
    return array;
  }

  private static JsonNode integer(JsonParser parser) {
    return switch (parser.getNumberType()) {
      case INT -> NODES.numberNode(parser.getIntValue());
      case LONG -> NODES.numberNode(parser.getLongValue());
      default -> NODES.numberNode(parser.getBigIntegerValue());
    };
  }
}
