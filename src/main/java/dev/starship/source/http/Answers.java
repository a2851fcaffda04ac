package dev.starship.source.http;

import dev.starship.address.Host;
import dev.starship.routing.RouteJson;
import dev.starship.routing.RouteJson.Parsed;
import dev.starship.routing.SourceAnswer;
import dev.starship.routing.SourceAnswer.Failed;
import dev.starship.routing.SourceAnswer.Freshness;
import dev.starship.seldom.SeldomLines;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Tells what an HTTP answer means. Any thread.
final class Answers {
  private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

  private static final JsonFactory JSON = new JsonFactory();

  private final String origin;
  private final HttpSourceLimits limits;
  private final SeldomLines wrongRoutes;
  private final AtomicBoolean toldIgnored = new AtomicBoolean();

  /// @param origin who answers, as the log names it
  Answers(String origin, HttpSourceLimits limits, SeldomLines wrongRoutes) {
    this.origin = origin;
    this.limits = limits;
    this.wrongRoutes = wrongRoutes;
  }

  /// @param validator what went with the question, or empty
  SourceAnswer read(Host host, String validator, HttpResponse<AnswerBody> answer) {
    int status = answer.statusCode();
    return switch (status) {
      case 200 -> route(host, answer);
      case 304 ->
          validator.isEmpty()
              ? new Failed(origin + " answered HTTP 304, and nothing was known")
              : new SourceAnswer.Unchanged(freshness(answer.headers()));
      case 404, 410 ->
          new SourceAnswer.Unknown(isOfApi(answer.body()), freshness(answer.headers()));
      case 301, 302, 303, 307, 308 ->
          new Failed(
              origin
                  + " answered HTTP "
                  + status
                  + ": no redirect is followed, write the right URL");
      default -> new Failed(origin + " answered HTTP " + status);
    };
  }

  private SourceAnswer route(Host host, HttpResponse<AnswerBody> answer) {
    if (answer.body().tooLong()) {
      return wrong(host, "is longer than " + limits.answerBytes() + " bytes");
    }
    return switch (RouteJson.read(answer.body().bytes())) {
      case Parsed.Wrong(String why) -> wrong(host, why);
      case Parsed.Valid valid ->
          new SourceAnswer.Found(
              valid.route(), validator(answer.headers()), freshness(answer.headers()));
    };
  }

  private Failed wrong(Host host, String why) {
    wrongRoutes.warn(host, "the answer for " + host + " is not a route: " + why);
    return new Failed("the answer of " + origin + " is not a route: " + why);
  }

  private String validator(HttpHeaders headers) {
    String tag = headers.firstValue("etag").orElse("").strip();
    boolean sendable =
        tag.length() <= limits.validatorChars() && tag.chars().allMatch(c -> c >= ' ' && c < 127);
    return sendable ? tag : "";
  }

  /// An API answers with nothing or with JSON; a page is that of something in front of it.
  private static boolean isOfApi(AnswerBody body) {
    byte[] bytes = body.bytes();
    if (body.tooLong()) {
      return false;
    }
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), bytes)) {
      // What is blank has no token at all, and is no error.
      parser.nextToken();
      parser.skipChildren();
      return parser.nextToken() == null;
    } catch (JacksonException _) {
      return false;
    }
  }

  private Freshness freshness(HttpHeaders headers) {
    CacheControl said =
        CacheControl.read(
            headers.allValues("cache-control"), headers.firstValue("age").orElse(null));
    if (said.ignored() && toldIgnored.compareAndSet(false, true)) {
      LOG.info(
          "the lookup API sends no-cache, no-store, private or max-age=0: these do not switch the"
              + " cache off; routes.cache.ttl, a max-age of 1 or more, or a route's ttl sets how"
              + " long an answer is used");
    }
    return said.freshness();
  }
}
