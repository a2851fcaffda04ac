package dev.starship.source.http;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/// Takes the body of an answer, but no more than its limit: what is longer is cut, and its
/// connection closed.
final class AnswerBody implements BodySubscriber<AnswerBody> {
  private final int maxBytes;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CompletableFuture<AnswerBody> whole = new CompletableFuture<>();
  private @Nullable Subscription subscription;
  private boolean tooLong;

  AnswerBody(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /// The body, or its beginning.
  byte[] bytes() {
    return bytes.toByteArray();
  }

  /// Whether there was more than the limit allows.
  boolean tooLong() {
    return tooLong;
  }

  @Override
  public CompletionStage<AnswerBody> getBody() {
    return whole;
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    this.subscription = subscription;
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      int room = maxBytes - bytes.size();
      byte[] taken = new byte[Math.min(room, buffer.remaining())];
      buffer.get(taken);
      bytes.writeBytes(taken);
      if (buffer.hasRemaining() && !tooLong) {
        tooLong = true;
        Objects.requireNonNull(subscription).cancel();
        whole.complete(this);
      }
    }
  }

  @Override
  public void onError(Throwable failure) {
    whole.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    whole.complete(this);
  }
}
