package dev.starship.admission;

import static dev.starship.admission.Room.Kind.REFUSED;
import static dev.starship.admission.Room.Kind.SERVED;

import dev.starship.address.Ip;
import org.jspecify.annotations.Nullable;

/// The places that one session takes up: among all, among those of its listener, of its client, of
/// the host it is on, and the memory of its opening. [#leave()] gives everything back that was
/// taken, whatever that was. A limit that is off is not looked at. On the session's thread.
///
/// A session that finds a room full is [#over()] and only gets an answer. From then on it counts
/// among the refused wherever it has a place, so that a place that is free goes to one that can be
/// served. So that the refused cannot fill the process either, only some of them may be in a room
/// at once: a session beyond [#isCut()].
public final class Places {
  private final Entrance entrance;
  private final Openings openings;
  private @Nullable Room all;
  private @Nullable Room ofListener;
  private @Nullable Room ofClient;
  private @Nullable Room ofHost;
  private @Nullable Limit over;
  private boolean cut;
  private boolean hasClient;
  private long client;
  private @Nullable String host;
  private int openingBytes;

  Places(Entrance entrance, Openings openings) {
    this.entrance = entrance;
    this.openings = openings;
    all = enter(into(admission().all), settings().maxSessions(), Limit.SESSIONS);
    ofListener = enter(into(entrance.room), entrance.maxSessions, Limit.LISTENER);
  }

  private Admission admission() {
    return entrance.admission;
  }

  private AdmissionSettings settings() {
    return admission().settings;
  }

  /// What leads into a room unless so many of a kind are there already.
  private interface Door {
    @Nullable Room enter(Room.Kind kind, int most);
  }

  private static Door into(Room room) {
    return (kind, most) -> room.enter(kind, most) ? room : null;
  }

  private @Nullable Room enter(Door door, int most, Limit limit) {
    if (most == 0 || over != null) {
      return null;
    }
    Room room = door.enter(SERVED, most);
    if (room == null) {
      refuse(limit);
      room = enterRefused(door, most);
    }
    return room;
  }

  private void refuse(Limit limit) {
    over = limit;
    admission().refused(limit);
    all = refused(all, settings().maxSessions());
    ofListener = refused(ofListener, entrance.maxSessions);
  }

  /// The room that one of the served is in, where it counts among the refused from now on.
  private @Nullable Room refused(@Nullable Room room, int most) {
    if (room == null) {
      return null;
    }
    room.leave(SERVED);
    return enterRefused(into(room), most);
  }

  /// Without a place among the refused the session is cut.
  private @Nullable Room enterRefused(Door door, int most) {
    Room room = cut ? null : door.enter(REFUSED, admission().limits.refused(most));
    if (room == null && !cut) {
      cut = true;
      admission().cut();
    }
    return room;
  }

  private Room.Kind kind() {
    return over == null ? SERVED : REFUSED;
  }

  /// It is known who the client is; told once. Without it the session counts for no client.
  public void client(Ip ip) {
    client = Admission.client(ip);
    hasClient = true;
    Rooms<Long> rooms = admission().clients;
    ofClient =
        enter(
            (kind, most) -> rooms.enter(client, kind, most),
            settings().sessionsPerClient(),
            Limit.CLIENT);
  }

  /// Why the session is only to get an answer; null if it may go on.
  public @Nullable Limit over() {
    return over;
  }

  /// Whether it is to end at once.
  public boolean isCut() {
    return cut;
  }

  /// The session holds so many bytes of an opening now; false if these are too many, and then it is
  /// refused.
  public boolean mayHold(int bytes) {
    boolean may = holds(bytes);
    if (!may) {
      admission().refused(Limit.OPENINGS);
    }
    return may;
  }

  /// The session holds so many bytes of an opening now; false if these are too many.
  public boolean holds(int bytes) {
    int more = bytes - openingBytes;
    if (more == 0) {
      return true;
    }
    openings.add(more);
    openingBytes = bytes;
    return more < 0 || bytes <= admission().limits.smallOpeningBytes() || !openings.isFull();
  }

  /// Whether the client has asked for too many unknown hosts lately.
  public boolean isBraked(long now) {
    int most = settings().unknownHostsPerClient();
    return most > 0
        && hasClient
        && admission().unknownHosts.isSpent(client, most, Admission.MINUTE_NANOS, now);
  }

  /// A host was not asked for because of that.
  public Limit brake() {
    admission().refused(Limit.UNKNOWN_HOSTS);
    return Limit.UNKNOWN_HOSTS;
  }

  /// The client has asked for a host that does not exist.
  public void askedForUnknown(long now) {
    int most = settings().unknownHostsPerClient();
    if (most > 0 && hasClient) {
      admission().unknownHosts.charge(client, most, Admission.MINUTE_NANOS, now);
    }
  }

  /// Goes on to a host, away from the one before.
  ///
  /// @param sessions of the host's route; 0 for the settings' own limit
  /// @param perSecond likewise
  /// @return the limit that keeps it away; null if there is none
  public @Nullable Limit turnTo(String next, int sessions, int perSecond, long now) {
    leaveHost();
    boolean isAnother = !next.equals(host);
    host = next;
    int most = sessions > 0 ? sessions : settings().sessionsPerHost();
    if (most > 0) {
      ofHost = admission().hosts.enter(next, SERVED, most);
      if (ofHost == null) {
        return refuseHost(Limit.HOST);
      }
    }
    int rate = perSecond > 0 ? perSecond : settings().sessionsPerHostAndSecond();
    if (rate > 0 && isAnother) {
      Rates rates = admission().newSessions;
      if (!rates.take(rates.key(next), rate, Admission.SECOND_NANOS, now)) {
        leaveHost();
        return refuseHost(Limit.HOST_RATE);
      }
    }
    return null;
  }

  /// A session that was refused has not come to the host.
  private Limit refuseHost(Limit why) {
    host = null;
    admission().refused(why);
    return why;
  }

  /// Gives the place back that the session has with its host.
  public void leaveHost() {
    if (ofHost != null && host != null) {
      admission().hosts.leave(host, ofHost, SERVED);
      ofHost = null;
    }
  }

  /// Gives everything back.
  public void leave() {
    holds(0);
    leaveHost();
    if (ofClient != null) {
      admission().clients.leave(client, ofClient, kind());
      ofClient = null;
    }
    leave(ofListener);
    ofListener = null;
    leave(all);
    all = null;
  }

  private void leave(@Nullable Room room) {
    if (room != null) {
      room.leave(kind());
    }
  }
}
