package dev.starship.metrics;

/// All metrics at one moment, written in the format that was asked for. Immutable, any thread.
public final class Scrape {
  private final String contentType;
  private final byte[] body;

  Scrape(String contentType, byte[] body) {
    this.contentType = contentType;
    this.body = body;
  }

  /// The value of `Content-Type`.
  public String contentType() {
    return contentType;
  }

  /// A copy of the text.
  public byte[] body() {
    return body.clone();
  }
}
