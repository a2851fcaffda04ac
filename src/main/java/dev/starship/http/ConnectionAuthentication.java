package dev.starship.http;

/// The schemes that authenticate a connection and not a request: `Negotiate` and `NTLM`. Against
/// all rules of HTTP, whoever sends the next request on that connection is taken for the same user.
final class ConnectionAuthentication {
  private static final String[] SCHEMES = {"Negotiate", "NTLM"};

  private ConnectionAuthentication() {}

  /// Whether a field called `name` has a member that begins with such a scheme.
  static boolean isNamedIn(Fields fields, String name) {
    for (String member : fields.list(name)) {
      for (String scheme : SCHEMES) {
        boolean begins = member.regionMatches(true, 0, scheme, 0, scheme.length());
        if (begins
            && (member.length() == scheme.length()
                || Syntax.isBlank(member.charAt(scheme.length())))) {
          return true;
        }
      }
    }
    return false;
  }
}
