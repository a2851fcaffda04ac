package dev.starship.peers;

import dev.starship.peers.BalancerProcess.Transport;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/// Tests of a balancer between real clients and two real clusters, on each transport.
@ExtendWith(SharedClusters.class)
@SuppressWarnings("NullAway.Init") // JUnit sets the fields.
abstract class BetweenRealPeers {
  @TempDir static Path folder;

  @Parameter Transport transport;
  TwoClusters clusters;
}
