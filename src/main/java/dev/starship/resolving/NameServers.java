package dev.starship.resolving;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;

/// Asks one name server after the other, twice, until one answers, as resolv.conf has it: dnsjava
/// does not go on after a server that answers SERVFAIL or REFUSED.
///
/// It also notes the least TTL of all records in the answers: dnsjava tells only that of the
/// addresses, not those of the aliases that led to them. So it is made anew for each lookup.
final class NameServers implements Resolver {
  private static final int ROUNDS = 2;

  private final List<Resolver> servers;
  private final Duration patience;
  private final AtomicLong leastSeconds = new AtomicLong(Long.MAX_VALUE);
  private volatile boolean over;

  /// @param patience how long one attempt may take: dnsjava itself looks at its clock but once a
  ///   second
  NameServers(List<Resolver> servers, Duration patience) {
    this.servers = servers;
    this.patience = patience;
  }

  /// The least TTL so far, or zero if no record was seen.
  Duration leastTtl() {
    long least = leastSeconds.get();
    return least == Long.MAX_VALUE ? Duration.ZERO : Duration.ofSeconds(least);
  }

  /// Begins no further attempt: nobody waits for the answer any more.
  void end() {
    over = true;
  }

  @Override
  public CompletionStage<Message> sendAsync(Message query, Executor executor) {
    return attempt(query, executor, 0);
  }

  @Override
  public CompletionStage<Message> sendAsync(Message query) {
    return attempt(query, Runnable::run, 0);
  }

  private CompletionStage<Message> attempt(Message query, Executor executor, int number) {
    if (over) {
      return CompletableFuture.failedFuture(new TimeoutException());
    }
    CompletionStage<Message> sent =
        servers
            .get(number % servers.size())
            .sendAsync(query.clone(), executor)
            .toCompletableFuture()
            .orTimeout(patience.toNanos(), TimeUnit.NANOSECONDS);
    if (number == ROUNDS * servers.size() - 1) {
      return sent.thenApply(this::noted);
    }
    return sent.handle((answer, failure) ->
            failure == null && !isRefusal(answer)
                ? CompletableFuture.completedFuture(noted(answer))
                : attempt(query, executor, number + 1))
        .thenCompose(Function.identity());
  }

  private static boolean isRefusal(@Nullable Message answer) {
    return answer != null
        && switch (answer.getRcode()) {
          case Rcode.SERVFAIL, Rcode.REFUSED, Rcode.NOTIMP -> true;
          default -> false;
        };
  }

  private Message noted(Message answer) {
    for (Record record : answer.getSection(Section.ANSWER)) {
      leastSeconds.accumulateAndGet(record.getTTL(), Math::min);
    }
    return answer;
  }

  // Each server was configured before.

  @Override
  public void setPort(int port) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setTCP(boolean tcp) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setIgnoreTruncation(boolean ignore) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setEDNS(int version, int payloadSize, int flags, List<EDNSOption> options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setTSIGKey(TSIG key) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setTimeout(Duration timeout) {
    throw new UnsupportedOperationException();
  }
}
