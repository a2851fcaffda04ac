package dev.starship.proxy;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The open sessions of one event loop, in the order of their accepts. A session is its own link,
/// so that being listed costs it no further object. On the loop's thread but for [#count()].
final class OpenSessions {
  private final Member end = new Member();
  private volatile int count;

  OpenSessions() {
    end.before = end;
    end.after = end;
  }

  void add(Member session) {
    Member last = end.before();
    session.before = last;
    session.after = end;
    last.after = session;
    end.before = session;
    count(count + 1);
  }

  /// Takes out a session that is listed.
  void remove(Member session) {
    session.before().after = session.after;
    session.after().before = session.before;
    session.before = null;
    session.after = null;
    count(count - 1);
  }

  /// Calls `each` with every session; it may take that session out, but no other.
  void forEach(Consumer<Session> each) {
    Member next = end.after();
    while (next instanceof Session session) {
      next = next.after();
      each.accept(session);
    }
  }

  /// How many there are. Any thread.
  int count() {
    return count;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // Only the loop's thread writes.
  private void count(int now) {
    count = now;
  }

  /// What can be listed.
  static class Member {
    private @Nullable Member before;
    private @Nullable Member after;

    private Member before() {
      return linked(before);
    }

    private Member after() {
      return linked(after);
    }

    private static Member linked(@Nullable Member neighbour) {
      if (neighbour == null) {
        throw new IllegalStateException("a session that is not listed");
      }
      return neighbour;
    }
  }
}
