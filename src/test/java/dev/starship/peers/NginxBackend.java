package dev.starship.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A cluster: one nginx, with TLS and a certificate of its own on one port and HTTP on another. Its
/// front page tells what nginx knows of the connection; `/files/` takes and gives files; `/cookie`
/// answers with the cookie; `/echo` is a WebSocket; hosts that begin with `mtls.` want a client
/// certificate and answer with its subject.
final class NginxBackend implements AutoCloseable {
  @SuppressWarnings("InlineFormatString") // A method of that length could not be read.
  private static final String CONFIGURATION =
      """
      access_log off;
      client_max_body_size 100m;
      large_client_header_buffers 4 64k;
      default_type text/html;
      ssl_certificate %2$s;
      ssl_certificate_key %3$s;
      ssl_protocols TLSv1.2 TLSv1.3;
      ssl_session_cache shared:sessions:1m;
      ssl_early_data on;
      ssl_client_certificate %4$s;
      server {
        listen 127.0.0.1:%5$d ssl http2 default_server;
        listen 127.0.0.1:%6$d default_server;
        root www;
        location = / {
          return 200 "cluster=%1$s host=$host tls=$ssl_protocol http=$server_protocol reused=$ssl_session_reused curves=$ssl_curves end\\n";
        }
        location = /cookie { return 200 "$http_cookie"; }
        location /files/ { dav_methods PUT; }
        location = /echo {
          proxy_pass http://127.0.0.1:%7$d;
          proxy_http_version 1.1;
          proxy_set_header Upgrade $http_upgrade;
          proxy_set_header Connection Upgrade;
        }
      }
      server {
        listen 127.0.0.1:%5$d ssl http2;
        server_name mtls.*;
        ssl_verify_client on;
        location = / { return 200 "cluster=%1$s client=$ssl_client_s_dn\\n"; }
      }
      """;

  private final String cluster;
  private final Path folder;
  private final Certificate certificate;
  private final int tlsPort;
  private final int httpPort;
  private final Program nginx;

  private NginxBackend(
      String cluster, Path folder, Certificate certificate, List<Integer> ports, Program nginx) {
    this.cluster = cluster;
    this.folder = folder;
    this.certificate = certificate;
    this.tlsPort = ports.getFirst();
    this.httpPort = ports.getLast();
    this.nginx = nginx;
  }

  /// Starts one.
  ///
  /// @param parent a folder of its own is made in it
  /// @param hosts that its certificate is for
  /// @param clients whose certificate lets in clients of the `mtls.` hosts
  /// @param echo where the WebSockets of `/echo` end
  static NginxBackend start(
      Path parent, String cluster, List<String> hosts, Certificate clients, WebSocketEcho echo)
      throws IOException, InterruptedException {
    Path folder = Files.createDirectory(parent.resolve(cluster));
    Files.createDirectories(folder.resolve("www/files"));
    Certificate certificate = Certificate.selfSigned(folder, cluster, hosts);
    List<Integer> ports = Ports.free(2);
    Program nginx = Nginx.http(folder, configuration(cluster, certificate, clients, echo, ports));
    return new NginxBackend(cluster, folder, certificate, ports, nginx);
  }

  private static String configuration(
      String cluster,
      Certificate certificate,
      Certificate clients,
      WebSocketEcho echo,
      List<Integer> ports) {
    return CONFIGURATION.formatted(
        cluster,
        certificate.chain(),
        certificate.key(),
        clients.chain(),
        ports.getFirst(),
        ports.getLast(),
        echo.port());
  }

  /// The line of a routes file that brings `host` here.
  String route(String host) {
    return """
    {"host": "%s", "endpoints": [{"address": "127.0.0.1", "tlsPort": %d, "httpPort": %d, "cluster": "%s"}]}
    """
        .formatted(host, tlsPort, httpPort, cluster);
  }

  Certificate certificate() {
    return certificate;
  }

  int httpPort() {
    return httpPort;
  }

  int tlsPort() {
    return tlsPort;
  }

  /// The file that `/files/name` is.
  Path file(String name) {
    return folder.resolve("www/files").resolve(name);
  }

  /// Ends it in the middle of whatever it does.
  void kill() {
    nginx.close();
  }

  @Override
  public void close() {
    nginx.close();
  }
}
