package dev.starship.proxy;

import dev.starship.counting.Count;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What one event loop has of one kind, in the order in which it came. A member is its own link, so
/// that being listed costs it no further object. On the loop's thread but for [#count()].
///
/// @param <M> the kind; a member is in one ring at most
final class Ring<M extends Ring.Member> {
  private final Member end = new Member();

  private final Count count = new Count();

  Ring() {
    end.before = end;
    end.after = end;
  }

  void add(M member) {
    Member last = end.before();
    link(last, member);
    link(member, end);
    count.increment();
  }

  /// Takes out a member that is listed.
  void remove(Member member) {
    link(member.before(), member.after());
    member.unlink();
    count.add(-1);
  }

  private static void link(Member before, Member after) {
    before.after = after;
    after.before = before;
  }

  /// The one that came first of those listed now; null if there is none.
  @Nullable M first() {
    return member(end.after());
  }

  /// Calls `each` with every member; it may take that one out, but no other.
  void forEach(Consumer<M> each) {
    Member next = end.after();
    for (M now = member(next); now != null; now = member(next)) {
      next = next.after();
      each.accept(now);
    }
  }

  @SuppressWarnings({"unchecked", "ReferenceEquality"}) // All but the end came through add.
  private @Nullable M member(Member link) {
    return link == end ? null : (M) link;
  }

  /// How many there are. Any thread.
  int count() {
    return (int) count.get();
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

    private void unlink() {
      before = null;
      after = null;
    }

    private static Member linked(@Nullable Member neighbour) {
      if (neighbour == null) {
        throw new IllegalStateException("a member that is not listed");
      }
      return neighbour;
    }
  }
}
