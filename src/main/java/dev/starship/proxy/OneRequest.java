package dev.starship.proxy;

import dev.starship.http.BodyReader;
import dev.starship.http.HttpFault;
import dev.starship.http.HttpLimits;
import dev.starship.http.RequestHead;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The one request that a client connection may send: its head, where its body ends, and what came
/// behind it.
final class OneRequest {
  private static final byte[] NOTHING = new byte[0];

  private final RequestHead head;
  private final BodyReader body;
  private byte[] early = NOTHING;

  OneRequest(RequestHead head, HttpLimits limits) {
    this.head = head;
    this.body = new BodyReader(head.framing(), limits);
  }

  RequestHead head() {
    return head;
  }

  /// What a backend gets first: the head as it is passed on and what the opening holds of the body;
  /// null if that breaks its framing. Bytes behind the request go nowhere: they could be a request
  /// for another host.
  byte @Nullable [] firstBytes(byte[] opening, int length) {
    ByteBuffer rest = ByteBuffer.wrap(opening, head.length(), length - head.length());
    int bodyBytes = body.take(rest);
    if (body.fault() != null) {
      return null;
    }
    if (head.asksForWebSocket()) {
      early = Arrays.copyOfRange(opening, head.length() + bodyBytes, length);
    }
    byte[] passedOn = head.forOneExchange();
    byte[] first = Arrays.copyOf(passedOn, passedOn.length + bodyBytes);
    System.arraycopy(opening, head.length(), first, passedOn.length, bodyBytes);
    return first;
  }

  /// How many of the bytes between position and limit still belong to the request.
  int take(ByteBuffer bytes) {
    return body.take(bytes);
  }

  /// Whether the whole request was seen.
  boolean isDone() {
    return body.isDone();
  }

  /// What is wrong with the body; null as long as nothing is.
  @Nullable HttpFault fault() {
    return body.fault();
  }

  /// What the client sent for a WebSocket before it was agreed on.
  byte[] early() {
    return early;
  }
}
