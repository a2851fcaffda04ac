package dev.starship.resolving;

import java.time.Duration;

/// What resolving names may take, and how long addresses are used.
///
/// @param names how many names are remembered: of more, some are forgotten and asked for again; a
///   name takes less than 500 bytes
/// @param addresses how many addresses of a name are used: more are never tried
/// @param questions how many names are asked for at once whose last question did not fail. Each is
///   a virtual thread and two descriptors, seldom four: a socket for each family, and that of an
///   attempt before, which is closed up to a second late. A name whose servers are silent keeps its
///   place for the whole `timeout`, so it takes 170 such names a second, all of them new, to make
///   others wait
/// @param repeats how many names are asked for at once whose last question failed, besides: so
///   names that are dead wait for each other and for nobody else, and 1,400 of them need not even
///   that
/// @param waiting sessions that wait for names that failed before, all of them together: further
///   ones are told of that failure at once. Each is kept until its name is answered, which may take
///   minutes, though it ends before
/// @param timeout of one name, all attempts and both address families together: a client still
///   waits then
/// @param attempt of one question to one name server: then it, or the next one, is asked again
/// @param otherFamily how long the IPv6 addresses are waited for once the IPv4 addresses are there:
///   some name servers never answer the question for them
/// @param leastLife how long an answer is used at least: less would ask once for every session. One
///   without the family that failed is used no longer, but twice as long after each further such
///   answer in a row, up to `longestFailureLife` and its TTL
/// @param longestLife how long at most: longer would hide a move that was forgotten to prepare
/// @param grace how long an answer is still given at once after its life, while the name is asked
///   for again: beyond it, the address may be another tenant's by now
/// @param lastGood how long after its life an answer is used while the name servers fail
/// @param lastGoodAfterNo how long after its life an answer is used while the name servers say that
///   there is no such name: as long as a zone, or the last pod of a service, takes to come back;
///   longer would reach whoever has the address next
/// @param noLife how long "no such name" is remembered
/// @param failureLife how long name servers that failed are left alone with a name: twice as long
///   after each further failure in a row
/// @param longestFailureLife but no longer: a failure that is over is felt for as long again as it
///   lasted, and half a minute at most
/// @param configurationLife how often it is looked whether resolv.conf has changed, while names are
///   asked for: a file of a few lines, and a move to other name servers is seldom more urgent
public record ResolverLimits(
    int names,
    int addresses,
    int questions,
    int repeats,
    int waiting,
    Duration timeout,
    Duration attempt,
    Duration otherFamily,
    Duration leastLife,
    Duration longestLife,
    Duration grace,
    Duration lastGood,
    Duration lastGoodAfterNo,
    Duration noLife,
    Duration failureLife,
    Duration longestFailureLife,
    Duration configurationLife) {
  /// The defaults.
  public static final ResolverLimits DEFAULT =
      new ResolverLimits(
          100_000,
          32,
          512,
          128,
          10_000,
          Duration.ofSeconds(3),
          Duration.ofSeconds(1),
          Duration.ofMillis(300),
          Duration.ofSeconds(1),
          Duration.ofMinutes(5),
          Duration.ofSeconds(30),
          Duration.ofHours(1),
          Duration.ofSeconds(30),
          Duration.ofSeconds(5),
          Duration.ofSeconds(2),
          Duration.ofSeconds(30),
          Duration.ofSeconds(5));

  /// Checks that no limit forbids everything.
  public ResolverLimits {
    if (names < 1 || addresses < 1 || questions < 1 || repeats < 1 || waiting < 1) {
      throw new IllegalArgumentException("each limit of a resolver has to be positive");
    }
    if (!timeout.isPositive() || !attempt.isPositive() || !otherFamily.isPositive()) {
      throw new IllegalArgumentException("each timeout of a resolver has to be positive");
    }
    if (!leastLife.isPositive() || longestLife.compareTo(leastLife) < 0) {
      throw new IllegalArgumentException("the lives of an answer are positive and ordered");
    }
    if (!noLife.isPositive()
        || !failureLife.isPositive()
        || longestFailureLife.compareTo(failureLife) < 0) {
      throw new IllegalArgumentException("the lives of a failure are positive and ordered");
    }
    if (configurationLife.isNegative()) {
      throw new IllegalArgumentException("the configuration is not looked at before it was");
    }
    if (grace.isNegative() || lastGood.isNegative() || lastGoodAfterNo.isNegative()) {
      throw new IllegalArgumentException("no time to use an old answer is negative");
    }
  }
}
