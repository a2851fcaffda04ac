package dev.starship.transport;

import dev.starship.address.Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// An event loop on one selector. The attachment of each key is the socket or listener.
final class NioLoop extends Loop {
  /// What a key tells its events to.
  interface Selected {
    /// The channel is ready for `operations`. Must not throw.
    void selected(int operations);

    /// The loop ends: closes the channel.
    void abandon();
  }

  private final Selector selector;
  private final Consumer<SelectionKey> tell = this::tell;
  private boolean awake;

  NioLoop(String name, LoopLimits limits, Consumer<Throwable> faults, Selector selector) {
    super(name, limits, faults);
    this.selector = selector;
  }

  Selector selector() {
    return selector;
  }

  @Override
  void turn(int millis) {
    awake = false;
    try {
      switch (millis) {
        case 0 -> selector.selectNow(tell);
        case -1 -> selector.select(tell);
        default -> selector.select(tell, millis);
      }
    } catch (IOException broken) {
      throw new UncheckedIOException("the selector is broken", broken);
    }
    wokenOnce();
  }

  private void tell(SelectionKey key) {
    wokenOnce();
    if (key.isValid() && key.attachment() instanceof Selected selected) {
      try {
        selected.selected(key.readyOps());
      } catch (Throwable bug) {
        fault(bug);
      }
    }
  }

  private void wokenOnce() {
    if (!awake) {
      awake = true;
      awake();
    }
  }

  @Override
  void wakeUp() {
    selector.wakeup();
  }

  @Override
  void release() {
    for (SelectionKey key : selector.keys()) {
      if (key.attachment() instanceof Selected selected) {
        selected.abandon();
      }
    }
    try {
      selector.close();
    } catch (IOException broken) {
      fault(broken);
    }
  }

  @Override
  public Listener listen(Address address, ListenOptions options, Acceptor acceptor) {
    return NioListener.open(this, address, options, acceptor);
  }

  @Override
  public Socket connect(Address backend, SocketOwner owner) {
    counters().countConnect();
    return NioSocket.connect(this, backend, owner);
  }

  @Override
  public @Nullable Pipe newPipe() {
    return null;
  }
}
