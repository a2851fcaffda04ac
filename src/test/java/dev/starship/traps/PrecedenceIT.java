package dev.starship.traps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// A routes file before an API: the first that knows a host answers.
@ParameterizedClass
@ValueSource(strings = {Balancer.EPOLL, Balancer.NIO})
class PrecedenceIT {
  @TempDir Path folder;

  private final String transport;

  PrecedenceIT(String transport) {
    this.transport = transport;
  }

  @Test
  void theFileGoesBeforeTheApiAndTheApiAnswersForTheRest() throws Exception {
    Path file = folder.resolve("routes.ndjson");
    try (ScriptedApi api = new ScriptedApi();
        Cluster alpha = new Cluster("alpha");
        Cluster beta = new Cluster("beta")) {
      write(file, alpha.route("both.com") + alpha.route("*.file.com"));
      api.on("both.com", Reaction.to(beta));
      api.on("api.com", Reaction.to(beta));
      String routes =
          "{ source: [ { file: { path: \"%s\" } }, { %s } ] }"
              .formatted(file, api.source("timeout: 20s"));
      try (Balancer balancer = Balancer.start(transport, routes)) {
        assertThat(balancer.tls("both.com")).isEqualTo("alpha");
        assertThat(balancer.tls("deep.in.file.com")).isEqualTo("alpha");
        assertThat(balancer.tls("api.com")).isEqualTo("beta");
        assertThat(balancer.tls("neither.com")).isEqualTo("alert 112");
        assertThat(api.questions("both.com") + api.questions("deep.in.file.com")).isZero();

        api.onAll(Reaction.answer(500, ""));
        assertThat(balancer.tls("both.com")).isEqualTo("alpha");
        assertThat(balancer.visit("api.com")).isEqualTo("beta by l1");
        assertThat(balancer.tls("never-known.com")).isEqualTo("alert 80");

        api.onAll(Reaction.to(beta));
        write(file, alpha.route("*.file.com"));
        Eventually.sees("the API has it now", () -> balancer.tls("both.com"), "beta"::equals);
      }
    }
  }

  private void write(Path file, String text) throws Exception {
    Path draft = Files.writeString(folder.resolve("draft"), text);
    Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
