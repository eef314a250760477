/** Counters of a station; packets are those on one channel. */
export interface StationCounters {
  /** Advertising events sent. */
  events: number;
  /** Packets passed to `scan`'s receiver, or dropped by the filter. */
  heard: number;
  /** Packets above the sensitivity, lost to others on the channel. */
  collisions: number;
  /** Packets above the sensitivity, lost because the station itself was sending. */
  halfDuplex: number;
  /** Packets above the sensitivity, lost because a connection event had the radio. */
  connected: number;
  /** Packets above the sensitivity, lost in the time after an event of its own. */
  deaf: number;
  /** Packets strong enough, lost because Wi-Fi used the radio. */
  away: number;
  /** Packets above the sensitivity, lost in the recovery time after a received packet. */
  recovering: number;
  /** Packets above the sensitivity, lost in a burst of interference. */
  interfered: number;
  /** Packets below the sensitivity while it listened on their channel. */
  tooWeak: number;
  /** Packets lost by the configured loss rate. */
  lost: number;
  /** Received packets that were lost because the host's queue was full. */
  overrun: number;
  /** Packets that waited while the host was busy, and the milliseconds that they waited. */
  waited: number;
  waiting: number;
}

/** The counters of a station that has not been used. */
export function noCounters(): StationCounters {
  return {
    events: 0,
    heard: 0,
    collisions: 0,
    halfDuplex: 0,
    connected: 0,
    deaf: 0,
    away: 0,
    recovering: 0,
    interfered: 0,
    tooWeak: 0,
    lost: 0,
    overrun: 0,
    waited: 0,
    waiting: 0,
  };
}

/** The names of all counters. */
export const counterNames = Object.keys(noCounters()) as (keyof StationCounters)[];

/** Adds `more` to `sum`. */
export function addCounters(sum: StationCounters, more: StationCounters): void {
  for (const name of counterNames) sum[name] += more[name];
}
