package dev.starship.pageserver;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// The certificate that the page server shows, with its private key. Immutable, any thread.
public final class PageCertificate {
  private final List<X509Certificate> chain;
  private final PrivateKey key;

  PageCertificate(List<X509Certificate> chain, PrivateKey key) {
    this.chain = List.copyOf(chain);
    this.key = key;
  }

  /// Reads a certificate and its key from PEM files.
  ///
  /// @param chain the server's certificate first, each next one that of its issuer
  /// @param key PKCS #8, or the older forms for RSA (PKCS #1) and EC (SEC 1), without a passphrase
  /// @throws IOException if a file cannot be used; the message names it and says why
  public static PageCertificate load(Path chain, Path key) throws IOException {
    List<X509Certificate> certificates = PemFiles.certificates(chain);
    PrivateKey privateKey = PemFiles.key(key, certificates.getFirst(), chain);
    PageCertificate loaded = new PageCertificate(certificates, privateKey);
    try {
      loaded.tls();
    } catch (GeneralSecurityException e) {
      throw new IOException(
          chain
              + " cannot be used: each certificate must be followed by that of its issuer ("
              + e.getMessage()
              + ")",
          e);
    }
    return loaded;
  }

  /// Makes a certificate that nobody trusts, for a name that cannot exist (RFC 2606), valid for a
  /// year.
  ///
  /// @throws GeneralSecurityException if this Java cannot make EC keys
  public static PageCertificate selfSigned(Instant now) throws GeneralSecurityException {
    return selfSigned(SelfSigned.NAME, now);
  }

  /// The same for the name of a host.
  ///
  /// @throws GeneralSecurityException if this Java cannot make EC keys
  public static PageCertificate selfSigned(String host, Instant now)
      throws GeneralSecurityException {
    return SelfSigned.make(host, now);
  }

  /// The certificates, the server's first.
  List<X509Certificate> chain() {
    return chain;
  }

  /// TLS for a server that shows this certificate.
  ///
  /// @throws GeneralSecurityException if the certificates do not form a chain
  public SSLContext tls() throws GeneralSecurityException, IOException {
    char[] password = {};
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, password);
    store.setKeyEntry("page", key, password, chain.toArray(X509Certificate[]::new));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, password);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(keys.getKeyManagers(), null, null);
    return tls;
  }
}
