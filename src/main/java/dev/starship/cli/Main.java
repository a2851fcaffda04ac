package dev.starship.cli;

import dev.starship.address.Address;
import java.io.PrintWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/// The `starship` command. Exit codes: 0 done, 1 failed, 2 wrong use or wrong configuration.
@Command(
    name = "starship",
    description = "A layer-4 load balancer that asks, per connection, where a host lives.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      ServeCommand.class,
      CheckCommand.class,
      LookupApiCommand.class
    },
    versionProvider = VersionText.class,
    footer = {"", "Example: starship demo"})
public final class Main implements Runnable {
  /// Exit code: it was tried and failed.
  static final int FAILED = 1;

  /// Exit code: wrong use or wrong configuration.
  static final int WRONG_USE = 2;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Shows this help.")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Shows version, commit and JDK.")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean version;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Shows the stack trace of an error.")
  private boolean debug;

  @Spec private @Nullable CommandSpec spec;

  private Main() {}

  /// Runs the command line and ends the process with its exit code.
  public static void main(String[] args) {
    if (args.length > 0 && args[0].equals("serve")) {
      Signals.heedEarly();
    }
    int code = commandLine().execute(args);
    OperatorLog.close();
    System.exit(code);
  }

  /// The command line with all commands, which prints to the standard streams unless told
  /// otherwise.
  static CommandLine commandLine() {
    var main = new Main();
    return new CommandLine(main, Main::make)
        .registerConverter(Address.class, Main::address)
        .setParameterExceptionHandler(Main::wrongUse)
        .setExecutionExceptionHandler(main::failed);
  }

  /// Makes a command. Picocli's own way looks for a class of Groovy first, in every jar.
  private static <T> T make(Class<T> type) throws Exception {
    return type.getPackage() == Main.class.getPackage()
        ? type.getDeclaredConstructor().newInstance()
        : CommandLine.defaultFactory().create(type);
  }

  @Override
  public void run() {
    throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "no command is given");
  }

  private static Address address(String text) {
    return Address.parse(text)
        .orElseThrow(() ->
            new TypeConversionException(
                "'" + text + "' is not an IP address with a port, such as 127.0.0.1:8081"));
  }

  private static int wrongUse(ParameterException wrong, String[] args) {
    CommandLine command = wrong.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(
        "starship: "
            + sentence(wrong)
            + " See "
            + command.getCommandSpec().qualifiedName()
            + " --help.");
    return WRONG_USE;
  }

  private static String sentence(ParameterException wrong) {
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      String first = unmatched.getUnmatched().getFirst();
      String hint =
          unmatched.getSuggestions().stream()
              .findFirst()
              .map(s -> " Did you mean " + s + "?")
              .orElse("");
      return "'" + first + "' is not known here." + hint;
    }
    String text = String.valueOf(wrong.getMessage()).strip();
    return text.endsWith(".") ? text : text + ".";
  }

  private int failed(Exception thrown, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    int code = FAILED;
    if (thrown instanceof CommandFailure failure) {
      failure.lines().forEach(line -> err.println("starship: " + line));
      code = failure.exitCode();
    } else {
      err.println(
          "starship: an unexpected error: "
              + thrown
              + " (run it again with --debug and report it).");
    }
    if (debug) {
      thrown.printStackTrace(err);
    }
    err.flush();
    return code;
  }
}
