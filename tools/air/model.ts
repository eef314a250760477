import { SENSITIVITY } from "./parameters.js";
import { checkKind, oneOf } from "../../modules/checks/kinds.js";

/** Range of a random time in milliseconds, both ends included. */
export type Span = readonly [least: number, most: number];

/** A periodic part of the time: `length` of every `every` milliseconds. */
export type Part = readonly [length: number, every: number];

/** Effects of the air, of its radios and of their hosts. Times in milliseconds. */
export interface AirParameters {
  /**
   * From `advertise` to the first event: the host's stack and the controller. TI measured
   * 10-40 ms at a source and 5-25 ms at a relay (SWRA732, table 6-2).
   */
  readonly sendDelay: Span;
  /** Time from the end of a packet until the host gets it, even if the host is busy. */
  readonly receiveDelay: number;
  /**
   * Time that a host needs for each received packet, one after the other. Packets dropped by a
   * filter below the host take no time (hosts/native/packet-filter.h).
   */
  readonly hostCost: number;
  /**
   * Most packets that wait for a host; further ones are lost. ESP-IDF's controller keeps 100
   * (BT_CTRL_BLE_ADV_REPORT_FLOW_CTRL_NUM).
   */
  readonly hostQueue: number;
  /**
   * Time after each received packet in which a receiver gets none: the packet is read out and the
   * receiver is restarted.
   */
  readonly recovery: number;
  /**
   * Time after an event of its own in which a scanner receives nothing; 12 ms were measured after
   * advertising events of an nRF52 (Zephyr, issue 13553). The same is assumed after connection
   * events, of which no measurement is known.
   */
  readonly deafness: number;
  /**
   * Share of packets that each receiver loses at random, in addition to all other effects; 0..1.
   */
  readonly lossRate: number;
  /** dB of path loss at one metre. */
  readonly referenceLoss: number;
  /**
   * dB of path loss for each factor of ten in distance. Strzoda (2022) measured about 21 indoors,
   * with 65 dB at one metre.
   */
  readonly lossPerDecade: number;
  /** Standard deviation of the path loss between pairs of stations, dB; constant for a pair. */
  readonly shadowing: number;
  /** Standard deviation of the received power between packets at one receiver, dB. */
  readonly fading: number;
  /**
   * Scan interval, after which a scanner changes to the next channel; it listens for the scan
   * window at the start of each interval.
   */
  readonly scanInterval: number;
  /** Milliseconds that a scanner listens in each interval. */
  readonly scanWindow: number;
  /** Time at each change of channel in which a scanner receives nothing; part of the window. */
  readonly scanSwitch: number;
  /**
   * The first value is the time in each period of the second value for which the scanner has the
   * radio; Wi-Fi has it for the rest. 60 of 100 were measured on an ESP32.
   */
  readonly scanDuty: Part | undefined;
  /**
   * The first value is the time in each period of the second value in which the scanner receives
   * nothing; up to 500 were measured on an ESP32 with Wi-Fi.
   */
  readonly scanGap: Part | undefined;
  /**
   * Bursts in a second on each channel, during which no station receives a packet: microwave
   * ovens, Wi-Fi.
   */
  readonly interference: number;
  /** Duration of a burst. That of a microwave oven is half a mains period, 8-10. */
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

/** Thick walls, slow hosts and slow radios. */
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

/** As typical, with Wi-Fi on the radio of every node. */
const coexist: AirParameters = { ...typical, scanDuty: [60, 100], scanGap: [500, 60_000] };

/**
 * The models of the air, except the ideal one. Published measurements are reproduced by "typical"
 * and "harsh" (test/tools/air/published.test.ts).
 */
export const airPresets = Object.freeze({ kind, typical, harsh, coexist });
export type AirPreset = keyof typeof airPresets;

/** All models; "ideal": no loss, no collisions, each event is received once. */
export const airModels = ["ideal", "kind", "typical", "harsh", "coexist"] as const;
/** The name of a model of the air. */
export type AirModel = (typeof airModels)[number];

/** The default model of a simulation. */
export const usualAir: AirPreset = "typical";

/** Parameters of the ideal air: no delays and no losses. */
const ideal: AirParameters = {
  ...kind,
  sendDelay: [0, 0],
  receiveDelay: 0,
  lossRate: 0,
  shadowing: 0,
  fading: 0,
};

/** The names of all parameters. */
export const airParameterNames = Object.keys(ideal) as (keyof AirParameters)[];
/**
 * Parameters that have an effect on the ideal air; the others concern positions, packets and
 * scanners.
 */
const onIdealAir: readonly string[] = [
  "sendDelay",
  "receiveDelay",
  "hostCost",
  "hostQueue",
  "lossRate",
];

/**
 * A model's parameters, with those in `given` replaced; other members of `given` are ignored.
 * Throws RangeError for one that is out of range, or that has no effect on the ideal air.
 */
export function airParameters(model: AirModel, given: Partial<AirParameters> = {}): AirParameters {
  oneOf(...airModels)("air", model);
  const replaced = airParameterNames.filter((name) => given[name] !== undefined);
  const nothing = replaced.find((name) => model === "ideal" && !onIdealAir.includes(name));
  if (nothing) throw new RangeError(`${nothing}: the ideal air has none; choose kind, for one`);
  const own = Object.fromEntries(replaced.map((name) => [name, given[name]]));
  return checked({ ...(model === "ideal" ? ideal : airPresets[model]), ...own });
}

/**
 * Metres at which the path loss has a value in dB; by default the largest at which a packet of 0
 * dBm is received.
 */
export function distanceOfLoss(
  { lossPerDecade, referenceLoss }: AirParameters,
  loss = -SENSITIVITY,
): number {
  return 10 ** ((loss - referenceLoss) / lossPerDecade);
}

/** dB above the sensitivity at which neighbours in a line receive each other. */
const neighbourMargin = 15;

/**
 * Metres between neighbours in a line that receive each other well, without random effects; 20 on
 * the kind air.
 */
export function neighbourDistance(parameters: AirParameters): number {
  checkKind("parameters", parameters, "object");
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

/** Throws RangeError for an invalid span. */
export function checkSpan(name: string, [least, most]: Span): void {
  if (!(least >= 0 && most >= least && most < Infinity))
    throw new RangeError(`${name}: [least, most], from 0 on, not [${least}, ${most}]`);
}

function checkPart(name: string, part: Part | undefined): void {
  if (part && !(part[0] >= 0 && part[1] >= part[0] && part[1] > 0 && part[1] < Infinity))
    throw new RangeError(`${name}: [length, every], from 0 on, not [${part.join(", ")}]`);
}
