package dev.starship.proxy;

import dev.starship.ending.Ending;
import dev.starship.http.BodyReader;
import dev.starship.http.Framing;
import dev.starship.http.HeadReading;
import dev.starship.http.Outgoing;
import dev.starship.http.ResponseHead;
import dev.starship.http.ResponseHeadReader;
import dev.starship.transport.EventLoop;
import dev.starship.transport.Socket;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// One HTTP request to a backend and its response to the client: exactly the bytes that their
/// framing says, or an upgrade to a [Relay]. What follows the request on its connection never
/// reaches the backend; it is held, and read from the client no further than [RequestLimits] says.
final class Exchange {
  /// Where an exchange stands after it moved what it could.
  enum Progress {
    /// Waiting for a socket.
    WAITING,
    /// It had its turn and could go on at once.
    AGAIN,
    /// The backend's connection ended before anything came back, and the request may be sent again;
    /// if it cannot, [#failure()] says why it failed.
    UNANSWERED,
    /// Both sides agreed to go on as a WebSocket.
    UPGRADED,
    /// The client got the whole response.
    ANSWERED,
    /// It cannot go on; [#failure()] says why.
    FAILED
  }

  private final Surroundings with;
  private final Gate gate;
  private final EventLoop loop;
  private final Request request;
  private final Connection client;
  private final Connection backend;
  private final Held responseHead;
  private ResponseHeadReader headReader;
  private @Nullable ResponseHead response;
  private @Nullable BodyFlow upload;
  private @Nullable BodyFlow download;
  private int interims;

  /// The backend has asked for the body (RFC 9110 section 15.2.1).
  private boolean continued;

  private boolean answered;
  private boolean bytesBehindResponse;
  private boolean keepsClient;
  private boolean clientEnded;
  private boolean paused;
  private Ending failure = Ending.INTERNAL_ERROR;

  /// @param gate told how much it holds
  Exchange(Surroundings with, Gate gate, Request request, Connection client, Connection backend) {
    this.with = with;
    this.gate = gate;
    this.loop = with.loop();
    this.request = request;
    this.client = client;
    this.backend = backend;
    this.responseHead = new Held(with.settings().http().headBytes(), with.scratch());
    this.headReader = newHeadReader();
    if (!request.isDone()) {
      request.forget();
      upload = new BodyFlow(with, request.body(), client, backend, request.held());
    }
    gate.holds(heldBytes());
  }

  private ResponseHeadReader newHeadReader() {
    return new ResponseHeadReader(with.settings().http(), request.head());
  }

  Request request() {
    return request;
  }

  /// The status of the response; 0 as long as there is none.
  int status() {
    return response == null ? 0 : response.status();
  }

  /// Why it failed.
  Ending failure() {
    return failure;
  }

  /// Whether the client was told that it may send another request.
  boolean keepsClient() {
    return keepsClient;
  }

  /// Whether the backend has done its part; the exchange does not use its connection any more.
  boolean isBackendDone() {
    return answered;
  }

  /// Whether the backend's connection can carry another request: both messages are whole, nothing
  /// came behind the response, and nobody asked for a close. A backend that was asked whether it
  /// wants the body, and answered without it, may take the body for another request (RFC 9110
  /// section 10.1.1).
  boolean keepsBackend() {
    return request.isPersistent()
        && request.isDone()
        && !backend.keeps()
        && response != null
        && response.keepsAlive()
        && !bytesBehindResponse
        && (continued || !request.head().fields().has("Expect"));
  }

  /// Whether the backend takes whatever comes on its connection for this client's from now on.
  boolean bindsBackend() {
    return request.head().authenticatesConnection()
        || response != null && response.asksForConnectionAuthentication();
  }

  /// A number that changes whenever a byte moved either way.
  long bytesMoved() {
    return client.moved() + backend.moved();
  }

  /// What the exchange became when it was upgraded.
  Relay relay() {
    return new Relay(with, client, backend);
  }

  Progress move() {
    Progress answer = moveResponse();
    if (answer != Progress.WAITING && answer != Progress.AGAIN) {
      return answer;
    }
    if (answered) {
      return request.isDone() ? answer : passOver(answer);
    }
    Progress sent = upload == null || request.isDone() ? watchClient() : moveRequest(upload);
    return sent == Progress.WAITING ? answer : sent;
  }

  /// Whether the backend has the whole request and has not begun its answer.
  boolean awaitsAnswer() {
    return response == null && request.isDone() && !backend.keeps();
  }

  // --- The request -------------------------------------------------------------------------------

  private Progress moveRequest(BodyFlow body) {
    long turnEnd = client.received() + with.settings().relay().turnBytes();
    while (!request.isDone()) {
      if (!backend.flush() || backend.failure() != null) {
        // Slow, or gone; one that is gone may have answered before, and its response decides.
        return Progress.WAITING;
      }
      if (!client.readable()) {
        // Its end may have been read together with the beginning of the request.
        return client.ended() ? fail(Ending.CLIENT_CLOSED_EARLY) : Progress.WAITING;
      }
      if (client.received() >= turnEnd) {
        return Progress.AGAIN;
      }
      int most = mostToRead();
      if (most <= 0) {
        return Progress.WAITING;
      }
      int count = body.pass(most);
      if (count < 0) {
        return fail(count == Socket.END ? Ending.CLIENT_CLOSED_EARLY : Ending.CLIENT_RESET);
      }
      if (request.fault() != null) {
        return fail(Ending.MALFORMED_REQUEST_BODY);
      }
    }
    return Progress.WAITING;
  }

  private Progress passOver(Progress answer) {
    boolean more = client.passOver(with.settings().relay().turnBytes());
    if (client.failure() != null) {
      return fail(Ending.CLIENT_RESET);
    }
    return more ? Progress.AGAIN : answer;
  }

  /// What the body has for sure, and as much more as may be held behind it.
  private int mostToRead() {
    int room = roomBehind();
    return room + (int) Math.min(request.body().bytesToCome(), Integer.MAX_VALUE - room);
  }

  /// Reading is how a lost client is noticed, so a little is read of what comes behind the request.
  private Progress watchClient() {
    backend.flush();
    while (client.readable() && !clientEnded) {
      int most = Math.min(roomBehind(), with.settings().relay().leastReadBytes());
      // The first read goes without asking, or no client would be known to be gone.
      if (most <= 0 || request.bytesBehind() > 0 && !gate.holds(heldBytes() + most)) {
        notePause();
        break;
      }
      int count = request.held().readFrom(client, loop.sharedBuffer(), most);
      if (count == Socket.FAILED) {
        return fail(Ending.CLIENT_RESET);
      }
      if (count == 0) {
        break;
      }
      clientEnded = count == Socket.END;
    }
    gate.holds(heldBytes());
    return Progress.WAITING;
  }

  /// How much more may be held of what comes behind the request.
  private int roomBehind() {
    int most = with.settings().requests().pipelinedBytes() - request.bytesBehind();
    return Math.min(most, request.held().room());
  }

  /// What it holds in memory: the request's head once more as long as there is an exchange.
  int heldBytes() {
    return request.head().length() + request.held().bytes().length + responseHead.bytes().length;
  }

  private void notePause() {
    if (!paused) {
      paused = true;
      with.sessions().notePause();
    }
  }

  // --- The response ------------------------------------------------------------------------------

  private Progress moveResponse() {
    long turnEnd = backend.received() + with.settings().relay().turnBytes();
    while (true) {
      boolean flushed = client.flush();
      if (client.failure() != null) {
        return fail(client.ended() ? Ending.CLIENT_CLOSED : Ending.CLIENT_RESET);
      }
      if (!flushed) {
        return Progress.WAITING;
      }
      if (answered) {
        return Progress.ANSWERED;
      }
      if (!backend.readable()) {
        return Progress.WAITING;
      }
      if (backend.received() >= turnEnd) {
        return Progress.AGAIN;
      }
      Progress progress = download == null ? readHead() : passBody(download);
      if (progress != Progress.AGAIN) {
        return progress;
      }
    }
  }

  /// Reads heads up to the final one; what came with them goes to the client in one piece.
  private Progress readHead() {
    // What the client does not take at once, a buffer of the reserve has to take over.
    int most = with.reserve().readBytes();
    int count = responseHead.readFrom(backend, loop.sharedBuffer(), most);
    if (count < 0) {
      fail(count == Socket.END ? Ending.BACKEND_CLOSED_EARLY : Ending.BACKEND_RESET);
      boolean unanswered = backend.received() == 0 && request.isRepeatable();
      return unanswered ? Progress.UNANSWERED : Progress.FAILED;
    }
    Outgoing answer = with.outgoing().clear();
    Progress progress = Progress.AGAIN;
    boolean more = true;
    while (more) {
      switch (headReader.read(responseHead.bytes(), responseHead.length())) {
        case HeadReading.NeedMore<ResponseHead> _ -> more = false;
        case HeadReading.Bad<ResponseHead> _ -> {
          return fail(Ending.MALFORMED_RESPONSE);
        }
        case HeadReading.Whole<ResponseHead>(ResponseHead head) -> {
          progress = head.isInterim() ? passInterim(head, answer) : passFinal(head, answer);
          more = head.isInterim() && progress == Progress.AGAIN;
        }
      }
    }
    responseHead.own();
    if (answer.length() > 0) {
      client.send(answer.bytes(), 0, answer.length());
    }
    return response != null || gate.mayHold(heldBytes()) ? progress : fail(Ending.OVERLOADED);
  }

  /// Passes on this head and every other interim one that is there in whole. Only then are they
  /// dropped, because what is behind them is copied each time.
  private Progress passInterim(ResponseHead first, Outgoing answer) {
    @Nullable ResponseHead head = first;
    int passed = 0;
    while (head != null) {
      continued |= head.status() == 100;
      if (++interims > with.settings().requests().interimResponses()) {
        return fail(Ending.MALFORMED_RESPONSE);
      }
      if (request.head().minorVersion() > 0) {
        head.writeTo(answer, request.head(), true, with.date().text());
      }
      passed += head.length();
      head = nextInterim(passed);
    }
    responseHead.dropFirst(passed);
    headReader = newHeadReader();
    return Progress.AGAIN;
  }

  private @Nullable ResponseHead nextInterim(int from) {
    byte[] bytes = responseHead.headAt(from);
    return newHeadReader().read(bytes, bytes.length)
                instanceof HeadReading.Whole<ResponseHead>(ResponseHead next)
            && next.isInterim()
        ? next
        : null;
  }

  private Progress passFinal(ResponseHead head, Outgoing answer) {
    if (head.switchesProtocols() && backend.keeps()) {
      // It agreed to a request that it has not got.
      return fail(Ending.MALFORMED_RESPONSE);
    }
    response = head;
    byte[] bytes = responseHead.bytes();
    int start = head.length();
    int behind = responseHead.length() - start;
    keepsClient =
        request.canBeFollowed()
            && !(head.framing() instanceof Framing.UntilClose)
            && !with.sessions().isDraining();
    head.writeTo(answer, request.head(), keepsClient, with.date().text());
    if (head.switchesProtocols()) {
      answer.append(bytes, start, behind);
      responseHead.release();
      request.sendEarly(backend);
      return Progress.UPGRADED;
    }
    if (request.isDone()) {
      request.forget();
    }
    BodyReader body = BodyReader.ofResponse(head.framing(), with.settings().http());
    int bodyBytes = behind == 0 ? 0 : body.take(ByteBuffer.wrap(bytes, start, behind));
    answer.append(bytes, start, bodyBytes);
    responseHead.release();
    if (!body.isDone()) {
      download = new BodyFlow(with, body, backend, client, null);
    }
    return judge(body, bodyBytes < behind);
  }

  private Progress passBody(BodyFlow flow) {
    int count = flow.pass(Integer.MAX_VALUE);
    if (count == Socket.FAILED) {
      return fail(Ending.BACKEND_RESET);
    }
    if (count == Socket.END) {
      answered = flow.body().isWholeAtClose();
      return answered ? Progress.AGAIN : fail(Ending.BACKEND_CLOSED_EARLY);
    }
    return judge(flow.body(), flow.hadBytesBehind());
  }

  private Progress judge(BodyReader body, boolean hadBytesBehind) {
    answered = body.isDone();
    bytesBehindResponse = hadBytesBehind;
    return body.fault() == null ? Progress.AGAIN : fail(Ending.MALFORMED_RESPONSE);
  }

  private Progress fail(Ending why) {
    failure = why;
    return Progress.FAILED;
  }
}
