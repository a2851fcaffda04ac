package dev.starship.transport;

import dev.starship.address.Address;
import dev.starship.address.Ip;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// What the sockets of every transport have in common: the edge-triggered flags, what a call
/// answers once the connection has ended, broken or been closed, and who is told. A transport adds
/// how the system is asked.
abstract class EdgeSocket implements Socket {
  private static final Address UNKNOWN = new Address(Ip.v4(0), 0);

  /// The connect has succeeded; true from the start for a client.
  boolean connected;

  boolean readable;
  boolean writable;

  /// The system has told of input since a read last ran dry.
  boolean inputTold;

  /// [#END] or [#FAILED] once reading can bring nothing else; 0 before.
  int inputResult;

  /// FIN was asked for.
  boolean finished;

  /// Bytes were read, where the system tells of FIN before a reset.
  boolean heard;

  /// The connection broke after the peer's FIN had come: all that it sent is there. Stays false
  /// where the system does not tell.
  boolean brokeAfterEnd;

  private final Loop loop;
  private @Nullable SocketOwner owner;
  private @Nullable NetworkFailure failure;
  private @Nullable Address localAddress;
  private boolean open;
  private boolean closed;

  /// @param open whether the system has given a descriptor
  EdgeSocket(Loop loop, boolean open) {
    this.loop = loop;
    this.open = open;
    if (open) {
      loop.counters().countOpened();
    }
  }

  /// Reads once, with room in `into` and nothing known that speaks against it. Returns as [#read].
  abstract int receive(Buffer into);

  /// Writes once, with bytes in `from`; the bytes taken, or [#FAILED] after [#fail].
  ///
  /// @param last whether FIN follows at once
  abstract int transmit(Buffer from, boolean last);

  /// Reads once into an empty pipe, at most `most` bytes, as [#receive(Buffer)].
  abstract int receive(Pipe into, int most);

  /// Writes once from a pipe that holds something; the bytes taken, or [#FAILED] after [#fail].
  abstract int transmit(Pipe from);

  /// The last read ran dry: the owner is to be told when more has come.
  abstract void watchInput();

  /// The last write was short: the owner is to be told when more can be taken.
  abstract void watchOutput();

  /// Sends FIN.
  abstract void shutdownOutput();

  /// Makes the next close a reset.
  abstract void lingerNot();

  /// Gives the descriptor back.
  abstract void release();

  /// Asks the system for the local address; null if it does not know.
  abstract @Nullable Address askLocalAddress();

  /// A client: connected, and worth a read and a write at once.
  final void beginConnected() {
    connected = true;
    readable = true;
    writable = true;
  }

  /// Sets the local address where it is known without asking.
  final void localAddress(@Nullable Address known) {
    localAddress = known;
  }

  final void tellOwner() {
    if (owner == null || closed) {
      return;
    }
    try {
      owner.ready(this);
    } catch (Throwable bug) {
      reset();
      loop.fault(bug);
    }
  }

  /// Notes the first failure. What the system received before may still be read; a failed connect
  /// has nothing more to give.
  final void fail(NetworkFailure how) {
    if (failure == null) {
      failure = how;
    }
    if (!connected) {
      inputResult = FAILED;
      free();
    }
    readable = inputResult != END;
    writable = true;
  }

  /// Whether the descriptor is this socket's.
  final boolean isOpen() {
    return open;
  }

  @Override
  public final void owner(SocketOwner next) {
    owner = next;
  }

  @Override
  public final boolean readable() {
    return readable;
  }

  @Override
  public final boolean writable() {
    return writable;
  }

  @Override
  public final int read(Buffer into) {
    int known = knownOfInput();
    return known == 0 && readable && into.bytes().hasRemaining() ? receive(into) : known;
  }

  @Override
  public final int read(Pipe into, int most) {
    int known = knownOfInput();
    return known == 0 && readable ? receive(into, most) : known;
  }

  /// What a read answers whatever the system would say; 0 if it has to be asked.
  private int knownOfInput() {
    if (closed) {
      return closedHere();
    }
    if (inputResult != 0) {
      readable = false;
    }
    return inputResult;
  }

  /// The system tells of input.
  final void inputCame() {
    readable = true;
    inputTold = true;
  }

  final void inputEmpty() {
    readable = false;
    inputTold = false;
    watchInput();
  }

  /// What a read has come to that brought no byte.
  final int endInput() {
    endedInput();
    readable = false;
    return inputResult;
  }

  /// Nothing is left to read. A reset whose error a send has fetched reads as an end. Whoever has
  /// sent nothing but FIN, and then refuses what is sent, has not answered.
  final void endedInput() {
    inputResult = failure == null || brokeAfterEnd && heard ? END : FAILED;
  }

  @Override
  public final void lookAgain() {
    readable |= !closed && inputResult == 0;
  }

  @Override
  public final boolean ended() {
    return inputResult == END;
  }

  @Override
  public final int write(Buffer from) {
    return write(from, false);
  }

  @Override
  public final int writeLast(Buffer from) {
    return write(from, true);
  }

  private int write(Buffer from, boolean last) {
    ByteBuffer bytes = from.bytes();
    int known = knownOfOutput();
    if (known != 0 || !writable || !bytes.hasRemaining()) {
      return known;
    }
    int taken = taken(transmit(from, last));
    if (taken != FAILED && bytes.hasRemaining()) {
      outputFull();
    }
    return taken;
  }

  /// A pipe that was emptied in part tells nothing: only a write that takes nothing says that the
  /// system has no room.
  @Override
  public final int write(Pipe from) {
    int known = knownOfOutput();
    if (known != 0 || !writable || from.bytes() == 0) {
      return known;
    }
    int taken = taken(transmit(from));
    if (taken == 0) {
      outputFull();
    } else if (taken > 0) {
      loop.counters().countSpliced(taken);
    }
    return taken;
  }

  /// What a write answers whatever the system would say; 0 if it has to be asked.
  private int knownOfOutput() {
    if (closed) {
      return closedHere();
    }
    if (failure != null) {
      writable = false;
      return FAILED;
    }
    if (finished) {
      throw new IllegalStateException("a write after finish()");
    }
    return 0;
  }

  /// Takes note of what a write came to.
  private int taken(int count) {
    if (count == FAILED) {
      writable = false;
      // The peer may have said more, or nothing, and where it broke on our side no event tells.
      loop.execute(this::tellOwner);
    } else {
      loop.counters().countWritten(count);
    }
    return count;
  }

  private void outputFull() {
    writable = false;
    watchOutput();
  }

  /// What a call on a closed socket answers.
  private int closedHere() {
    if (failure == null) {
      failure = NetworkFailure.OTHER;
    }
    return FAILED;
  }

  @Override
  public final @Nullable NetworkFailure failure() {
    return failure;
  }

  @Override
  public final void finish() {
    if (finished || closed || failure != null) {
      return;
    }
    finished = true;
    if (connected) {
      shutdownOutput();
    }
  }

  @Override
  public final void close() {
    if (closed) {
      return;
    }
    closed = true;
    readable = false;
    writable = false;
    free();
  }

  private void free() {
    if (open) {
      open = false;
      loop.counters().countClosed();
      release();
    }
  }

  @Override
  public final void reset() {
    if (open) {
      lingerNot();
    }
    close();
  }

  @Override
  public final boolean closed() {
    return closed;
  }

  @Override
  public final Address localAddress() {
    if (localAddress == null) {
      Address asked = open ? askLocalAddress() : null;
      localAddress = asked == null ? UNKNOWN : asked;
    }
    return localAddress;
  }
}
