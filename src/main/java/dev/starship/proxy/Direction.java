package dev.starship.proxy;

import dev.starship.transport.Pipe;
import org.jspecify.annotations.Nullable;

/// Bytes on their way from one connection to another. They are copied or passed on through pipes,
/// as what came last lets expect: pipes pay for themselves where much comes at once.
abstract class Direction {
  /// How many reads in a row it takes to begin with pipes, and to go back to copying.
  private static final int BULKS = 2;

  private static final int TRICKLES = 4;

  private final Reserve reserve;
  private final RelayLimits limits;
  private final Connection from;
  private final Connection to;

  /// Whether it goes through pipes, and how many reads in a row have spoken against how it goes.
  private boolean bulk;

  private byte against;

  Direction(Surroundings with, Connection from, Connection to) {
    this.reserve = with.reserve();
    this.limits = with.settings().relay();
    this.from = from;
    this.to = to;
  }

  final Connection from() {
    return from;
  }

  final Connection to() {
    return to;
  }

  final RelayLimits limits() {
    return limits;
  }

  /// A pipe for what comes next; null if that is to be copied.
  final @Nullable Pipe lendPipe() {
    return bulk && from.splices() ? reserve.lendPipe() : null;
  }

  /// Reads once into `pipe`, which was lent and is taken care of, and sends what came. Returns as
  /// [Connection#read(Pipe, int)].
  final int splice(Pipe pipe, int most) {
    int count = from.read(pipe, most);
    if (count > 0) {
      to.send(pipe);
    } else {
      reserve.release(pipe);
    }
    return count;
  }

  /// Decides from what came whether the next bytes are worth a pipe.
  final void judge(int count) {
    // More than a scarce read brings cannot come, however much there is.
    int enough = reserve.isUsedUp() ? reserve.scarceReadBytes() : limits.bulkBytes();
    boolean speaksAgainst =
        bulk ? count < enough && count <= limits.trickleBytes() : count >= enough;
    against = speaksAgainst ? (byte) (against + 1) : 0;
    if (against == (bulk ? TRICKLES : BULKS)) {
      bulk = !bulk;
      against = 0;
    }
  }
}
