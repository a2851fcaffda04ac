package dev.starship.peers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.Eventually;
import dev.starship.peers.BalancerProcess.Transport;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A WebSocket stays open through Starship and carries messages both ways, inside TLS and over
/// HTTP.
@ParameterizedClass
@EnumSource(Transport.class)
class WebSocketIT extends BetweenRealPeers {
  @ParameterizedTest
  @ValueSource(strings = {"wss", "ws"})
  void messagesOfAWebSocketPassBothWays(String scheme) throws Exception {
    try (HttpClient client =
        HttpClient.newBuilder()
            .sslContext(clusters.alpha().certificate().trustingClient())
            .build()) {
      Received received = new Received();
      WebSocket socket =
          client
              .newWebSocketBuilder()
              .buildAsync(
                  URI.create(clusters.balancer().url(scheme, "localhost") + "/echo"), received)
              .get(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS);
      byte[] large = new byte[300_000];
      new Random(2).nextBytes(large);
      socket.sendText("hello", true).join();
      assertThat(received.next()).isEqualTo("hello".getBytes(UTF_8));
      socket.sendBinary(ByteBuffer.wrap(large), true).join();
      assertThat(received.next()).isEqualTo(large);
      socket.sendClose(WebSocket.NORMAL_CLOSURE, "done").join();
      assertThat(received.next()).isEqualTo("closed 1000 done".getBytes(UTF_8));
    }
  }

  /// The messages that came, whole, and how it ended.
  private static final class Received implements WebSocket.Listener {
    private final BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
    private final ByteArrayOutputStream parts = new ByteArrayOutputStream();

    byte[] next() throws InterruptedException {
      byte[] message = messages.poll(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS);
      assertThat(message).as("a message").isNotNull();
      return message;
    }

    private @Nullable CompletionStage<?> part(WebSocket socket, byte[] bytes, boolean last) {
      parts.writeBytes(bytes);
      if (last) {
        messages.add(parts.toByteArray());
        parts.reset();
      }
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
      return part(socket, text.toString().getBytes(UTF_8), last);
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer bytes, boolean last) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      return part(socket, copy, last);
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      messages.add(("closed " + code + " " + reason).getBytes(UTF_8));
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      messages.add(("failed: " + error).getBytes(UTF_8));
    }
  }
}
