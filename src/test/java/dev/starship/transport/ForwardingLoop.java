package dev.starship.transport;

import dev.starship.address.Address;
import org.jspecify.annotations.Nullable;

/// An event loop that does what another does, for tests that change something of it.
public abstract class ForwardingLoop implements EventLoop {
  private final EventLoop inner;

  protected ForwardingLoop(EventLoop inner) {
    this.inner = inner;
  }

  @Override
  public void start() {
    inner.start();
  }

  @Override
  public boolean execute(Runnable task) {
    return inner.execute(task);
  }

  @Override
  public boolean inLoop() {
    return inner.inLoop();
  }

  @Override
  public Listener listen(Address address, ListenOptions options, Acceptor acceptor) {
    return inner.listen(address, options, acceptor);
  }

  @Override
  public Socket connect(Address backend, SocketOwner owner) {
    return inner.connect(backend, owner);
  }

  @Override
  public Buffer sharedBuffer() {
    return inner.sharedBuffer();
  }

  @Override
  public @Nullable Pipe newPipe() {
    return inner.newPipe();
  }

  @Override
  public Timer newTimer(Runnable task) {
    return inner.newTimer(task);
  }

  @Override
  public long nanoTime() {
    return inner.nanoTime();
  }

  @Override
  public LoopCounters counters() {
    return inner.counters();
  }

  @Override
  public void close() {
    inner.close();
  }
}
