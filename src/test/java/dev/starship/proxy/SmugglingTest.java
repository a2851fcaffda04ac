package dev.starship.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.smuggling.AnswerReading;
import dev.starship.smuggling.AnswerReading.Answer;
import dev.starship.smuggling.Attack;
import dev.starship.smuggling.Attack.Reply;
import dev.starship.smuggling.Corpus;
import dev.starship.smuggling.CountingBackend;
import dev.starship.smuggling.Request;
import dev.starship.transport.Transport;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever a client sends, a backend gets exactly the requests that the proxy has understood and
/// answered, each at its own cluster, and the next client gets its own answer. Backends keep their
/// connections, and one event loop serves all, so that everybody shares them.
@ParameterizedClass
@MethodSource("dev.starship.proxy.BothTransports#all")
class SmugglingTest {
  private final CountingBackend alpha = new CountingBackend("alpha");
  private final CountingBackend beta = new CountingBackend("beta");
  private final RunningProxy proxy;
  private int innocents;

  SmugglingTest(Transport transport) throws IOException {
    proxy =
        new RunningProxy(transport, RunningProxy.Options.DEFAULT.onOneLoop())
            .route("a.com", alpha.port())
            .route("b.com", beta.port());
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
    alpha.close();
    beta.close();
  }

  @TestFactory
  Stream<DynamicContainer> asTheFirstOnItsConnection() {
    return eachAttack(attack -> run(attack.asOpening(), Before.NOTHING));
  }

  @TestFactory
  Stream<DynamicContainer> behindAnAnsweredRequest() {
    return eachAttack(attack -> run(attack, Before.ANSWERED));
  }

  @TestFactory
  Stream<DynamicContainer> togetherWithTheRequestBefore() {
    return eachAttack(attack -> run(attack, Before.PIPELINED));
  }

  /// What the client has sent before the attack.
  private enum Before {
    NOTHING,
    ANSWERED,
    PIPELINED
  }

  private interface Attempt {
    void run(Attack attack) throws Exception;
  }

  private static Stream<DynamicContainer> eachAttack(Attempt attempt) {
    return Stream.of(Corpus.values())
        .map(family ->
            DynamicContainer.dynamicContainer(
                family.name(),
                family
                    .attacks()
                    .map(attack ->
                        DynamicTest.dynamicTest(attack.name(), () -> attempt(attempt, attack)))));
  }

  /// Reports do not show the names of dynamic tests.
  private static void attempt(Attempt attempt, Attack attack) throws Exception {
    try {
      attempt.run(attack);
    } catch (AssertionError failed) {
      throw new AssertionError(attack.name() + ": " + failed.getMessage(), failed);
    }
  }

  private void run(Attack attack, Before before) throws IOException, InterruptedException {
    List<Request> forwarded = new ArrayList<>();
    try (Socket client = proxy.connect()) {
      AnswerReading answers = new AnswerReading(client.getInputStream());
      Request first = innocent("a.com");
      switch (before) {
        case NOTHING -> send(client, attack.bytes());
        case ANSWERED -> {
          send(client, first.text());
          assertAnswered(answers, first);
          send(client, attack.bytes());
        }
        case PIPELINED -> {
          send(client, first.text() + attack.bytes());
          assertAnswered(answers, first);
        }
      }
      if (before != Before.NOTHING) {
        forwarded.add(first);
      }
      forwarded.addAll(assertReplies(attack, client, answers));
    }
    for (String host : List.of("a.com", "b.com")) {
      forwarded.add(assertAnotherClientIsServed(host));
    }
    assertArrived(forwarded);
    assertCounted(forwarded);
  }

  private List<Request> assertReplies(Attack attack, Socket client, AnswerReading answers)
      throws IOException {
    List<Request> forwarded = new ArrayList<>();
    int left = attack.replies().size();
    for (Reply reply : attack.replies()) {
      boolean closes = --left == 0 && attack.then() == Attack.Then.CLOSED;
      switch (reply) {
        case Reply.Forwarded(Request request) -> {
          assertThat(answers.next(request.method()))
              .as("answer to %s", request)
              .isEqualTo(new Answer.Response(200, closes, body(request)));
          forwarded.add(request);
        }
        case Reply.Page(int status) ->
            assertThat(answers.next(attack.method()))
                .isInstanceOfSatisfying(
                    Answer.Response.class,
                    page -> {
                      assertThat(page.status()).isEqualTo(status);
                      assertThat(page.closes()).as("closes").isEqualTo(closes);
                    });
      }
    }
    switch (attack.then()) {
      case KEPT -> {
        Request next = innocent("b.com");
        send(client, next.text());
        assertAnswered(answers, next);
        forwarded.add(next);
      }
      case CLOSED -> assertThat(answers.next("GET")).isEqualTo(new Answer.Ended());
      case UNFINISHED -> {
        client.shutdownOutput();
        assertThat(answers.next("GET")).isIn(new Answer.Ended(), new Answer.Cut());
      }
    }
    return forwarded;
  }

  private Request assertAnotherClientIsServed(String host) throws IOException {
    Request request = innocent(host);
    try (Socket client = proxy.connect()) {
      send(client, request.text());
      assertAnswered(new AnswerReading(client.getInputStream()), request);
    }
    return request;
  }

  /// Every request came to its own cluster, and nothing else came to any.
  private void assertArrived(List<Request> forwarded) {
    assertThat(alpha.takeBroken()).as("what broke rules at alpha").isEmpty();
    assertThat(beta.takeBroken()).as("what broke rules at beta").isEmpty();
    assertThat(alpha.takeRequests()).isEqualTo(of("alpha", forwarded));
    assertThat(beta.takeRequests()).isEqualTo(of("beta", forwarded));
  }

  /// The proxy has counted as many requests as passed, of the same clusters in the same order.
  private void assertCounted(List<Request> forwarded) throws InterruptedException {
    List<String> counted = new ArrayList<>();
    while (counted.size() < forwarded.size()) {
      var end = proxy.nextRequestEnd().part();
      if (end.status() == 200) {
        counted.add(String.valueOf(end.host()));
      }
    }
    assertThat(counted)
        .containsExactlyInAnyOrderElementsOf(
            forwarded.stream()
                .map(
                    request -> Attack.clusterOf(request.host()).equals("alpha") ? "a.com" : "b.com")
                .toList());
  }

  private static List<Request> of(String cluster, List<Request> requests) {
    return requests.stream()
        .filter(request -> Attack.clusterOf(request.host()).equals(cluster))
        .toList();
  }

  private Request innocent(String host) {
    return Request.innocent(host, innocents++);
  }

  private static void assertAnswered(AnswerReading answers, Request request) {
    assertThat(answers.next("GET"))
        .as("answer to %s", request)
        .isEqualTo(new Answer.Response(200, false, body(request)));
  }

  private static String body(Request request) {
    return request.method().equals("HEAD") ? "" : CountingBackend.answerTo(request);
  }

  private static void send(Socket client, String bytes) throws IOException {
    client.getOutputStream().write(bytes.getBytes(ISO_8859_1));
  }
}
