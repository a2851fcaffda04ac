package dev.starship.peers;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A certificate that signs itself, made by openssl.
///
/// @param chain its PEM file
/// @param key the PEM file of its private key
record Certificate(Path chain, Path key) {
  /// Makes one whose common name is `name`, for `hosts`.
  static Certificate selfSigned(Path folder, String name, List<String> hosts)
      throws IOException, InterruptedException {
    Path chain = folder.resolve(name + ".pem");
    Path key = folder.resolve(name + ".key");
    String names = hosts.stream().map(host -> "DNS:" + host).collect(Collectors.joining(","));
    Tool.run(
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=" + name,
            "-addext",
            "subjectAltName=" + names,
            "-keyout",
            key.toString(),
            "-out",
            chain.toString())
        .success();
    return new Certificate(chain, key);
  }

  /// The certificate itself.
  X509Certificate read() throws IOException, GeneralSecurityException {
    var pem = new ByteArrayInputStream(Files.readAllBytes(chain));
    return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
  }

  /// A trust store of this certificate and no other.
  KeyStore trusted() throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("backend", read());
    return trusted;
  }

  /// TLS for a Java client that trusts this certificate and no other.
  SSLContext trustingClient() throws IOException, GeneralSecurityException {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted());
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, trust.getTrustManagers(), null);
    return tls;
  }
}
