import { PacketKind } from "../../modules/host/radio.js";

/** Milliseconds in one unit of an advertising or scan interval. */
export const UNIT = 0.625;
/** Shortest and longest advertising interval, in units: 20 ms, 10.24 s. */
const ADVERTISING_INTERVALS = [0x20, 0x4000] as const;
/** Shortest and longest scan interval, in units: 2.5 ms, 10.24 s. */
const SCAN_INTERVALS = [0x04, 0x4000] as const;

/** The controller's address that is sent with a packet. */
export type OwnAddress = "public" | "random";

/** The parameters of LE Set Advertising Parameters. */
export interface AdvertisingParameters {
  /** Milliseconds. */
  readonly interval: number;
  /** A PacketKind; undefined: directed advertising, which needs connections. */
  readonly kind: number | undefined;
  readonly address: OwnAddress;
}

/** Default parameters of advertising: ADV_IND every 1.28 s. */
export const defaultAdvertising: AdvertisingParameters = {
  interval: 1280,
  kind: PacketKind.connectable,
  address: "public",
};

/** The parameters of LE Set Scan Parameters. */
export interface ScanParameters {
  readonly active: boolean;
  /** Milliseconds from the start of one window to that of the next. */
  readonly interval: number;
  /** Milliseconds of each scan window. */
  readonly window: number;
  /** Whether only devices of the filter accept list are reported. */
  readonly filtered: boolean;
  /** The own address of scan requests. */
  readonly address: OwnAddress;
}

/** Default parameters of scanning. */
export const defaultScan: ScanParameters = {
  active: false,
  interval: 10,
  window: 10,
  filtered: false,
  address: "public",
};

/** PacketKind by Advertising_Type. */
const kinds: readonly (number | undefined)[] = [
  PacketKind.connectable,
  undefined,
  PacketKind.scannable,
  PacketKind.nonConnectable,
  undefined,
];

/**
 * Decodes LE Set Advertising Parameters (Core 5.4, Vol 4 Part E §7.8.5), 15 octets; undefined
 * when out of range.
 */
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

/** Decodes LE Set Scan Parameters (§7.8.10), 7 octets; undefined when out of range. */
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

/**
 * The data of LE Set Advertising Data or LE Set Scan Response Data (§7.8.7, 7.8.8), 32 octets;
 * undefined for a length above 31.
 */
export function decodeAdvertisingData(parameters: Uint8Array): Uint8Array | undefined {
  const length = parameters[0]!;
  return length < parameters.length ? parameters.slice(1, 1 + length) : undefined;
}

/**
 * Own_Address_Type without a resolving list: for private addresses (2, 3) the public or random
 * address is used instead.
 */
export function ownAddress(type: number): OwnAddress {
  return (type & 1) === 1 ? "random" : "public";
}

/** Reads 16 bits, least significant octet first. */
export function word(octets: Uint8Array, at: number): number {
  return octets[at]! | (octets[at + 1]! << 8);
}
