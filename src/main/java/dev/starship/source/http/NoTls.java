package dev.starship.source.http;

import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/// The TLS of a client whose every URL is plain HTTP: none. An HttpClient wants one as soon as it
/// is made, and makes the JDK's if it is given none: 500 classes, and all certificates that the
/// system trusts. Any thread.
final class NoTls extends SSLContextSpi {
  private NoTls() {}

  static SSLContext context() {
    return new SSLContext(new NoTls(), null, "none") {};
  }

  @Override
  protected SSLParameters engineGetDefaultSSLParameters() {
    return new SSLParameters();
  }

  @Override
  protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random) {
    throw asked();
  }

  @Override
  protected SSLSocketFactory engineGetSocketFactory() {
    throw asked();
  }

  @Override
  protected SSLServerSocketFactory engineGetServerSocketFactory() {
    throw asked();
  }

  @Override
  protected SSLEngine engineCreateSSLEngine() {
    throw asked();
  }

  @Override
  protected SSLEngine engineCreateSSLEngine(String host, int port) {
    throw asked();
  }

  @Override
  protected SSLSessionContext engineGetServerSessionContext() {
    throw asked();
  }

  @Override
  protected SSLSessionContext engineGetClientSessionContext() {
    throw asked();
  }

  private static IllegalStateException asked() {
    return new IllegalStateException("a client of plain HTTP was asked for TLS");
  }
}
