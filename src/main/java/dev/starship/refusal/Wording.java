package dev.starship.refusal;

import dev.starship.ending.Ending;

/// What a page says about an ending, as plain text: nothing of how the service is built inside.
///
/// @param title the headline, without a full stop
/// @param visitor what it means for who sees the page, and what to do
/// @param owner what the owner of the host can do about it; empty if nothing
record Wording(String title, String visitor, String owner) {
  private static final String ASK_OPERATOR =
      "Tell whoever runs this service, with the reason and the request ID below.";

  static Wording of(Ending ending) {
    return switch (ending.side()) {
      case CLIENT -> ofClient(ending);
      case SOURCE -> ofSource(ending);
      case BACKEND -> ofBackend(ending);
      case STARSHIP -> ofService(ending);
    };
  }

  private static Wording ofClient(Ending ending) {
    return switch (ending) {
      case OPENING_TIMEOUT ->
          new Wording(
              "The request took too long",
              "Your request did not arrive in full in time. Please try again.",
              "");
      case OPENING_TOO_LONG ->
          new Wording(
              "The request is too large",
              "Your browser sent more header data than is accepted. Clearing the cookies of this site usually helps.",
              "Make the cookies that your app sets smaller or fewer.");
      case TARGET_TOO_LONG ->
          new Wording(
              "The address is too long",
              "The link that brought you here is longer than is accepted. Try a shorter one.",
              "Send long parameters in the body of a request instead of its address.");
      case CLIENT_OVER_LIMIT ->
          new Wording(
              "Too many requests",
              "More connections or requests come from your network than are allowed. Please wait a moment.",
              "");
      case NO_HOST ->
          new Wording(
              "No site was named",
              "The request does not say which site it is for. Use the site's name instead of an IP address.",
              "Clients must send a Host header, and the server name in TLS.");
      case MISDIRECTED_REQUEST ->
          new Wording(
              "The request came the wrong way",
              "It asks for a secure page over a connection that is not secure.",
              "");
      case UNSUPPORTED_REQUEST ->
          new Wording(
              "This kind of request is not supported", "Nothing can be done with it here.", "");
      default ->
          new Wording(
              "The request could not be understood",
              "Your browser or app sent something that is not valid HTTP.",
              "");
    };
  }

  private static Wording ofSource(Ending ending) {
    return switch (ending) {
      case UNKNOWN_HOST ->
          new Wording(
              "There is no site here yet",
              "This domain points here but is not connected to an app yet. Check the spelling of the address, or come back later.",
              "Add this domain to your app. It starts to work shortly after.");
      case LOOKUP_UNAVAILABLE ->
          new Wording(
              "The site cannot be reached right now",
              "We cannot find out at the moment where this site lives. Please try again in a few seconds.",
              "There is nothing to change: this is on our side, and the site comes back by itself.");
      case REDIRECTED, HTTPS_REDIRECTED ->
          new Wording("The site is elsewhere", "Follow the link to get there.", "");
      case MAINTENANCE ->
          new Wording(
              "Back soon",
              "This site is down for maintenance. Please try again in a few minutes.",
              "Maintenance mode is on. Switch it off to show your app again.");
      case SUSPENDED ->
          new Wording(
              "This site is suspended",
              "The site is not available at the moment. Its owner knows why.",
              "Your app is suspended. Look into your account, or ask support to lift it.");
      case GONE ->
          new Wording(
              "This site is gone",
              "The site that lived here was removed for good.",
              "Remove the DNS record of this domain if you do not need it any more.");
      default ->
          new Wording(
              "The site is not set up correctly",
              "It cannot be shown until that is corrected.",
              ASK_OPERATOR);
    };
  }

  private static Wording ofBackend(Ending ending) {
    return switch (ending) {
      case BACKEND_CONNECT_TIMEOUT, BACKEND_TIMEOUT ->
          new Wording(
              "The site does not answer",
              "The app behind this site did not answer in time. Please try again in a moment.",
              "Check that your app is running and not overloaded.");
      case BACKEND_RESET, BACKEND_CLOSED_EARLY, MALFORMED_RESPONSE ->
          new Wording(
              "The site gave no proper answer",
              "The app behind this site broke off its answer. Please try again in a moment.",
              "Look into the logs of your app: it may have crashed while it answered.");
      default ->
          new Wording(
              "The site is not running right now",
              "The app behind this site cannot be reached. Please try again in a moment.",
              "Check that your app is running and listens on the port that it should.");
    };
  }

  private static Wording ofService(Ending ending) {
    return switch (ending) {
      case HOST_OVER_LIMIT ->
          new Wording(
              "The site is very busy right now",
              "It has more visitors at the moment than it may have at once. Please try again in a few seconds.",
              "Your app has reached its limit of sessions. Have the limit raised if this happens often.");
      case OVERLOADED ->
          new Wording(
              "Too busy right now",
              "There are more visitors at the moment than can be served. Please try again in a few seconds.",
              "There is nothing to change: this is on our side.");
      case LOOP_DETECTED ->
          new Wording(
              "The site leads back to itself",
              "Its requests go round in a circle and never come to an app.",
              "An app or balancer behind this site sends requests back to where they came from. Correct its address.");
      default ->
          new Wording(
              "Something went wrong",
              "This is our fault, not yours. Please try again in a moment.",
              ASK_OPERATOR);
    };
  }

  /// The wording for a status that is told apart from the ending's own, as the page that a TLS
  /// client gets.
  static Wording of(Ending ending, int status) {
    return switch (status) {
      case Statuses.NO_CERTIFICATE ->
          new Wording(
              "There is no secure site here yet",
              "This domain points here but is not connected to an app yet, so there is no certificate for it either. "
                  + "Do not enter any data. Check the spelling of the address, or come back later.",
              "Add this domain to your app. It starts to work shortly after, with its own certificate.");
      default -> of(ending);
    };
  }
}
