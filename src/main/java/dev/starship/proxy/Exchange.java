package dev.starship.proxy;

import dev.starship.ending.Ending;
import dev.starship.http.BodyReader;
import dev.starship.http.HeadReading;
import dev.starship.http.ResponseHead;
import dev.starship.http.ResponseHeadReader;
import dev.starship.transport.Buffer;
import dev.starship.transport.EventLoop;
import dev.starship.transport.Socket;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// One HTTP request to a backend and its response to the client: exactly the bytes that their
/// framing says, with `Connection: close` on both sides, or an upgrade to a [Relay]. What follows
/// the request on its connection never reaches the backend.
final class Exchange {
  /// Where an exchange stands.
  enum Standing {
    /// Waiting for a socket.
    WAITING,
    /// It had its turn and could go on at once.
    AGAIN,
    /// Both sides agreed to go on as a WebSocket.
    UPGRADED,
    /// The client got the whole response.
    ANSWERED,
    /// It cannot go on; [#failure()] says why.
    FAILED
  }

  /// How much is read and thrown away behind a request while its response is awaited [64 KiB]:
  /// reading is how a lost client is noticed, and a few pipelined requests must not get in the way
  /// of that.
  private static final int MAX_BYTES_BEHIND_REQUEST = 64 * 1024;

  private final Surroundings with;
  private final EventLoop loop;
  private final OneRequest request;
  private final Connection client;
  private final Connection backend;
  private final Held responseHead;
  private ResponseHeadReader headReader;
  private @Nullable BodyReader responseBody;
  private boolean answered;
  private boolean clientEnded;
  private int bytesBehindRequest;
  private int status;
  private Ending failure = Ending.INTERNAL_ERROR;

  Exchange(Surroundings with, OneRequest request, Connection client, Connection backend) {
    this.with = with;
    this.loop = with.loop();
    this.request = request;
    this.client = client;
    this.backend = backend;
    this.responseHead = new Held(with.settings().http().headBytes());
    this.headReader = newHeadReader();
  }

  private ResponseHeadReader newHeadReader() {
    return new ResponseHeadReader(with.settings().http(), request.head());
  }

  /// The status of the response; 0 as long as there is none.
  int status() {
    return status;
  }

  /// Why it failed.
  Ending failure() {
    return failure;
  }

  /// A number that changes whenever a byte moved either way.
  long bytesMoved() {
    return client.moved() + backend.moved();
  }

  /// What the exchange became when it was upgraded.
  Relay relay() {
    return new Relay(with, client, backend);
  }

  Standing move() {
    Standing response = moveResponse();
    if (response != Standing.WAITING && response != Standing.AGAIN) {
      return response;
    }
    Standing sent = request.isDone() ? watchClient() : moveRequest();
    return sent == Standing.WAITING ? response : sent;
  }

  // --- The request -------------------------------------------------------------------------------

  private Standing moveRequest() {
    long turnEnd = client.received() + with.settings().relay().turnBytes();
    while (!request.isDone()) {
      if (!backend.flush() || backend.failure() != null || !client.readable()) {
        // A backend that is gone may have answered before: its response decides.
        return Standing.WAITING;
      }
      if (client.received() >= turnEnd) {
        return Standing.AGAIN;
      }
      Buffer shared = loop.sharedBuffer();
      int count = client.receive(shared);
      if (count < 0) {
        return fail(count == Socket.END ? Ending.CLIENT_CLOSED_EARLY : Ending.CLIENT_RESET);
      }
      sendPart(shared, request.take(shared.bytes()), backend);
      if (request.fault() != null) {
        return fail(Ending.MALFORMED_REQUEST_BODY);
      }
    }
    return Standing.WAITING;
  }

  private Standing watchClient() {
    backend.flush();
    if (request.head().asksForWebSocket()) {
      return Standing.WAITING;
    }
    while (client.readable() && !clientEnded && bytesBehindRequest < MAX_BYTES_BEHIND_REQUEST) {
      int count = client.receive(loop.sharedBuffer());
      if (count == Socket.FAILED) {
        return fail(Ending.CLIENT_RESET);
      }
      if (count == 0) {
        break;
      }
      clientEnded = count == Socket.END;
      bytesBehindRequest += Math.max(count, 0);
    }
    return Standing.WAITING;
  }

  // --- The response ------------------------------------------------------------------------------

  private Standing moveResponse() {
    long turnEnd = backend.received() + with.settings().relay().turnBytes();
    while (true) {
      boolean flushed = client.flush();
      if (client.failure() != null) {
        return fail(clientEnded ? Ending.CLIENT_CLOSED : Ending.CLIENT_RESET);
      }
      if (!flushed) {
        return Standing.WAITING;
      }
      if (answered) {
        return Standing.ANSWERED;
      }
      if (!backend.readable()) {
        return Standing.WAITING;
      }
      if (backend.received() >= turnEnd) {
        return Standing.AGAIN;
      }
      Standing standing = responseBody == null ? readHead() : passBody(responseBody);
      if (standing != Standing.AGAIN) {
        return standing;
      }
    }
  }

  /// Reads heads up to the final one; what came with them goes to the client in one piece.
  private Standing readHead() {
    int count = responseHead.readFrom(backend, loop.sharedBuffer());
    if (count < 0) {
      return fail(count == Socket.END ? Ending.BACKEND_CLOSED_EARLY : Ending.BACKEND_RESET);
    }
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    Standing standing = Standing.AGAIN;
    boolean more = true;
    while (more) {
      switch (headReader.read(responseHead.bytes(), responseHead.length())) {
        case HeadReading.NeedMore<ResponseHead> _ -> more = false;
        case HeadReading.Bad<ResponseHead> _ -> {
          return fail(Ending.MALFORMED_RESPONSE);
        }
        case HeadReading.Whole<ResponseHead>(ResponseHead head) -> {
          responseHead.dropFirst(head.length());
          more = head.isInterim();
          standing = more ? passInterim(head, answer) : passFinal(head, answer);
        }
      }
    }
    if (answer.size() > 0) {
      client.send(answer.toByteArray(), 0, answer.size());
    }
    return standing;
  }

  private Standing passInterim(ResponseHead head, ByteArrayOutputStream answer) {
    headReader = newHeadReader();
    if (request.head().minorVersion() > 0) {
      answer.writeBytes(head.forOneExchange());
    }
    return Standing.AGAIN;
  }

  private Standing passFinal(ResponseHead head, ByteArrayOutputStream answer) {
    status = head.status();
    answer.writeBytes(head.forOneExchange());
    int behind = responseHead.length();
    if (head.switchesProtocols()) {
      answer.write(responseHead.bytes(), 0, behind);
      responseHead.release();
      backend.send(request.early(), 0, request.early().length);
      return Standing.UPGRADED;
    }
    BodyReader body = new BodyReader(head.framing(), with.settings().http());
    responseBody = body;
    int bodyBytes = body.take(ByteBuffer.wrap(responseHead.bytes(), 0, behind));
    answer.write(responseHead.bytes(), 0, bodyBytes);
    responseHead.release();
    answered = body.isDone();
    return body.fault() == null ? Standing.AGAIN : fail(Ending.MALFORMED_RESPONSE);
  }

  private Standing passBody(BodyReader body) {
    Buffer shared = loop.sharedBuffer();
    int count = backend.receive(shared);
    if (count == Socket.FAILED) {
      return fail(Ending.BACKEND_RESET);
    }
    if (count == Socket.END) {
      answered = body.isWholeAtClose();
      return answered ? Standing.AGAIN : fail(Ending.BACKEND_CLOSED_EARLY);
    }
    sendPart(shared, body.take(shared.bytes()), client);
    answered = body.isDone();
    return body.fault() == null ? Standing.AGAIN : fail(Ending.MALFORMED_RESPONSE);
  }

  private static void sendPart(Buffer bytes, int count, Connection to) {
    if (count > 0) {
      bytes.bytes().limit(bytes.bytes().position() + count);
      to.send(bytes);
    }
  }

  private Standing fail(Ending why) {
    failure = why;
    return Standing.FAILED;
  }
}
