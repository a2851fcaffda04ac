package dev.starship.traps;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// What an API does with a question.
@FunctionalInterface
interface Reaction {
  /// There is no such host, as an API says it.
  Reaction UNKNOWN = answer(404, "");

  /// Never answers.
  Reaction HANG = exchange -> new CountDownLatch(1).await();

  /// Closes the connection without an answer.
  Reaction CLOSE = HttpExchange::close;

  /// Sends the head of an answer and then next to nothing.
  Reaction DRIP =
      exchange -> {
        exchange.sendResponseHeaders(200, 1_000_000);
        CountDownLatch never = new CountDownLatch(1);
        while (!never.await(20, TimeUnit.MILLISECONDS)) {
          exchange.getResponseBody().write(' ');
          exchange.getResponseBody().flush();
        }
      };

  /// Answers one question.
  void to(HttpExchange exchange) throws IOException, InterruptedException;

  /// Answers with a whole response.
  ///
  /// @param headers names and values in turn
  static Reaction answer(int status, String body, String... headers) {
    return exchange -> {
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
      }
      byte[] bytes = body.getBytes(UTF_8);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    };
  }

  /// Names `cluster`.
  static Reaction to(Cluster cluster, String... headers) {
    return answer(200, cluster.route(), headers);
  }

  /// Waits until `opened`, then does the same.
  default Reaction after(CountDownLatch opened) {
    return exchange -> {
      opened.await();
      to(exchange);
    };
  }
}
