package dev.starship.peers;

import static org.junit.jupiter.api.extension.ExtensionContext.Namespace.GLOBAL;

import dev.starship.peers.BalancerProcess.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Gives [BetweenRealPeers] its clusters: started for the first test of a transport, closed by
/// JUnit after the last test of all.
final class SharedClusters implements BeforeEachCallback {
  @Override
  public void beforeEach(ExtensionContext test) {
    BetweenRealPeers asking = (BetweenRealPeers) test.getRequiredTestInstance();
    asking.clusters =
        test.getRoot()
            .getStore(GLOBAL)
            .computeIfAbsent(asking.transport, SharedClusters::start, TwoClusters.class);
  }

  private static TwoClusters start(Transport transport) {
    try {
      return TwoClusters.start(transport);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }
}
