package dev.starship.proxy;

import dev.starship.http.BodyReader;
import dev.starship.http.Hop;
import dev.starship.http.HttpFault;
import dev.starship.http.HttpLimits;
import dev.starship.http.Outgoing;
import dev.starship.http.RequestHead;
import dev.starship.preread.Opening;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// One HTTP request of a client: its head, where its body ends, what is held of it, and what came
/// behind it on its connection.
final class Request implements FirstBytes {
  private final RequestHead head;
  private final BodyReader body;
  private final Held held;
  private final Hop hop;
  private final Outgoing outgoing;

  /// How many of the held bytes are the request's; what is behind them is another's.
  private int ownBytes;

  /// Whether all of it is held, so that it can be sent again.
  private boolean repeatable;

  /// @param held begins with the head
  /// @param outgoing where its first bytes are put together
  Request(RequestHead head, Held held, Hop hop, HttpLimits limits, Outgoing outgoing) {
    this.head = head;
    this.body = BodyReader.ofRequest(head.framing(), limits);
    this.held = held;
    this.hop = hop;
    this.outgoing = outgoing;
    int rest = held.length() - head.length();
    int ofBody = rest == 0 ? 0 : body.take(ByteBuffer.wrap(held.bytes(), head.length(), rest));
    this.ownBytes = head.length() + ofBody;
    this.repeatable = body.isDone() && head.isIdempotent();
  }

  RequestHead head() {
    return head;
  }

  @Override
  public void sendTo(Connection backend, byte[] header) {
    head.writeTo(outgoing.clear(), hop);
    outgoing.append(held.bytes(), head.length(), ownBytes - head.length());
    FirstBytes.send(backend, header, outgoing.bytes(), outgoing.length());
  }

  /// Whether a backend's connection may carry another request after this one.
  boolean isPersistent() {
    return hop.persistent();
  }

  @Override
  public boolean isRepeatable(@Nullable Opening opening) {
    return isRepeatable();
  }

  /// Whether it may be sent again if nobody knows what became of it: all of it is held, and its
  /// method is idempotent (RFC 9110 section 9.2.2).
  boolean isRepeatable() {
    return repeatable;
  }

  /// What is to come of its body.
  BodyReader body() {
    return body;
  }

  /// Whether the whole request was seen.
  boolean isDone() {
    return body.isDone();
  }

  /// Whether the client can be told apart from what it sends next: the request is whole, the client
  /// keeps its connection, and nothing sent too early for a WebSocket could be taken for a request.
  boolean canBeFollowed() {
    return body.isDone() && head.keepsAlive() && !head.asksForWebSocket();
  }

  /// What is wrong with the body; null as long as nothing is.
  @Nullable HttpFault fault() {
    return body.fault();
  }

  /// Forgets what is held of it: it is not needed again.
  void forget() {
    held.dropFirst(ownBytes);
    ownBytes = 0;
    repeatable = false;
  }

  /// How many bytes are held of what came behind it.
  int bytesBehind() {
    return held.length() - ownBytes;
  }

  /// Where what comes behind it is held.
  Held held() {
    return held;
  }

  /// Sends what came behind it, which the client meant for a WebSocket before it was agreed on.
  void sendEarly(Connection backend) {
    forget();
    backend.send(held.bytes(), 0, held.length());
    held.release();
  }
}
