package dev.starship.cli;

import dev.starship.address.Address;
import dev.starship.config.ConfigurationFile;
import dev.starship.config.Loaded;
import dev.starship.config.Problem;
import dev.starship.config.Surroundings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;

/// The options of `serve` that stand for a configuration.
///
/// @param bind where clients connect; empty for the ports 443 and 80 of every address
/// @param api the URL of the lookup API; null if there is a file
/// @param routes the routes file; null if there is an API
/// @param allow ranges of backends that are refused unless they stand here
record Shortcuts(
    List<Address> bind, @Nullable String api, @Nullable Path routes, List<String> allow) {
  private static final String HOST = "{host}";

  /// Which option a key comes from.
  private static final Map<String, String> OPTIONS =
      Map.of(
          "listeners",
          "--bind",
          "backends.allow",
          "--allow",
          "routes.source.http.url",
          "--api",
          "routes.source.file.path",
          "--routes");

  /// Loads the configuration that the options stand for. Relative paths start from the working
  /// directory.
  Loaded load() {
    return ConfigurationFile.parse(
        "the command line", yaml(), Surroundings.ofThisProcess(Path.of("")));
  }

  /// The configuration in YAML.
  String yaml() {
    List<Address> addresses = bind.isEmpty() ? usual() : bind;
    String listeners =
        addresses.stream()
            .map(address -> "  - bind: \"" + address + "\"\n")
            .collect(Collectors.joining());
    String source =
        api == null
            ? "    file: { path: " + quoted(String.valueOf(routes)) + " }\n"
            : "    http: { url: " + quoted(lookupUrl(api)) + " }\n";
    String allowed =
        allow.isEmpty()
            ? ""
            : allow.stream()
                .map(Shortcuts::quoted)
                .collect(Collectors.joining(", ", "backends: { allow: [", "] }\n"));
    return "listeners:\n" + listeners + "routes:\n  source:\n" + source + allowed;
  }

  /// The problem with the option's name instead of the key's.
  static String sentence(Problem problem) {
    return OPTIONS.entrySet().stream()
        .filter(option -> problem.key().startsWith(option.getKey()))
        .findFirst()
        .map(option -> option.getValue() + ": " + problem.what() + "; " + problem.instead())
        .orElseGet(problem::withoutPlace);
  }

  /// The URL to ask: as it is if it says where the host stands, else `/routes/{host}` after an
  /// origin and `/{host}` after a path.
  static String lookupUrl(String api) {
    if (api.contains(HOST)) {
      return api;
    }
    String path = path(api);
    String base = api.endsWith("/") ? api.substring(0, api.length() - 1) : api;
    return base + (path.isEmpty() || path.equals("/") ? "/routes/" : "/") + HOST;
  }

  private static String path(String api) {
    try {
      var url = new URI(api);
      if (url.getRawQuery() == null && url.getRawFragment() == null && url.getRawPath() != null) {
        return url.getRawPath();
      }
    } catch (URISyntaxException notEvenThat) {
      throw CommandFailure.wrongUse(
          "--api is not a URL: write it like http://127.0.0.1:8081 ("
              + notEvenThat.getReason()
              + ").");
    }
    throw CommandFailure.wrongUse("--api does not say where the host belongs: write {host} there.");
  }

  private static List<Address> usual() {
    String any = hasIpv6() ? "[::]" : "0.0.0.0";
    return List.of(
        Address.parse(any + ":443").orElseThrow(), Address.parse(any + ":80").orElseThrow());
  }

  private static boolean hasIpv6() {
    try (var probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(InetAddress.getByName("::"), 0));
      return true;
    } catch (IOException none) {
      return false;
    }
  }

  /// A JSON string is a double-quoted YAML scalar.
  private static String quoted(String text) {
    return "\"" + new String(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + "\"";
  }
}
