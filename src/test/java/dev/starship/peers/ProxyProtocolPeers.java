package dev.starship.peers;

import dev.starship.Eventually;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// nginx and HAProxy, each as a backend that demands a PROXY header and tells what it read of it,
/// and each as a proxy in front that sends one.
///
/// @param nginxPort of nginx as a backend, HTTP
/// @param haproxyPort of HAProxy as a backend, HTTP
/// @param haproxyTlsPort of HAProxy as a backend, HTTPS
record ProxyProtocolPeers(
    Program nginx, Program haproxy, int nginxPort, int haproxyPort, int haproxyTlsPort)
    implements AutoCloseable {
  @SuppressWarnings("InlineFormatString") // Both configurations are read better by themselves.
  private static final String NGINX_BACKEND =
      """
      access_log off;
      server {
        listen 127.0.0.1:%d proxy_protocol;
        location / {
          default_type text/plain;
          return 200 "client=$proxy_protocol_addr $proxy_protocol_port to=$proxy_protocol_server_addr $proxy_protocol_server_port proto=$http_x_forwarded_proto end\\n";
        }
      }
      """;

  @SuppressWarnings("InlineFormatString")
  private static final String HAPROXY_BACKEND =
      """
      defaults
        mode http
        timeout client 60s
        timeout server 60s
        timeout connect 60s
      frontend backend
        bind 127.0.0.1:%d accept-proxy
        bind 127.0.0.1:%d accept-proxy ssl crt %s
        http-request return status 200 content-type text/plain lf-string "client=%%[src] %%[src_port] to=%%[dst] %%[dst_port] proto=%%[req.hdr(x-forwarded-proto)] authority=%%[fc_pp_authority] id=%%[fc_pp_unique_id] end\\n"
      """;

  /// Starts both as backends.
  static ProxyProtocolPeers start(Path folder, Certificate certificate)
      throws IOException, InterruptedException {
    List<Integer> ports = Ports.free(3);
    Path pem = folder.resolve("haproxy.pem");
    Files.writeString(
        pem, Files.readString(certificate.chain()) + Files.readString(certificate.key()));
    return new ProxyProtocolPeers(
        Nginx.http(
            Files.createDirectory(folder.resolve("nginx")), NGINX_BACKEND.formatted(ports.get(0))),
        haproxy(
            Files.createDirectory(folder.resolve("haproxy")),
            HAPROXY_BACKEND.formatted(ports.get(1), ports.get(2), pem)),
        ports.get(0),
        ports.get(1),
        ports.get(2));
  }

  /// An nginx that passes `listen` on to `port` of loopback with a header of version 1.
  static Program nginxInFront(Path folder, List<String> listen, int port)
      throws IOException, InterruptedException {
    String listeners = "listen " + String.join("; listen ", listen) + ";";
    String module = "/usr/lib/nginx/modules/ngx_stream_module.so";
    String load = Files.exists(Path.of(module)) ? "load_module " + module + ";\n" : "";
    return Nginx.run(
        folder,
        load
            + """
            stream {
              server { %s proxy_pass 127.0.0.1:%d; proxy_protocol on; }
            }
            """
                .formatted(listeners, port));
  }

  /// An HAProxy that passes `listen` on to `port` of loopback.
  ///
  /// @param listen addresses; the last one may say more, as of a `bind`
  /// @param send which header it sends, as its configuration says it
  static Program haproxyInFront(Path folder, List<String> listen, int port, String send)
      throws IOException {
    return haproxy(
        folder,
        """
        defaults
          mode tcp
          timeout client 60s
          timeout server 60s
          timeout connect 60s
        listen front
          bind %s
          server starship 127.0.0.1:%d %s
        """
            .formatted(String.join(",", listen), port, send));
  }

  private static Program haproxy(Path folder, String configuration) throws IOException {
    Path file = Files.writeString(folder.resolve("haproxy.cfg"), configuration);
    return Program.start(folder, List.of(Tool.find("haproxy"), "-db", "-f", file.toString()));
  }

  /// Waits until somebody listens on `address`.
  static void awaitListening(InetSocketAddress address) throws Exception {
    Eventually.holds(
        "somebody listens on " + address,
        () -> {
          try (Socket probe = new Socket()) {
            probe.connect(address);
            return true;
          } catch (IOException notYet) {
            return false;
          }
        });
  }

  @Override
  public void close() {
    haproxy.close();
    nginx.close();
  }
}
