package dev.starship.proxy;

import dev.starship.ending.Side;
import org.jspecify.annotations.Nullable;

/// Bytes both ways between a client and a backend, unchanged, with half-close: two [Flow]s and what
/// follows from them.
final class Relay {
  /// Where a relay stands after it moved what it could.
  enum Progress {
    /// Waiting for a socket.
    WAITING,
    /// It had its turn and could go on at once.
    AGAIN,
    /// Both sides finished and got everything.
    COMPLETED,
    /// The client got everything and the backend's FIN, but the backend takes nothing any more.
    BACKEND_DONE,
    /// The client's connection broke.
    CLIENT_FAILED,
    /// The backend's connection broke.
    BACKEND_FAILED
  }

  private final Surroundings with;
  private final Connection client;
  private final Connection backend;
  private final Flow request;
  private final Flow answer;
  private final long receivedBefore;
  private @Nullable Side firstToFinish;
  private boolean clientSpokeLast = true;

  Relay(Surroundings with, Connection client, Connection backend) {
    this.with = with;
    this.client = client;
    this.backend = backend;
    this.request = new Flow(with, client, backend);
    this.answer = new Flow(with, backend, client);
    this.receivedBefore = client.received();
  }

  Progress move() {
    long fromClientBefore = client.received();
    long fromBackendBefore = backend.received();
    Flow.Progress answered = answer.move();
    Flow.Progress requested = request.move();
    if (backend.received() != fromBackendBefore) {
      clientSpokeLast = false;
    } else if (client.received() != fromClientBefore) {
      clientSpokeLast = true;
    }
    if (requested == Flow.Progress.RECEIVER_FAILED
        && answered == Flow.Progress.WAITING
        && client.keeps()) {
      return passOver();
    }
    return progress(requested, answered);
  }

  private Progress passOver() {
    boolean more = client.passOver(with.settings().relay().turnBytes());
    if (client.failure() != null) {
      return Progress.CLIENT_FAILED;
    }
    return more ? Progress.AGAIN : Progress.WAITING;
  }

  private Progress progress(Flow.Progress requested, Flow.Progress answered) {
    // A backend that broke may have answered before: what it sent is passed on first.
    if (answered == Flow.Progress.SENDER_FAILED) {
      return Progress.BACKEND_FAILED;
    }
    if (requested == Flow.Progress.RECEIVER_FAILED && answered == Flow.Progress.FINISHED) {
      // FIN alone is no answer where the rest of the request is refused.
      return backend.received() == 0 ? Progress.BACKEND_FAILED : Progress.BACKEND_DONE;
    }
    if (requested == Flow.Progress.SENDER_FAILED || answered == Flow.Progress.RECEIVER_FAILED) {
      return Progress.CLIENT_FAILED;
    }
    if (firstToFinish == null && (request.finished() || answer.finished())) {
      firstToFinish = answer.finished() ? Side.BACKEND : Side.CLIENT;
    }
    if (request.finished() && answer.finished()) {
      // Closing sends what is left to send of FIN.
      return Progress.COMPLETED;
    }
    answer.passFin();
    request.passFin();
    boolean hadItsTurn = requested == Flow.Progress.AGAIN || answered == Flow.Progress.AGAIN;
    return hadItsTurn ? Progress.AGAIN : Progress.WAITING;
  }

  /// The side whose FIN came first; Starship as long as none came.
  Side firstToFinish() {
    return firstToFinish == null ? Side.STARSHIP : firstToFinish;
  }

  /// Whether exactly one side has finished.
  boolean halfClosed() {
    return request.finished() != answer.finished();
  }

  /// Whether the client has sent FIN.
  boolean clientFinished() {
    return request.finished();
  }

  /// Whether the client has got nothing yet, neither byte nor FIN.
  boolean untouched() {
    return client.sent() == 0 && !answer.finished();
  }

  /// Whether nothing has come from either side, neither byte nor FIN: all that the backend got is
  /// what it was reached with.
  boolean isUnused() {
    return untouched()
        && backend.received() == 0
        && client.received() == receivedBefore
        && !request.finished();
  }

  /// Whether probably nobody waits for anything: the backend was the last to send, and all that was
  /// read has been passed on. Otherwise the backend works on an answer, or a slow reader takes one.
  boolean atRest() {
    return !clientSpokeLast && !client.keeps() && !backend.keeps();
  }

  /// A number that changes whenever a byte moved either way.
  long bytesMoved() {
    return client.moved() + backend.moved();
  }
}
