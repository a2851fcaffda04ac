package dev.starship.resolving;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// A name server on loopback (UDP) that says what the test says.
final class TestNameServer implements AutoCloseable {
  private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
  private final BlockingQueue<Record> questions = new LinkedBlockingQueue<>();

  /// Fills the answer to a question; false if none is sent.
  interface Answering {
    boolean fill(Record question, Message answer) throws IOException;
  }

  /// Answers from records such as `a.com. 60 IN A 10.0.0.1`; follows aliases; of other names it
  /// says that there are none.
  static Answering zone(String... records) {
    return (question, answer) -> {
      answer.getHeader().setRcode(Rcode.NXDOMAIN);
      Name name = question.getName();
      for (String text : records) {
        Record record = record(text);
        if (record.getName().equals(name)) {
          answer.getHeader().setRcode(Rcode.NOERROR);
          if (record.getType() == question.getType() || record instanceof CNAMERecord) {
            answer.addRecord(record, Section.ANSWER);
          }
          name = record instanceof CNAMERecord alias ? alias.getTarget() : name;
        }
      }
      return true;
    };
  }

  /// Answers with a code alone.
  static Answering code(int code) {
    return (_, answer) -> {
      answer.getHeader().setRcode(code);
      return true;
    };
  }

  private static Record record(String text) throws IOException {
    String[] parts = text.split(" ", 5);
    return Record.fromString(
        Name.fromString(parts[0]),
        Type.value(parts[3]),
        DClass.value(parts[2]),
        Long.parseLong(parts[1]),
        parts[4],
        Name.root);
  }

  TestNameServer(Answering answering) throws IOException {
    Thread.ofVirtual()
        .start(() -> {
          while (!socket.isClosed()) {
            serve(answering);
          }
        });
  }

  private void serve(Answering answering) {
    var packet = new DatagramPacket(new byte[4096], 4096);
    try {
      socket.receive(packet);
      var query = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
      questions.add(query.getQuestion());
      var answer = new Message(query.getHeader().getID());
      answer.getHeader().setFlag(Flags.QR);
      answer.getHeader().setFlag(Flags.RA);
      answer.addRecord(query.getQuestion(), Section.QUESTION);
      if (answering.fill(query.getQuestion(), answer)) {
        byte[] bytes = answer.toWire();
        socket.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
      }
    } catch (IOException _) {
      // The test has closed the socket.
    }
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
  }

  /// The questions so far.
  BlockingQueue<Record> questions() {
    return questions;
  }

  @Override
  public void close() {
    socket.close();
  }
}
