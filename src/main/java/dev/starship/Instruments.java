package dev.starship;

import dev.starship.accesslog.AccessLog;
import dev.starship.admission.Admission;
import dev.starship.admission.Limit;
import dev.starship.health.CheckResult;
import dev.starship.health.HealthChecks;
import dev.starship.metrics.Metrics;
import dev.starship.pageserver.PageServer;
import dev.starship.proxy.PoolCounters;
import dev.starship.proxy.Proxy;
import dev.starship.resolving.ResolverCounters;
import dev.starship.transport.EventLoop;
import dev.starship.transport.LoopCounters;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/// Shows what the packages count as metrics. Each metric is summed up over all its counters.
final class Instruments {
  private final Metrics metrics;

  Instruments(Metrics metrics) {
    this.metrics = metrics;
  }

  void show(List<EventLoop> eventLoops) {
    List<LoopCounters> loops = eventLoops.stream().map(EventLoop::counters).toList();
    metrics.counter(
        "starship_connects_total",
        "Connects to backends begun.",
        sum(loops, LoopCounters::connects));
    metrics.gauge(
        "starship_sockets_open",
        "Sockets of clients and backends open now.",
        sum(loops, LoopCounters::openSockets));
    metrics.counter(
        "starship_socket_read_bytes_total",
        "Bytes read from clients and backends, counted as they come.",
        sum(loops, LoopCounters::bytesRead));
    metrics.counter(
        "starship_socket_written_bytes_total",
        "Bytes written to clients and backends, counted as they go.",
        sum(loops, LoopCounters::bytesWritten));
    metrics.counter(
        "starship_socket_spliced_bytes_total",
        "Those of the written bytes that went through a pipe, uncopied.",
        sum(loops, LoopCounters::bytesSpliced));
    metrics.counter(
        "starship_pipes_refused_total",
        "How often the system refused a pipe; bulk is copied then.",
        sum(loops, LoopCounters::refusedPipes));
    metrics.histogram(
        "starship_loop_turn_seconds",
        "How long the turns of the event loops took, from the end of one wait to the next.",
        LoopCounters.turnBoundsSeconds(),
        () -> added(loops, LoopCounters::turns),
        () -> loops.stream().mapToDouble(LoopCounters::turnSeconds).sum());
    metrics.counter(
        "starship_accept_rests_total",
        "How often a listener rested because descriptors or memory ran out.",
        sum(loops, LoopCounters::acceptRests));
    metrics.counter(
        "starship_accepts_passed_on_total",
        "Connections that the loop which accepted them passed on to one with fewer sockets.",
        sum(loops, LoopCounters::passedOn));
    metrics.counter(
        "starship_accepts_gathered_total",
        "Connections accepted while all new ones of their listener came to one loop.",
        sum(loops, LoopCounters::gathered));
    metrics.gauge(
        "starship_timers_running",
        "Timers of event loops running now.",
        sum(loops, LoopCounters::runningTimers));
    metrics.counter(
        "starship_loop_tasks_refused_total",
        "Tasks that an event loop refused because too many waited.",
        sum(loops, LoopCounters::refusedTasks));
    metrics.counter(
        "starship_loop_faults_total",
        "Bugs that ended one session each; the operator's log has them.",
        sum(loops, LoopCounters::faults));
  }

  /// A number that each of `all` counts, summed up when it is asked for.
  static <T> LongSupplier sum(List<T> all, ToLongFunction<T> count) {
    return () -> all.stream().mapToLong(count).sum();
  }

  void show(Proxy proxy) {
    metrics.gauge(
        "starship_relay_memory_bytes",
        "Memory that holds bytes for receivers that do not keep up.",
        proxy::relayMemoryBytes);
    metrics.counter(
        "starship_relay_scarce_reads_total",
        "Reads made small because that memory was used up.",
        proxy::scarceReads);
    metrics.counter(
        "starship_backend_retries_total",
        "How often another backend was tried, by what the one before had failed at.",
        "after",
        Map.of("connect", proxy::retries, "no_answer", proxy::turnsToAnother));
    metrics.counter(
        "starship_backend_races_total",
        "Connects to two addresses of one name, IPv6 and IPv4, by the one that came first.",
        "winner",
        Map.of("begun_first", proxy::wonRaces, "begun_second", proxy::lostRaces));
    metrics.counter(
        "starship_backend_ejections_total",
        "How often an address of a backend was left out because connects to it failed.",
        proxy::ejections);
    metrics.gauge(
        "starship_backends_ejected", "Addresses of backends left out now.", proxy::ejected);
    metrics.gauge(
        "starship_backend_addresses", "Addresses of backends remembered.", proxy::backendAddresses);
    metrics.counter(
        "starship_pipeline_pauses_total",
        "Requests during which reading from the client paused because too much came behind them.",
        proxy::pipelinePauses);
    show(proxy.admission());
    metrics.gauge(
        "starship_opening_memory_bytes",
        "Memory that holds what clients have sent of their openings.",
        proxy::openingMemoryBytes);
    show(proxy.poolCounters());
    metrics.counter(
        "starship_system_shortages_total",
        "How often the system refused a descriptor, a port or memory.",
        proxy::shortages);
  }

  private void show(Admission admission) {
    Map<String, LongSupplier> refused = new LinkedHashMap<>();
    for (Limit limit : Limit.values()) {
      refused.put(limit.code(), () -> admission.refusals(limit));
    }
    metrics.counter(
        "starship_limits_refused_total",
        "Sessions and HTTP requests refused because of a limit, by the limit.",
        "limit",
        refused);
    metrics.counter(
        "starship_limits_cut_total",
        "Those of these sessions that were cut without an answer.",
        admission::cuts);
    metrics.gauge(
        "starship_limits_sessions",
        "Sessions that count against the limit of all sessions.",
        admission::sessions);
    metrics.gauge(
        "starship_limits_clients",
        "Clients whose sessions are counted to limit them.",
        admission::clients);
    metrics.gauge(
        "starship_limits_hosts",
        "Hosts whose sessions are counted to limit them.",
        admission::hosts);
    metrics.counter(
        "starship_limits_forgotten_total",
        "How often the rate of a client or host was forgotten because too many were counted.",
        admission::forgotten);
  }

  private void show(PoolCounters pool) {
    metrics.gauge(
        "starship_pool_connections",
        "Connections to backends that wait for another HTTP request.",
        pool::idle);
    metrics.counter(
        "starship_pool_reused_total",
        "How often a kept connection to a backend was used for another request.",
        pool::reused);
    metrics.counter(
        "starship_pool_retried_total",
        "Requests sent again because their kept connection had been closed meanwhile.",
        pool::retried);
    metrics.counter(
        "starship_pool_dropped_total",
        "Kept connections closed before they were used again, by why.",
        "reason",
        Map.of(
            "broken", pool::broken,
            "timed_out", pool::timedOut,
            "full", pool::full,
            "not_needed", pool::notNeeded));
  }

  void show(HealthChecks checks) {
    Map<String, LongSupplier> results = new LinkedHashMap<>();
    for (CheckResult result : CheckResult.values()) {
      results.put(result.code(), () -> checks.count(result));
    }
    metrics.counter(
        "starship_health_checks_total",
        "Checks of backends, by what came of them.",
        "result",
        results);
    metrics.gauge("starship_backends_up", "Addresses checked that are up.", checks::up);
    metrics.gauge("starship_backends_down", "Addresses checked that are down.", checks::down);
    metrics.counter(
        "starship_health_checks_skipped_total",
        "Checks left out until the next interval because too many were under way.",
        checks::skipped);
    metrics.counter(
        "starship_health_left_out_total",
        "How often an address was not checked because too many were.",
        checks::leftOut);
  }

  void show(ResolverCounters resolver) {
    metrics.counter(
        "starship_resolver_answers_total",
        "Names of backends resolved, by what was answered.",
        "answer",
        Map.of(
            "fresh", resolver::fresh,
            "last_good", resolver::lastGood,
            "failed", resolver::failed));
    metrics.counter(
        "starship_resolver_questions_total",
        "Names asked for at the name servers.",
        resolver::asked);
    metrics.counter(
        "starship_resolver_questions_delayed_total",
        "Names that waited to be asked for because too many were under way, by the limit.",
        "limit",
        Map.of("questions", resolver::delayed, "repeats", resolver::delayedRepeats));
    metrics.counter(
        "starship_resolver_names_forgotten_total",
        "Names forgotten because too many were remembered.",
        resolver::forgotten);
  }

  void show(AccessLog log) {
    metrics.counter(
        "starship_access_log_lines_total", "Lines written to the access log.", log::written);
    metrics.counter(
        "starship_access_log_dropped_total",
        "Lines of the access log dropped because writing was too slow or failed.",
        log::dropped);
  }

  void show(PageServer pages) {
    metrics.counter(
        "starship_page_connections_closed_total",
        "Connections of the page server closed because of a limit, by the limit.",
        "limit",
        Map.of("connections", pages::refused, "time", pages::late));
  }

  /// The counts that each of `all` has by bucket, added up bucket by bucket.
  static <T> long[] added(List<T> all, Function<T, long[]> counts) {
    long[] sum = counts.apply(all.getFirst()).clone();
    for (T each : all.subList(1, all.size())) {
      long[] own = counts.apply(each);
      Arrays.setAll(sum, i -> sum[i] + own[i]);
    }
    return sum;
  }
}
