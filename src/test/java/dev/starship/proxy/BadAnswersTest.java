package dev.starship.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.smuggling.AnswerReading;
import dev.starship.smuggling.AnswerReading.Answer;
import dev.starship.smuggling.BadAnswer;
import dev.starship.smuggling.BadAnswer.Outcome;
import dev.starship.smuggling.BadAnswers;
import dev.starship.smuggling.CountingBackend;
import dev.starship.smuggling.Request;
import dev.starship.transport.Transport;
import java.io.IOException;
import java.net.Socket;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever a backend answers, its client gets that answer, a page instead or visibly less, and the
/// clients behind it get their own answers from the connections that are kept.
@ParameterizedClass
@MethodSource("dev.starship.proxy.BothTransports#alsoWithShortTransfers")
class BadAnswersTest {
  private final CountingBackend backend = new CountingBackend("alpha");
  private final RunningProxy proxy;
  private int innocents;

  BadAnswersTest(Transport transport) throws IOException {
    proxy = new RunningProxy(transport, RunningProxy.Options.DEFAULT.onOneLoop());
    proxy.route("a.com", backend.port());
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
    backend.close();
  }

  @TestFactory
  Stream<DynamicTest> reachNobodyElse() {
    return BadAnswers.all()
        .map(answer -> DynamicTest.dynamicTest(answer.name(), () -> attempt(answer)));
  }

  /// Reports do not show the names of dynamic tests.
  private void attempt(BadAnswer answer) throws IOException {
    try {
      run(answer);
    } catch (AssertionError failed) {
      throw new AssertionError(answer.name() + ": " + failed.getMessage(), failed);
    }
  }

  private void run(BadAnswer answer) throws IOException {
    backend.misbehave(answer);
    try (Socket client = proxy.connect();
        Socket other = proxy.connect()) {
      AnswerReading answers = new AnswerReading(client.getInputStream());
      AnswerReading others = new AnswerReading(other.getInputStream());
      // Leaves a connection that the next request uses.
      assertServed(other, others);
      send(client, answer.method() + " / HTTP/1.1\r\nHost: a.com\r\n\r\n");
      Answer got = answers.next(answer.method());
      switch (answer.outcome()) {
        case Outcome.Passed(int status, boolean closes, String body) ->
            assertThat(got).isEqualTo(new Answer.Response(status, closes, body));
        case Outcome.BadGateway() ->
            assertThat(got)
                .isInstanceOfSatisfying(
                    Answer.Response.class, page -> assertThat(page.status()).isEqualTo(502));
        case Outcome.Cut() -> assertThat(got).isInstanceOf(Answer.Cut.class);
      }
      assertServed(other, others);
      if (carriesOn(answer)) {
        assertServed(client, answers);
      }
      assertServed(other, others);
    }
    assertThat(backend.takeBroken()).isEmpty();
    // A kept connection that is closed without a word may have been closed before: once more.
    int asked = answer.bytes().isEmpty() ? 2 : 1;
    int others = carriesOn(answer) ? 4 : 3;
    assertThat(backend.takeRequests()).hasSize(asked + others);
  }

  /// Whether the client's connection is there for another request.
  private static boolean carriesOn(BadAnswer answer) {
    return switch (answer.outcome()) {
      case Outcome.Passed passed -> !passed.closes();
      case Outcome.BadGateway _ -> true;
      case Outcome.Cut _ -> false;
    };
  }

  private void assertServed(Socket client, AnswerReading answers) throws IOException {
    Request request = Request.innocent("a.com", innocents++);
    send(client, request.text());
    assertThat(answers.next("GET"))
        .isEqualTo(new Answer.Response(200, false, CountingBackend.answerTo(request)));
  }

  private static void send(Socket client, String bytes) throws IOException {
    client.getOutputStream().write(bytes.getBytes(ISO_8859_1));
  }
}
