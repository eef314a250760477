import { PacketKind } from "../../modules/host/radio.js";

/** Milliseconds in a unit of an advertising or scan interval. */
export const UNIT = 0.625;
/** Shortest and longest advertising interval, in units: 20 ms, 10.24 s. */
const ADVERTISING_INTERVALS = [0x20, 0x4000] as const;
/** Shortest and longest scan interval, in units: 2.5 ms, 10.24 s. */
const SCAN_INTERVALS = [0x04, 0x4000] as const;

/** Whose address goes with a packet. */
export type OwnAddress = "public" | "random";

/** What LE Set Advertising Parameters sets. */
export interface AdvertisingParameters {
  /** Milliseconds. */
  readonly interval: number;
  /** A PacketKind; undefined: directed, which needs connections. */
  readonly kind: number | undefined;
  readonly address: OwnAddress;
}

/** Until the host sets them: ADV_IND every 1.28 s. */
export const defaultAdvertising: AdvertisingParameters = {
  interval: 1280,
  kind: PacketKind.connectable,
  address: "public",
};

/** What LE Set Scan Parameters sets. */
export interface ScanParameters {
  readonly active: boolean;
  /** Milliseconds from the start of one window to that of the next. */
  readonly interval: number;
  /** Milliseconds that it listens in each. */
  readonly window: number;
  /** Whether only devices of the filter accept list are heard. */
  readonly filtered: boolean;
  /** Whose address scan requests are sent from. */
  readonly address: OwnAddress;
}

/** Until the host sets them. */
export const defaultScan: ScanParameters = {
  active: false,
  interval: 10,
  window: 10,
  filtered: false,
  address: "public",
};

/** Advertising_Type to the kind of packet. */
const kinds: readonly (number | undefined)[] = [
  PacketKind.connectable,
  undefined,
  PacketKind.scannable,
  PacketKind.nonConnectable,
  undefined,
];

/** LE Set Advertising Parameters (Core 5.4, Vol 4 Part E §7.8.5), 15 octets; undefined when out of range. */
export function decodeAdvertisingParameters(
  parameters: Uint8Array,
): AdvertisingParameters | undefined {
  const shortest = word(parameters, 0);
  const longest = word(parameters, 2);
  const type = parameters[4]!;
  const own = parameters[5]!;
  const channels = parameters[13]!;
  const [least, most] = ADVERTISING_INTERVALS;
  if (shortest < least || longest > most || shortest > longest) return undefined;
  if (type >= kinds.length || own > 3 || (channels & 7) === 0) return undefined;
  return { interval: shortest * UNIT, kind: kinds[type], address: ownAddress(own) };
}

/** LE Set Scan Parameters (§7.8.10), 7 octets; undefined when out of range. */
export function decodeScanParameters(parameters: Uint8Array): ScanParameters | undefined {
  const type = parameters[0]!;
  const interval = word(parameters, 1);
  const window = word(parameters, 3);
  const own = parameters[5]!;
  const policy = parameters[6]!;
  const [least, most] = SCAN_INTERVALS;
  if (type > 1 || own > 3 || policy > 3) return undefined;
  if (window < least || interval > most || window > interval) return undefined;
  return {
    active: type === 1,
    interval: interval * UNIT,
    window: window * UNIT,
    filtered: (policy & 1) === 1,
    address: ownAddress(own),
  };
}

/** The data of LE Set Advertising Data and LE Set Scan Response Data (§7.8.7, 7.8.8), 32 octets; undefined for more than 31. */
export function decodeAdvertisingData(parameters: Uint8Array): Uint8Array | undefined {
  const length = parameters[0]!;
  return length < parameters.length ? parameters.slice(1, 1 + length) : undefined;
}

/** Private addresses (2, 3) are none without a resolving list: then the other one is used. */
export function ownAddress(type: number): OwnAddress {
  return (type & 1) === 1 ? "random" : "public";
}

/** 16 bits, least significant octet first. */
export function word(octets: Uint8Array, at: number): number {
  return octets[at]! | (octets[at + 1]! << 8);
}
