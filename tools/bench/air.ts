import { SeededRandom } from "../../hosts/node/seeded-random.js";
import { VirtualClock } from "../../hosts/node/virtual-clock.js";
import { VirtualAir } from "../air/air.js";
import { distanceOfLoss } from "../air/model.js";
import type { StationCounters } from "../air/station-counters.js";
import { layout } from "../simulate/layout.js";
import { table } from "../simulate/report.js";
import { median, short } from "./measure.js";

/** Cost of simulating a room in which all stations send beacons. */
export interface RoomFigures {
  readonly stations: number;
  /** Advertising events in one simulated second. */
  readonly eventsPerSecond: number;
  /**
   * Receptions decided in one simulated second: packets at each receiver that listens on their
   * channel.
   */
  readonly receptionsPerSecond: number;
  /** Receptions decided in one second of real time. */
  readonly receptionsPerWallSecond: number;
  /** Real time for one event, relative to that in the smallest room. */
  readonly timePerEvent: number;
}

const rooms = [100, 300, 1000];
/**
 * Events a second of all stations: a channel is busy for half of the time, and most packets
 * overlap another one.
 */
const eventsPerSecond = 1400;
const seconds = 5;
const rounds = 3;
const data = new Uint8Array(31).fill(1);

/** Measures an air with the load of a room in which many devices are provisioned. */
export function benchAir(): Promise<readonly RoomFigures[]> {
  const measured = rooms.map((stations) => {
    const runs = Array.from({ length: rounds }, () => beaconing(stations));
    return { stations, ...runs[0]!, wall: median(runs.map(({ wall }) => wall)) };
  });
  const least = measured[0]!.wall / measured[0]!.events;
  return Promise.resolve(
    measured.map(({ stations, events, receptions, wall }) => ({
      stations,
      eventsPerSecond: events / seconds,
      receptionsPerSecond: receptions / seconds,
      receptionsPerWallSecond: Math.round(receptions / wall),
      timePerEvent: Number((wall / events / least).toFixed(2)),
    })),
  );
}

function beaconing(stations: number) {
  const clock = new VirtualClock();
  const air = new VirtualAir({ clock, seed: 1, model: "kind" });
  const random = new SeededRandom("beacons");
  // advDelay adds 5 ms on average to each interval.
  const interval = (stations / eventsPerSecond) * 1000 - 5;
  layout("room", stations, random, distanceOfLoss(air.parameters)).positions.forEach(
    (position, i) => {
      const station = air.attach({ name: `${i}`, position, sets: 4 });
      station.scan(() => undefined);
      const start = () =>
        station.advertise(data, Number.MAX_SAFE_INTEGER, interval, () => undefined);
      clock.schedule(start, random.next() * interval);
    },
  );
  clock.advanceTo(1000); // all path losses are computed by now
  const before = air.totals();
  const began = performance.now();
  clock.advanceTo((1 + seconds) * 1000);
  const wall = (performance.now() - began) / 1000;
  const after = air.totals();
  const receptions = decided(after) - decided(before);
  return { events: after.events - before.events, receptions, wall };
}

function decided(counters: StationCounters): number {
  const { away, collisions, connected, deaf, halfDuplex, heard, interfered, lost } = counters;
  const { recovering, tooWeak } = counters;
  const missed = away + collisions + connected + deaf + halfDuplex + interfered + lost + recovering;
  return heard + missed + tooWeak;
}

export function airTable(figures: readonly RoomFigures[]): string {
  const header = [
    "stations beacon",
    "events a second",
    "receptions a second",
    "decided in a second of ours",
    "time an event",
  ];
  const rows = figures.map((room) => [
    `${room.stations}`,
    short(room.eventsPerSecond),
    short(room.receptionsPerSecond),
    short(room.receptionsPerWallSecond),
    `x ${room.timePerEvent}`,
  ]);
  return table(header, rows);
}
