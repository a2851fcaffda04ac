package dev.starship.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.ending.Ending;
import dev.starship.preread.ClientHelloBytes;
import dev.starship.preread.PrereadLimits;
import dev.starship.transport.Transport;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// However a hello is cut, the right backend gets exactly its bytes; however it is broken, none
/// does.
@ParameterizedClass
@MethodSource("dev.starship.proxy.BothTransports#all")
class HelloTortureTest {
  private static final int DECODE_ERROR = 50;
  private static final int MISSING_EXTENSION = 109;
  private static final int UNRECOGNIZED_NAME = 112;

  private final Transport transport;

  HelloTortureTest(Transport transport) {
    this.transport = transport;
  }

  @Test
  void cutInTwoAtEveryPoint() throws Exception {
    byte[] hello = ClientHelloBytes.helloTo("a.com").build();
    try (TestBackend backend = TestBackend.recording("ok");
        RunningProxy proxy = new RunningProxy(transport).route("a.com", backend.port())) {
      for (int split = 1; split < hello.length; split++) {
        checkPassed(proxy, backend, hello, split);
      }
    }
  }

  @Test
  void byteByByte() throws Exception {
    byte[] hello = ClientHelloBytes.helloTo("a.com").inRecordsOf(50).build();
    int[] everywhere = new int[hello.length - 1];
    Arrays.setAll(everywhere, i -> i + 1);
    try (TestBackend backend = TestBackend.recording("ok");
        RunningProxy proxy = new RunningProxy(transport).route("a.com", backend.port())) {
      checkPassed(proxy, backend, hello, everywhere);
    }
  }

  @Test
  void overSeveralRecordsAndSegments() throws Exception {
    try (TestBackend backend = TestBackend.recording("ok");
        RunningProxy proxy = new RunningProxy(transport).route("a.com", backend.port())) {
      for (int recordBytes : new int[] {1, 3, 4, 5, 17, 100}) {
        byte[] hello = ClientHelloBytes.helloTo("a.com").inRecordsOf(recordBytes).build();
        checkPassed(proxy, backend, hello, 5, hello.length / 2);
      }
    }
  }

  @Test
  void twentyAndSixtyKilobytes() throws Exception {
    try (TestBackend backend = TestBackend.recording("ok");
        RunningProxy proxy = new RunningProxy(transport).route("a.com", backend.port())) {
      for (int padding : new int[] {20_000, 60_000}) {
        byte[] hello =
            ClientHelloBytes.hello().withPadding(padding).withServerName("a.com").build();
        checkPassed(proxy, backend, hello);
        checkPassed(proxy, backend, hello, 1_400, 16_384, 16_389, padding - 100);
      }
    }
  }

  @Test
  void withTheNameInOtherSpelling() throws Exception {
    try (TestBackend backend = TestBackend.recording("ok");
        RunningProxy proxy = new RunningProxy(transport).route("a.com", backend.port())) {
      checkPassed(proxy, backend, ClientHelloBytes.helloTo("A.COM").build());
      checkPassed(proxy, backend, ClientHelloBytes.helloTo("a.com.").build());
      byte[] otherTypeFirst =
          ClientHelloBytes.hello()
              .withServerNames(ClientHelloBytes.name(7, "other"), ClientHelloBytes.name(0, "a.com"))
              .build();
      checkPassed(proxy, backend, otherTypeFirst);
    }
  }

  @Test
  void withEarlyDataBehindIt() throws Exception {
    byte[] earlyData = ClientHelloBytes.record(23, new byte[5_000]);
    byte[] hello =
        ClientHelloBytes.concat(
            ClientHelloBytes.helloTo("a.com").withEarlyData().build(), earlyData);
    try (TestBackend backend = TestBackend.recording("ok");
        RunningProxy proxy = new RunningProxy(transport).route("a.com", backend.port())) {
      checkPassed(proxy, backend, hello);
      checkPassed(proxy, backend, hello, hello.length - 100);
    }
  }

  @Test
  void withoutAHost() throws Exception {
    try (RunningProxy proxy = new RunningProxy(transport)) {
      byte[] noName = ClientHelloBytes.hello().withVersions(0x0304).build();
      byte[] noExtensions = ClientHelloBytes.hello().withoutExtensionsBlock().build();
      byte[] withNul = ClientHelloBytes.hello().withServerName("a.com\0.evil.example").build();
      byte[] literal = ClientHelloBytes.hello().withServerName("127.0.0.1").build();
      checkRefused(proxy, noName, MISSING_EXTENSION, Ending.NO_HOST);
      checkRefused(proxy, noExtensions, UNRECOGNIZED_NAME, Ending.NO_HOST);
      checkRefused(proxy, withNul, UNRECOGNIZED_NAME, Ending.NO_HOST);
      checkRefused(proxy, literal, UNRECOGNIZED_NAME, Ending.NO_HOST);
    }
  }

  @Test
  void withWrongLengths() throws Exception {
    try (RunningProxy proxy = new RunningProxy(transport)) {
      byte[] twice = ClientHelloBytes.helloTo("a.com").withServerName("b.com").build();
      byte[] nameTooShort =
          ClientHelloBytes.hello().withExtension(0, new byte[] {0, 5, 0, 0, 9, 'a'}).build();
      byte[] emptyRecord = ClientHelloBytes.record(22, new byte[0]);
      byte[] alertInside =
          ClientHelloBytes.concat(
              ClientHelloBytes.record(22, new byte[] {1, 0, 1}),
              ClientHelloBytes.record(21, new byte[] {1, 0}));
      for (byte[] hello : new byte[][] {twice, nameTooShort, emptyRecord, alertInside}) {
        checkRefused(proxy, hello, DECODE_ERROR, Ending.MALFORMED_OPENING);
      }
    }
  }

  @Test
  void overTheLimit() throws Exception {
    byte[] mostlyHeaders =
        ClientHelloBytes.hello().withPadding(12_000).inRecordsOf(1).withServerName("a.com").build();
    byte[] announced = ClientHelloBytes.record(22, new byte[] {1, 2, 0, 0});
    try (RunningProxy proxy = new RunningProxy(transport)) {
      checkRefused(proxy, announced, DECODE_ERROR, Ending.OPENING_TOO_LONG);
      checkRefused(proxy, mostlyHeaders, DECODE_ERROR, Ending.OPENING_TOO_LONG);
    }
  }

  @Test
  void whatIsNoHelloIsClosedWithoutAWord() throws Exception {
    byte[] sslV2 = {(byte) 0x80, 0x2e, 1, 0, 2, 0, 0x15, 0, 0, 0, 0x10};
    try (RunningProxy proxy = new RunningProxy(transport)) {
      for (byte[] bytes : new byte[][] {sslV2, {0}, "get / http/1.0\r\n".getBytes(ISO_8859_1)}) {
        try (Socket client = proxy.connect()) {
          client.getOutputStream().write(bytes);
          assertThat(readToEnd(client)).isEmpty();
        }
        assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.UNKNOWN_PROTOCOL);
      }
    }
  }

  @Test
  void silenceIsNotWaitedForForever() throws Exception {
    RunningProxy.Options options =
        RunningProxy.Options.DEFAULT.with(new PrereadLimits(Duration.ofMillis(100), 65_536));
    try (RunningProxy proxy = new RunningProxy(transport, options);
        Socket client = proxy.connect()) {
      assertThat(readToEnd(client)).isEmpty();
      assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.PREREAD_TIMEOUT);
    }
  }

  /// Sends `hello` cut at `cuts`, each part only after the proxy has read the one before.
  private static void checkPassed(
      RunningProxy proxy, TestBackend backend, byte[] hello, int... cuts) throws Exception {
    try (Socket client = proxy.connect()) {
      client.setTcpNoDelay(true);
      int from = 0;
      for (int cut : cuts) {
        long before = proxy.bytesRead();
        client.getOutputStream().write(hello, from, cut - from);
        proxy.awaitBytesRead(before + cut - from);
        from = cut;
      }
      client.getOutputStream().write(hello, from, hello.length - from);
      client.shutdownOutput();
      assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("ok");
    }
    assertThat(backend.nextReceived()).isEqualTo(hello);
    assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.COMPLETED);
  }

  private static void checkRefused(RunningProxy proxy, byte[] hello, int alert, Ending ending)
      throws Exception {
    try (Socket client = proxy.connect()) {
      client.getOutputStream().write(hello);
      assertThat(client.getInputStream().readAllBytes()).containsExactly(21, 3, 3, 0, 2, 2, alert);
    }
    assertThat(proxy.nextEnd().ending()).isEqualTo(ending);
  }

  private static byte[] readToEnd(Socket client) throws IOException {
    return client.getInputStream().readAllBytes();
  }
}
