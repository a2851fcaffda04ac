package dev.starship.peers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.Eventually;
import dev.starship.peers.BalancerProcess.Transport;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// A WebSocket with very many frames of many sizes, over HTTP, through Starship and nginx.
@ParameterizedClass
@EnumSource(Transport.class)
class FramesIT extends BetweenRealPeers {
  private static final int FRAMES = 100_000;
  private static final int BINARY = 0x82;
  private static final int MASK = 0x5A;

  private static final String HANDSHAKE =
      """
      GET /echo HTTP/1.1\r
      Host: localhost\r
      Connection: Upgrade\r
      Upgrade: websocket\r
      Sec-WebSocket-Version: 13\r
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
      \r
      """;

  @Test
  void aHundredThousandFramesComeBackInOrder() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), clusters.balancer().port())) {
      socket.setSoTimeout((int) Eventually.LIMIT.toMillis());
      DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      DataOutputStream out =
          new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
      out.write(HANDSHAKE.getBytes(ISO_8859_1));
      out.flush();
      assertThat(head(in)).startsWith("HTTP/1.1 101 ").contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
      CompletableFuture<Void> sent =
          CompletableFuture.runAsync(() -> sendFrames(out), task -> Thread.ofVirtual().start(task));
      for (int i = 0; i < FRAMES; i++) {
        assertThat(in.readUnsignedByte()).isEqualTo(BINARY);
        assertThat(in.readNBytes(length(in))).isEqualTo(payload(i));
      }
      sent.get(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private static void sendFrames(DataOutputStream out) {
    try {
      for (int i = 0; i < FRAMES; i++) {
        byte[] payload = payload(i);
        out.writeByte(BINARY);
        if (payload.length < 126) {
          out.writeByte(0x80 | payload.length);
        } else {
          out.writeByte(0x80 | 126);
          out.writeShort(payload.length);
        }
        for (int m = 0; m < 4; m++) {
          out.writeByte(MASK);
        }
        for (int b = 0; b < payload.length; b++) {
          payload[b] ^= MASK;
        }
        out.write(payload);
      }
      out.flush();
    } catch (IOException failed) {
      throw new CompletionException(failed);
    }
  }

  /// What the frame with this number carries: up to 300 bytes.
  private static byte[] payload(int number) {
    byte[] payload = new byte[number * 31 % 300];
    for (int i = 0; i < payload.length; i++) {
      payload[i] = (byte) (number + i);
    }
    return payload;
  }

  private static int length(DataInputStream in) throws IOException {
    int length = in.readUnsignedByte();
    return switch (length) {
      case 126 -> in.readUnsignedShort();
      case 127 -> Math.toIntExact(in.readLong());
      default -> length;
    };
  }

  private static String head(DataInputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    return head.toString();
  }
}
