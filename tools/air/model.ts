import { SENSITIVITY } from "./parameters.js";

/** Range of a random time in milliseconds, both ends included. */
export type Span = readonly [least: number, most: number];

/** So many milliseconds of every so many. */
export type Part = readonly [length: number, every: number];

/** Effects of the air, of its radios and of the hosts behind them. Times in milliseconds. */
export interface AirParameters {
  /**
   * From `advertise` to the first event: the host's stack and the controller. TI measured
   * 10-40 ms at a source and 5-25 ms at a relay (SWRA732, table 6-2).
   */
  readonly sendDelay: Span;
  /** Time from the end of a packet until the host gets it, even if the host is busy. */
  readonly receiveDelay: number;
  /**
   * What a host takes for each packet that reaches it, one after the other. What a filter
   * below the host drops costs nothing (hosts/native/packet-filter.h).
   */
  readonly hostCost: number;
  /**
   * Packets that wait for a host at most; others are lost. ESP-IDF's controller keeps 100
   * (BT_CTRL_BLE_ADV_REPORT_FLOW_CTRL_NUM).
   */
  readonly hostQueue: number;
  /** A receiver hears nothing for so long after each packet that it received: it is read out and armed again. */
  readonly recovery: number;
  /** A radio hears nothing for so long after an event of its own; 12 ms were seen on an nRF52 (Zephyr, issue 13553). */
  readonly deafness: number;
  /** Share of packets that a receiver misses for no other reason, 0..1. */
  readonly lossRate: number;
  /** dB of path loss at one metre. */
  readonly referenceLoss: number;
  /** dB of path loss for ten times the distance. Strzoda (2022) measured some 21 indoors, with 65 dB at one metre. */
  readonly lossPerDecade: number;
  /** dB of standard deviation, for a pair of stations. */
  readonly shadowing: number;
  /** dB of standard deviation, for a packet at a receiver. */
  readonly fading: number;
  /** A scanner goes to the next channel after each interval, and listens for the window at its beginning. */
  readonly scanInterval: number;
  /** Milliseconds that a scanner listens in each interval. */
  readonly scanWindow: number;
  /** Time at each change of channel in which a scanner receives nothing; part of the window. */
  readonly scanSwitch: number;
  /**
   * The scanner has the radio for the first of every second: Wi-Fi has it else. 60 of 100
   * were seen on an ESP32.
   */
  readonly scanDuty: Part | undefined;
  /** The scanner misses the first of every second: up to 500 were seen on an ESP32 with Wi-Fi. */
  readonly scanGap: Part | undefined;
  /** Bursts a second, on each channel, in which no packet is received by anybody: microwave ovens, Wi-Fi. */
  readonly interference: number;
  /** How long a burst is. A microwave oven's is half a period of the mains, 8-10. */
  readonly burst: Span;
}

/** Single transmissions as measured, everything else ideal. */
const kind: AirParameters = {
  sendDelay: [0.3, 1],
  receiveDelay: 1.5,
  hostCost: 0,
  hostQueue: 100,
  recovery: 0,
  deafness: 0,
  lossRate: 0.02,
  referenceLoss: 40,
  lossPerDecade: 30,
  shadowing: 4,
  fading: 2,
  scanInterval: 30,
  scanWindow: 30,
  scanSwitch: 0.5,
  scanDuty: undefined,
  scanGap: undefined,
  interference: 0,
  burst: [8, 10],
};

/** An office floor, and hosts with other work. */
const typical: AirParameters = {
  ...kind,
  sendDelay: [0.3, 10],
  receiveDelay: 0,
  hostCost: 1.5,
  recovery: 0.3,
  deafness: 3,
  lossRate: 0.1,
  referenceLoss: 48,
  lossPerDecade: 24,
  shadowing: 5,
};

/** Thick walls, slow hosts, and slow radios. */
const harsh: AirParameters = {
  ...typical,
  sendDelay: [8, 28],
  hostCost: 3,
  recovery: 0.8,
  deafness: 12,
  lossRate: 0.2,
  referenceLoss: 65,
  lossPerDecade: 21,
};

/** Typical, with Wi-Fi on the radio of every node. */
const coexist: AirParameters = { ...typical, scanDuty: [60, 100], scanGap: [500, 60_000] };

/**
 * The airs to choose from, but for the ideal one. They are models: published
 * measurements come out of "typical" and "harsh" (test/tools/air/published.test.ts).
 */
export const airPresets = Object.freeze({ kind, typical, harsh, coexist });
export type AirPreset = keyof typeof airPresets;

/** Also "ideal": no loss, no collisions, each event heard once. */
export const airModels = ["ideal", "kind", "typical", "harsh", "coexist"] as const;
/** The name of a model of the air. */
export type AirModel = (typeof airModels)[number];

/** The default model of a simulation. */
export const usualAir: AirPreset = "typical";

/** The ideal air's: everything at once. */
const ideal: AirParameters = {
  ...kind,
  sendDelay: [0, 0],
  receiveDelay: 0,
  lossRate: 0,
  shadowing: 0,
  fading: 0,
};

const names = Object.keys(ideal) as (keyof AirParameters)[];
/** On the ideal air these do something; the others are about places, packets and scanners. */
const onIdealAir: readonly string[] = [
  "sendDelay",
  "receiveDelay",
  "hostCost",
  "hostQueue",
  "lossRate",
];

/**
 * A model's parameters with some of them replaced; what else `given` has is left out.
 * Throws RangeError for one that is out of range, or that does nothing on the ideal air.
 */
export function airParameters(model: AirModel, given: Partial<AirParameters> = {}): AirParameters {
  const replaced = names.filter((name) => given[name] !== undefined);
  const nothing = replaced.find((name) => model === "ideal" && !onIdealAir.includes(name));
  if (nothing) throw new RangeError(`${nothing}: the ideal air has none; choose kind, for one`);
  const own = Object.fromEntries(replaced.map((name) => [name, given[name]]));
  return checked({ ...(model === "ideal" ? ideal : airPresets[model]), ...own });
}

/** Metres at which a packet of 0 dBm has lost so many dB on its way; by default as far as it is received. */
export function distanceOfLoss(
  { lossPerDecade, referenceLoss }: AirParameters,
  loss = -SENSITIVITY,
): number {
  return 10 ** ((loss - referenceLoss) / lossPerDecade);
}

/** dB over the sensitivity at which neighbours in a line hear each other. */
const neighbourMargin = 15;

/**
 * Metres between neighbours in a line that receive each other well, without random effects; 20 on
 * the kind air.
 */
export function neighbourDistance(parameters: AirParameters): number {
  return distanceOfLoss(parameters, -SENSITIVITY - neighbourMargin);
}

function checked(parameters: AirParameters): AirParameters {
  const { burst, lossRate, scanDuty, scanGap, scanInterval, scanSwitch, scanWindow, sendDelay } =
    parameters;
  checkSpan("sendDelay", sendDelay);
  checkSpan("burst", burst);
  for (const name of [
    "receiveDelay",
    "hostCost",
    "recovery",
    "deafness",
    "shadowing",
    "fading",
    "interference",
    "referenceLoss",
    "lossPerDecade",
    "scanSwitch",
  ] as const)
    if (!(parameters[name] >= 0 && parameters[name] < Infinity))
      throw new RangeError(`${name}: 0 or more, not ${parameters[name]}`);
  if (!(lossRate >= 0 && lossRate <= 1)) throw new RangeError(`lossRate: 0..1, not ${lossRate}`);
  if (!Number.isInteger(parameters.hostQueue) || parameters.hostQueue < 1)
    throw new RangeError(`hostQueue: a whole number from 1, not ${parameters.hostQueue}`);
  if (!(scanInterval > 0 && scanInterval <= 10_240))
    throw new RangeError(`scanInterval: above 0 and up to 10240 ms, not ${scanInterval}`);
  if (!(scanWindow > scanSwitch && scanWindow <= scanInterval))
    throw new RangeError(
      `scanWindow: more than scanSwitch (${scanSwitch}) and up to scanInterval (${scanInterval}), not ${scanWindow}`,
    );
  checkPart("scanDuty", scanDuty);
  checkPart("scanGap", scanGap);
  return parameters;
}

/** Throws RangeError for a span that is none. */
export function checkSpan(name: string, [least, most]: Span): void {
  if (!(least >= 0 && most >= least && most < Infinity))
    throw new RangeError(`${name}: [least, most], from 0 on, not [${least}, ${most}]`);
}

function checkPart(name: string, part: Part | undefined): void {
  if (part && !(part[0] >= 0 && part[1] >= part[0] && part[1] > 0 && part[1] < Infinity))
    throw new RangeError(`${name}: [length, every], from 0 on, not [${part.join(", ")}]`);
}
