package dev.starship.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.admission.AdmissionSettings;
import dev.starship.smuggling.AnswerReading;
import dev.starship.smuggling.AnswerReading.Answer;
import dev.starship.smuggling.Arrival;
import dev.starship.smuggling.BadAnswer;
import dev.starship.smuggling.CountingBackend;
import dev.starship.smuggling.Request;
import dev.starship.smuggling.RequestReading;
import dev.starship.transport.Transports;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Whatever one client sends and its backend answers, the backend reads nothing but whole requests
/// of that client, as a parser of its own reads them, and another client, whose requests go over
/// the same kept connections, gets its own answers.
public final class ExchangeFuzz {
  private static final List<String> HOSTS = List.of("a.com", "b.com");

  /// All clients have one address here, and one of them invents more hosts than a client may.
  private static final AdmissionSettings UNLIMITED = new AdmissionSettings(0, 0, 0, 0, 0, 0);

  private static final ExchangeFuzz RUNNING = running();

  private final CountingBackend alpha = new CountingBackend("alpha");
  private final CountingBackend beta = new CountingBackend("beta");
  private final RunningProxy proxy;
  private final Socket innocent;
  private final AnswerReading answers;
  private final Set<Request> sentByInnocent = new HashSet<>();
  private int innocents;

  private ExchangeFuzz() throws IOException {
    proxy =
        new RunningProxy(Transports.nio(), RunningProxy.Options.DEFAULT.onOneLoop().with(UNLIMITED))
            .route("a.com", alpha.port())
            .route("b.com", beta.port());
    innocent = proxy.connect();
    answers = new AnswerReading(innocent.getInputStream());
  }

  private static ExchangeFuzz running() {
    try {
      return new ExchangeFuzz();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// Takes the first byte as where the client pauses, the second as how many of the bytes behind it
  /// are what backends answer to it (0: as good backends), and the rest as what the client sends.
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length < 2) {
      return;
    }
    int answered = Math.min(input[1] & 0xFF, input.length - 2);
    byte[] answer = Arrays.copyOfRange(input, 2, 2 + answered);
    byte[] sent = Arrays.copyOfRange(input, 2 + answered, input.length);
    try {
      RUNNING.run(sent, (input[0] & 0xFF) * sent.length / 256, answer);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private void run(byte[] sent, int pause, byte[] answer) throws IOException, InterruptedException {
    BadAnswer bad = answer.length == 0 ? null : bad(new String(answer, ISO_8859_1));
    sentByInnocent.clear();
    alpha.misbehave(bad);
    beta.misbehave(bad);
    assertInnocentIsServed();
    try (Socket client = proxy.connect()) {
      client.setTcpNoDelay(true);
      send(client, sent, 0, pause);
      assertInnocentIsServed();
      send(client, sent, pause, sent.length);
      finish(client);
      readAll(client);
    }
    proxy.nextEnd();
    assertInnocentIsServed();
    List<Request> asked = requestsIn(sent);
    assertArrived(alpha, "alpha", asked, bad);
    assertArrived(beta, "beta", asked, bad);
  }

  /// A backend keeps its connection only behind a whole answer: nobody waits for the rest of
  /// another.
  private static BadAnswer bad(String bytes) {
    Answer read =
        new AnswerReading(new ByteArrayInputStream(bytes.getBytes(ISO_8859_1))).next("GET");
    boolean whole = read instanceof Answer.Response(int _, boolean closes, String _) && !closes;
    return new BadAnswer("fuzzed", "GET", bytes, !whole, new BadAnswer.Outcome.BadGateway());
  }

  private void assertInnocentIsServed() throws IOException {
    for (String host : HOSTS) {
      Request request = Request.innocent(host, innocents++);
      sentByInnocent.add(request);
      innocent.getOutputStream().write(request.text().getBytes(ISO_8859_1));
      assertThat(answers.next("GET"))
          .isEqualTo(new Answer.Response(200, false, CountingBackend.answerTo(request)));
    }
  }

  /// The proxy may have ended the connection already.
  private static void send(Socket client, byte[] bytes, int from, int to) throws IOException {
    try {
      client.getOutputStream().write(bytes, from, to - from);
    } catch (SocketException ended) {
      // What matters is what arrived.
    }
  }

  private static void finish(Socket client) throws IOException {
    try {
      client.shutdownOutput();
    } catch (SocketException ended) {
      // As above.
    }
  }

  private static void readAll(Socket client) throws IOException {
    try {
      client.getInputStream().readAllBytes();
    } catch (SocketException cut) {
      // As above.
    }
  }

  /// The requests that a strict parser finds in what the client sent.
  private static List<Request> requestsIn(byte[] sent) throws IOException {
    RequestReading reading = RequestReading.toProxy(new ByteArrayInputStream(sent));
    List<Request> requests = new ArrayList<>();
    while (reading.next() instanceof Arrival.Whole(Request request)) {
      requests.add(request);
    }
    return requests;
  }

  private void assertArrived(
      CountingBackend backend, String cluster, List<Request> asked, @Nullable BadAnswer bad) {
    assertThat(backend.takeBroken()).as("what broke rules at %s", cluster).isEmpty();
    List<Request> got = new ArrayList<>();
    for (Request request : backend.takeRequests()) {
      // A kept connection that is closed without a word may have been closed before.
      boolean again = bad != null && !got.isEmpty() && got.getLast().equals(request);
      // The other client may ask for the targets of the innocent one too, but for other numbers.
      if (!sentByInnocent.contains(request) && !again) {
        got.add(request);
      }
    }
    Stream<Request> ofCluster = asked.stream().filter(request -> request.isFor(cluster));
    List<Request> distinct = bad == null ? ofCluster.toList() : withoutRepeats(ofCluster.toList());
    assertThat(distinct.size()).as("%s of %s", got, distinct).isGreaterThanOrEqualTo(got.size());
    assertThat(distinct.subList(0, got.size())).isEqualTo(got);
  }

  private static List<Request> withoutRepeats(List<Request> requests) {
    List<Request> all = new ArrayList<>();
    for (Request request : requests) {
      if (all.isEmpty() || !all.getLast().equals(request)) {
        all.add(request);
      }
    }
    return all;
  }
}
