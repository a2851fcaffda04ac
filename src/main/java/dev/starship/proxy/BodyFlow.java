package dev.starship.proxy;

import dev.starship.http.BodyReader;
import dev.starship.transport.Buffer;
import dev.starship.transport.EventLoop;
import dev.starship.transport.Pipe;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// What is to come of the body of one message, on its way from one connection to another: exactly
/// the bytes that its framing says. Those that need not be looked at go through pipes where much of
/// them comes at once.
final class BodyFlow extends Direction {
  private final EventLoop loop;
  private final BodyReader body;
  private final @Nullable Held behind;
  private boolean bytesBehind;

  /// @param behind where what comes behind the body is held; null if it is dropped
  BodyFlow(
      Surroundings with, BodyReader body, Connection from, Connection to, @Nullable Held behind) {
    super(with, from, to);
    this.loop = with.loop();
    this.body = body;
    this.behind = behind;
  }

  BodyReader body() {
    return body;
  }

  /// Whether something came behind the body.
  boolean hadBytesBehind() {
    return bytesBehind;
  }

  /// Reads once, `most` bytes at the most, and sends what is the body's, unless the body turns out
  /// to be malformed. Returns as [Connection#read(Buffer)].
  int pass(int most) {
    long certain = Math.min(body.bytesToCome(), most);
    Pipe pipe = certain < limits().bulkBytes() ? null : lendPipe();
    int count = pipe == null ? copy(most) : pass(pipe, (int) certain);
    judge(count);
    return count;
  }

  private int pass(Pipe pipe, int most) {
    int count = splice(pipe, most);
    body.passed(Math.max(count, 0));
    return count;
  }

  private int copy(int most) {
    Buffer shared = loop.sharedBuffer();
    int count = from().receive(shared, most);
    ByteBuffer bytes = shared.bytes();
    int own = count > 0 ? body.take(bytes) : 0;
    if (own < count) {
      bytesBehind = true;
      if (behind != null) {
        behind.append(bytes.slice(bytes.position() + own, count - own));
      }
    }
    if (own > 0 && body.fault() == null) {
      bytes.limit(bytes.position() + own);
      to().send(shared);
    }
    return count;
  }
}
