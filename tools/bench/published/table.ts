import type { AirPreset } from "../../air/model.js";
import { oneWay, roundTrips } from "./hops.js";
import { askAndAnswer, missesOfGroup, multicast } from "./multicast.js";
import { lostToNeighbour, signalStrengths } from "./packets.js";

/** One published figure, and the permitted range of the simulated one. */
export interface PublishedValue {
  readonly name: string;
  /** The published value; a text if it is not a number. */
  readonly published: number | string;
  readonly least: number;
  readonly most: number;
}

/** A published measurement, and the simulation of it. */
export interface PublishedMeasurement {
  readonly source: string;
  readonly setting: string;
  readonly unit: "ms" | "dBm" | "dB" | "%";
  /** The air with which it is compared. */
  readonly preset: AirPreset;
  readonly values: readonly PublishedValue[];
  /** The simulated figures on an air, one for each of `values`. */
  readonly measure: (air: AirPreset) => Promise<readonly number[]>;
  /** A known difference between the model and the real network. */
  readonly gap?: string;
}

function within(name: string, published: number, share: number): PublishedValue {
  const off = Math.abs(published) * share;
  return { name, published, least: published - off, most: published + off };
}

function near(name: string, published: number, off: number): PublishedValue {
  return { name, published, least: published - off, most: published + off };
}

function percent(share: number): number {
  return 100 * share;
}

const tiScan = { scanInterval: 20, scanWindow: 20 };
const distances = [1, 5, 10, 16];

/** Published measurements of real networks. */
export const publishedMeasurements: readonly PublishedMeasurement[] = [
  {
    source: "TI SWRA732, table 6-2",
    setting: "one octet over 1 to 6 hops, Network Transmit 1, Relay Retransmit 3, scan 20 ms",
    unit: "ms",
    preset: "harsh",
    // From one hop to two the published time triples; further hops add 22 ms each. Half of the
    // published value is permitted there.
    values: [
      within("1 hop", 33, 0.4),
      within("2 hops", 105, 0.5),
      within("3 hops", 123, 0.3),
      within("4 hops", 132, 0.2),
      within("5 hops", 157, 0.2),
      within("6 hops", 192, 0.2),
    ],
    measure: async (air) => {
      const figures = await oneWay({ air, hops: 6, messages: 300, parameters: tiScan });
      return figures.map(({ mean }) => mean);
    },
  },
  {
    source: "TI SWRA732, table 6-2",
    setting: "the same with 2 % extra loss: messages lost",
    unit: "%",
    preset: "harsh",
    values: [
      { name: "1 hop", published: "< 3 to < 10", least: 0, most: 10 },
      { name: "6 hops", published: "< 3 to < 10", least: 0, most: 10 },
    ],
    measure: async (air) => {
      const parameters = { ...tiScan, lossRate: 0.02 };
      const figures = await oneWay({ air, hops: 6, messages: 300, parameters });
      return [figures[0]!, figures[5]!].map(({ lost }) => percent(lost));
    },
  },
  {
    source: "Silicon Labs AN1137",
    setting: "there and back, under 16 octets, transmit and relay 3, every 1.5 s",
    unit: "ms",
    preset: "typical",
    values: [
      { name: "3 hops", published: "about 50", least: 25, most: 100 },
      { name: "6 hops", published: "< 200", least: 50, most: 200 },
    ],
    measure: async (air) => {
      const figures = await roundTrips({ air, hops: 6, messages: 100, sets: 3 });
      return [figures[2]!, figures[5]!].map(({ mean }) => mean);
    },
  },
  {
    source: "Silicon Labs AN1142",
    setting: "8 octets to 24 nodes every 3 s: the latest arrival",
    unit: "ms",
    preset: "typical",
    values: [{ name: "24 nodes", published: "< 200", least: 5, most: 200 }],
    measure: async (air) => [(await multicast({ air, nodes: 24, messages: 100 })).most],
  },
  {
    source: "Silicon Labs AN1142",
    setting: "the same to 192 nodes: arrivals after 250 ms",
    unit: "%",
    preset: "typical",
    values: [{ name: "192 nodes", published: 3, least: 0, most: 3 }],
    measure: async (air) => [percent((await multicast({ air, nodes: 192, messages: 20 })).over250)],
    gap: "the model has next to no arrivals as late as that: what causes them is not known",
  },
  {
    source: "Strzoda 2022",
    setting: "indoors, strength of what is received at 1, 5, 10 and 16 m",
    unit: "dBm",
    preset: "harsh",
    values: [
      near("1 m", -65.5, 3),
      near("5 m", -78.4, 3),
      near("10 m", -84.1, 3),
      near("16 m", -90.8, 3),
    ],
    measure: (air) => Promise.resolve(signalStrengths(air, distances).map(({ mean }) => mean)),
  },
  {
    source: "Strzoda 2022",
    setting: "its standard deviation",
    unit: "dB",
    preset: "harsh",
    values: [
      { name: "1 m", published: "5.7 to 3.5", least: 3.5, most: 5.7 },
      { name: "16 m", published: "5.7 to 3.5", least: 3.5, most: 5.7 },
    ],
    measure: (air) =>
      Promise.resolve(signalStrengths(air, [1, 16]).map(({ deviation }) => deviation)),
  },
  {
    source: "Strzoda 2022",
    setting: "packets no longer received beside a neighbour that sends one every 8 or 4 ms",
    unit: "%",
    preset: "typical",
    values: [
      { name: "8 ms", published: "13 to 40", least: 12, most: 40 },
      { name: "4 ms", published: "13 to 40", least: 13, most: 40 },
    ],
    measure: (air) => Promise.resolve([8, 4].map((every) => percent(lostToNeighbour(air, every)))),
  },
  {
    source: "Zephyr, issue 13553",
    setting: "ask, instant answer, scanning 15 of 20 ms: asks that arrive, and answers",
    unit: "%",
    preset: "harsh",
    values: [near("there", 99, 10), near("back", 60, 20)],
    measure: async (air) => {
      const { back, there } = await askAndAnswer({ air, messages: 500 });
      return [there, there * back].map(percent);
    },
  },
  {
    source: "Zephyr, issue 9762",
    setting:
      "five transmissions to a group of 16, a window of 10 ms with 2 ms to switch: messages that somebody missed",
    unit: "%",
    preset: "kind",
    values: [
      { name: "20 ms apart", published: "fairly frequent", least: 2, most: 10 },
      { name: "50 ms apart", published: "none", least: 0, most: 4 },
      { name: "100 ms apart", published: "none", least: 0, most: 0.5 },
    ],
    measure: async (air) => {
      const shares: number[] = [];
      for (const interval of [20, 50, 100])
        shares.push(percent(await missesOfGroup({ air, interval, messages: 300 })));
      return shares;
    },
    gap: "on the harsh air a fifth of all packets is lost however far apart they are, and messages are missed at each distance",
  },
];
