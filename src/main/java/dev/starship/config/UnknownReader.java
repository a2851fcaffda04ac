package dev.starship.config;

import dev.starship.routing.Backend;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Reads `unknown`: what an unknown host gets.
final class UnknownReader {
  private static final Kind<Backend> BACKEND =
      new Kind<>(
          "an address such as 10.0.0.9, 10.0.0.9:8443 or a name", Backend::parse, Backend::text);

  /// What a TLS client gets that asks for an unknown host.
  private enum Tls {
    ALERT,
    PAGE
  }

  private UnknownReader() {}

  static Settings.Unknown read(Section root) {
    try (Section unknown = root.section("unknown")) {
      Backend backend = backend(unknown);
      boolean page = unknown.value("tls", Tls.ALERT, Kind.oneOf(Tls.class)) == Tls.PAGE;
      Settings.Certificate certificate = certificate(unknown);
      Path pages = unknown.optional("pages", Kind.path(unknown.folder()));
      FilePlaces.pages(unknown, "pages", pages);
      return new Settings.Unknown(backend, page, certificate, pages);
    }
  }

  private static @Nullable Backend backend(Section unknown) {
    if (!unknown.isMapping("backend")) {
      return unknown.optional("backend", BACKEND);
    }
    try (Section keys = unknown.section("backend")) {
      Backend address = keys.required("address", BACKEND);
      Integer tlsPort = keys.optional("tlsPort", Kind.PORT);
      Integer httpPort = keys.optional("httpPort", Kind.PORT);
      return address == null ? null : withPorts(address, tlsPort, httpPort);
    }
  }

  private static Backend withPorts(
      Backend address, @Nullable Integer tlsPort, @Nullable Integer httpPort) {
    return new Backend(
        address.name(),
        address.ip(),
        address.port(),
        tlsPort == null ? 0 : tlsPort,
        httpPort == null ? 0 : httpPort,
        address.weight(),
        address.priority(),
        address.cluster());
  }

  private static Settings.@Nullable Certificate certificate(Section unknown) {
    try (Section certificate = unknown.section("certificate")) {
      Kind<Path> pem = Kind.path(certificate.folder());
      Path chain = certificate.optional("chain", pem);
      Path key = certificate.optional("key", pem);
      boolean hasChain = FilePlaces.readableFile(certificate, "chain", chain);
      boolean hasKey = FilePlaces.readableFile(certificate, "key", key);
      if (certificate.has("chain") != certificate.has("key")) {
        String missing = certificate.has("chain") ? "key" : "chain";
        certificate.refuse(missing, "is missing", "give a certificate as both chain and key");
      }
      if (chain == null || key == null) {
        return null;
      }
      if (hasChain && hasKey) {
        FilePlaces.certificate(certificate, chain, key);
      }
      return new Settings.Certificate(chain, key);
    }
  }
}
