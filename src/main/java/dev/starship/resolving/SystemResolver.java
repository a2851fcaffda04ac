package dev.starship.resolving;

import dev.starship.address.Host;
import dev.starship.address.Ip;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.function.Consumer;

/// Resolves names as the system does, each time anew on a virtual thread.
public final class SystemResolver implements Resolver, AutoCloseable {
  @Override
  public void resolve(Host name, Consumer<Resolution> answered) {
    Thread.ofVirtual().name("resolve").start(() -> answered.accept(ask(name)));
  }

  private static Resolution ask(Host name) {
    try {
      InetAddress[] found = InetAddress.getAllByName(name.name());
      return new Resolution.Resolved(
          Arrays.stream(found).map(address -> Ip.of(address.getAddress())).toList());
    } catch (UnknownHostException unknown) {
      return new Resolution.Failed("the system knows no address of this name");
    }
  }

  @Override
  public void close() {}
}
