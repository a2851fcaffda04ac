package dev.starship.transport;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// What the system runs to choose among the listeners that share an address
/// (SO_ATTACH_REUSEPORT_CBPF, for which no privilege is needed): one instruction that answers a
/// constant.
final class ReuseportProgram {
  /// BPF_RET | BPF_K: the answer is the constant of the instruction.
  private static final short RETURN_CONSTANT = 0x06;

  private static final long PROGRAM_BYTES = 16;
  private static final long POINTER_OFFSET = 8;
  private static final long INSTRUCTION_BYTES = 8;
  private static final long CONSTANT_OFFSET = 4;

  private final MemorySegment memory =
      Arena.ofAuto().allocate(PROGRAM_BYTES + INSTRUCTION_BYTES, Long.BYTES);

  /// `struct sock_fprog`: how many instructions there are, and where.
  private final MemorySegment program = memory.asSlice(0, PROGRAM_BYTES);

  /// `struct sock_filter`.
  private final MemorySegment instruction = memory.asSlice(PROGRAM_BYTES);

  ReuseportProgram() {
    program.set(JAVA_SHORT, 0, (short) 1);
    program.set(ADDRESS, POINTER_OFFSET, instruction);
    instruction.set(JAVA_SHORT, 0, RETURN_CONSTANT);
  }

  /// Gives a listener and all that share its address the program that chooses the one at `index`,
  /// in the order in which they began to listen. Where there is none, the system's hash chooses.
  ///
  /// @return the answer of the system, negative if it refuses
  int attach(Linux linux, int listener, int index) {
    instruction.set(JAVA_INT, CONSTANT_OFFSET, index);
    return linux.setOption(listener, Linux.SOL_SOCKET, Linux.SO_ATTACH_REUSEPORT_CBPF, program);
  }
}
