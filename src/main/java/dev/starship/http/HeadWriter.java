package dev.starship.http;

import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// Writes heads as they are passed on (RFC 9110 section 7.6): fields of one connection end here,
/// and this hop adds what it knows.
final class HeadWriter {
  /// Our name in `Via` of responses, where nobody has to know one process from another.
  private static final String PSEUDONYM = "starship";

  private HeadWriter() {}

  static void write(RequestHead head, Hop hop, Outgoing out) {
    Authority replaced = head.authorityOfTarget();
    out.append(head.method()).append(' ').append(head.originTarget());
    out.append(head.minorVersion() == 0 ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n");
    if (replaced != null) {
      out.field("Host", replaced.toString());
    }
    Forwarding forwarding = new Forwarding(head, hop);
    List<String> nominated = head.fields().list("Connection");
    OptionalInt hops = head.hopsLeft();
    Fields fields = head.fields();
    for (int field = 0; field < fields.size(); field++) {
      FieldRole role = fields.role(field);
      boolean passes =
          switch (role) {
            case OF_THE_CONNECTION, REQUEST_ID, LOOKALIKE -> false;
            case HOST -> replaced == null;
            case FORWARDED_FOR,
                FORWARDED_PROTO,
                FORWARDED_HOST,
                FORWARDED_PORT,
                FORWARDED,
                OF_A_PROXY ->
                forwarding.keeps(role, fields, field);
            case OF_THE_BODY, PROTECTED -> true;
            case ANY ->
                !isNominated(fields, field, nominated)
                    && !(hops.isPresent() && fields.isCalled(field, RequestHead.MAX_FORWARDS));
          };
      if (passes) {
        fields.writeTo(out, field);
      }
    }
    forwarding.write(out);
    if (hops.isPresent()) {
      out.field(RequestHead.MAX_FORWARDS, Integer.toString(hops.getAsInt() - 1));
    }
    out.field("X-Request-Id", hop.requestId());
    via(out, head.minorVersion(), hop.pseudonym());
    if (head.asksForWebSocket()) {
      upgrade(out);
    } else if (!hop.persistent()) {
      out.field("Connection", "close");
    } else if (head.takesTrailers()) {
      out.field("Connection", "TE").field("TE", "trailers");
    }
    out.append("\r\n");
  }

  /// @param persistent whether the client may send another request on its connection
  /// @param date for a response without `Date`
  static void write(
      ResponseHead head, RequestHead request, boolean persistent, String date, Outgoing out) {
    boolean bodiless = head.status() < 200 || head.status() == 204;
    out.append("HTTP/1.1 ").append(Integer.toString(head.status())).append(' ');
    out.append(head.reason()).append("\r\n");
    List<String> nominated = head.fields().list("Connection");
    Fields fields = head.fields();
    for (int field = 0; field < fields.size(); field++) {
      FieldRole role = fields.role(field);
      boolean passes =
          switch (role) {
            case OF_THE_CONNECTION -> false;
            case OF_THE_BODY -> !bodiless;
            case ANY -> !isNominated(fields, field, nominated);
            default -> true;
          };
      if (passes) {
        fields.writeTo(out, field);
      }
    }
    if (!head.isInterim()) {
      if (!fields.has("Date")) {
        out.field("Date", date);
      }
      via(out, head.minorVersion(), PSEUDONYM);
      persistence(head, request, persistent, out);
    }
    out.append("\r\n");
  }

  private static void persistence(
      ResponseHead head, RequestHead request, boolean persistent, Outgoing out) {
    String persistence = !persistent ? "close" : request.minorVersion() == 0 ? "keep-alive" : "";
    if (head.switchesProtocols()) {
      upgrade(out);
    } else if (head.demandsWebSocket()) {
      String more = persistence.isEmpty() ? "" : ", " + persistence;
      out.field("Connection", "Upgrade" + more).field("Upgrade", "websocket");
    } else if (!persistence.isEmpty()) {
      out.field("Connection", persistence);
    }
  }

  private static void upgrade(Outgoing out) {
    out.field("Connection", "Upgrade").field("Upgrade", "websocket");
  }

  private static void via(Outgoing out, int minorVersion, String pseudonym) {
    out.append("Via: 1.").append(minorVersion == 0 ? '0' : '1').append(' ');
    out.append(pseudonym).append("\r\n");
  }

  private static boolean isNominated(Fields fields, int field, List<String> nominated) {
    // By index: an iterator for each field would be garbage, and most often the list is empty.
    for (int i = 0; i < nominated.size(); i++) {
      if (fields.isCalled(field, nominated.get(i))) {
        return true;
      }
    }
    return false;
  }

  /// The fields that tell a backend of the hops before it: `X-Forwarded-*`, and `Forwarded` of RFC
  /// 7239. What an untrusted sender says of them is replaced, what a trusted one says is kept and
  /// appended to. What it leaves out is only added where it cannot contradict what it says: how a
  /// request came here is not how it came to the sender.
  private static final class Forwarding {
    private final RequestHead head;
    private final Hop hop;
    private @Nullable String forwardedFor;
    private @Nullable String forwarded;
    private boolean hasProto;
    private boolean hasHost;
    private boolean hasPort;

    Forwarding(RequestHead head, Hop hop) {
      this.head = head;
      this.hop = hop;
    }

    /// Takes note of a field that came; whether it passes as it is.
    boolean keeps(FieldRole role, Fields fields, int field) {
      if (!hop.sender().trusted()) {
        return false;
      }
      switch (role) {
        case FORWARDED_FOR -> forwardedFor = joined(forwardedFor, fields.value(field));
        case FORWARDED -> forwarded = joined(forwarded, fields.value(field));
        case FORWARDED_PROTO -> hasProto = true;
        case FORWARDED_HOST -> hasHost = true;
        case FORWARDED_PORT -> hasPort = true;
        default -> {}
      }
      return role != FieldRole.FORWARDED_FOR && role != FieldRole.FORWARDED;
    }

    private static String joined(@Nullable String before, String value) {
      return before == null || before.isEmpty() ? value : before + ", " + value;
    }

    void write(Outgoing out) {
      Authority authority = head.authority();
      boolean wayIsTold = hasProto || hasPort || forwarded != null;
      out.append("X-Forwarded-For: ");
      list(out, forwardedFor).append(hop.sender().client()).append("\r\n");
      if (!wayIsTold) {
        out.field("X-Forwarded-Proto", hop.sender().proto());
      }
      if (!hasHost && forwarded == null && authority != null) {
        out.field("X-Forwarded-Host", authority.toString());
      }
      if (!wayIsTold && !hasHost) {
        out.field("X-Forwarded-Port", hop.sender().port());
      }
      boolean otherFieldsTell = forwardedFor != null || hasProto || hasHost || hasPort;
      if (forwarded != null || !otherFieldsTell) {
        // Backends that know it do not look at the others beside it.
        appendNode(out, authority);
      }
    }

    private void appendNode(Outgoing out, @Nullable Authority authority) {
      out.append("Forwarded: ");
      list(out, forwarded).append("for=").append(hop.sender().node());
      if (authority != null) {
        out.append(";host=");
        value(out, authority.toString());
      }
      out.append(";proto=").append(hop.sender().proto()).append("\r\n");
    }

    private static Outgoing list(Outgoing out, @Nullable String before) {
      return before == null || before.isEmpty() ? out : out.append(before).append(", ");
    }

    /// A token, or a quoted string; an authority has nothing in it that needs a backslash.
    private static void value(Outgoing out, String text) {
      if (Syntax.isToken(text)) {
        out.append(text);
      } else {
        out.append('"').append(text).append('"');
      }
    }
  }
}
