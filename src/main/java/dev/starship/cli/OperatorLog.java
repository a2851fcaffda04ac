package dev.starship.cli;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The operator's log: one line each on stderr, from INFO up. In code, because reading XML takes
/// 100 ms of every start. Logback finds this class as a service; `-Dlogback.configurationFile=FILE`
/// takes its place.
///
/// A thread of its own writes, because event loops log too, and whoever reads stderr may stop
/// reading. Lines that come meanwhile wait; when [#WAITING] do, further ones are lost, those of
/// INFO already at four fifths of that.
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class OperatorLog extends ContextAwareBase implements Configurator {
  private static final String LINE = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0}: %msg%n";

  /// How many lines may wait to be written: what a minute of trouble says.
  private static final int WAITING = 1_024;

  /// Made by Logback.
  public OperatorLog() {}

  /// From here on only warnings and errors.
  static void onlyWarnings() {
    if (LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)
        instanceof ch.qos.logback.classic.Logger root) {
      root.setLevel(Level.WARN);
    }
  }

  /// Writes what waits, for up to a second; nothing is logged from here on.
  static void close() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext log) {
      log.stop();
    }
  }

  @Override
  public ExecutionStatus configure(LoggerContext log) {
    if (System.getProperty("logback.configurationFile") != null) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    var encoder = new PatternLayoutEncoder();
    encoder.setContext(log);
    encoder.setPattern(LINE);
    encoder.start();
    var stderr = new ConsoleAppender<ILoggingEvent>();
    stderr.setContext(log);
    stderr.setTarget("System.err");
    stderr.setEncoder(encoder);
    stderr.start();
    ch.qos.logback.classic.Logger root = log.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.INFO);
    var waiting = new AsyncAppender();
    waiting.setContext(log);
    waiting.setQueueSize(WAITING);
    waiting.setNeverBlock(true);
    waiting.addAppender(stderr);
    waiting.start();
    root.addAppender(waiting);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
