import { PacketKind } from "../../modules/host/radio.js";
import { MAX_INTERVAL } from "../air/parameters.js";
import { Status } from "./opcodes.js";
import { ownAddress, type OwnAddress, type ScanParameters, UNIT, word } from "./parameters.js";

/** Largest handle of an advertising set. */
export const MOST_HANDLE = 0xef;
/** Shortest advertising interval, in units: 20 ms. */
const LEAST_INTERVAL = 0x20;
const MOST_SID = 0x0f;
/** Smallest and largest Advertising_TX_Power, dBm. */
const POWERS = [-127, 20] as const;
/** Advertising_TX_Power: the Host has no preference. */
const ANY_POWER = 127;

/** PHYs of LE: 1M, 2M, Coded. */
const Phy = { le1M: 1, le2M: 2, coded: 3 } as const;
/** Scanning_PHYs: LE 1M. */
const SCAN_1M = 0x01;

/** Advertising_Event_Properties. */
const Property = { connectable: 0x01, scannable: 0x02, highDuty: 0x08, legacy: 0x10 } as const;
const ALL_PROPERTIES = 0x7f;
/**
 * PacketKind by Advertising_Event_Properties of legacy PDUs; undefined: directed advertising,
 * which needs connections.
 */
const legacyKinds: ReadonlyMap<number, number | undefined> = new Map([
  [0x13, PacketKind.connectable],
  [0x12, PacketKind.scannable],
  [0x10, PacketKind.nonConnectable],
  [0x15, undefined],
  [0x1d, undefined],
]);

/** The parameters of LE Set Extended Advertising Parameters. */
export interface SetParameters {
  readonly handle: number;
  /** Milliseconds. */
  readonly interval: number;
  /** A PacketKind; for extended PDUs: nonconnectable. */
  readonly kind: number;
  readonly legacy: boolean;
  readonly address: OwnAddress;
  /** Advertising_SID, 4 bits. */
  readonly sid: number;
}

/**
 * Decodes LE Set Extended Advertising Parameters (Core 5.4, Vol 4 Part E §7.8.53), 25 octets; a
 * Status if they are rejected.
 */
export function decodeSetParameters(octets: Uint8Array): SetParameters | number {
  const handle = octets[0]!;
  const properties = word(octets, 1);
  const shortest = triple(octets, 3);
  const longest = triple(octets, 6);
  if (!areInRange(octets) || shortest < LEAST_INTERVAL || shortest > longest)
    return Status.invalidParameters;
  const kind = kindOf(properties, octets[20]!);
  if (typeof kind === "number") return kind;
  const interval = shortest * UNIT;
  if (interval > MAX_INTERVAL) return Status.unsupportedParameter;
  const legacy = (properties & Property.legacy) !== 0;
  return { handle, interval, ...kind, legacy, address: ownAddress(octets[10]!), sid: octets[23]! };
}

/** Whether all parameters except properties and intervals are in range. */
function areInRange(octets: Uint8Array): boolean {
  const [handle, channels, own, peer, policy] = [
    octets[0]!,
    octets[9]!,
    octets[10]!,
    octets[11]!,
    octets[18]!,
  ];
  const power = (octets[19]! << 24) >> 24;
  const [primary, secondary, sid, notify] = [octets[20]!, octets[22]!, octets[23]!, octets[24]!];
  const isLegacy = (octets[1]! & Property.legacy) !== 0;
  return (
    handle <= MOST_HANDLE &&
    (channels & 7) !== 0 &&
    own <= 3 &&
    peer <= 1 &&
    policy <= 3 &&
    (power === ANY_POWER || (power >= POWERS[0] && power <= POWERS[1])) &&
    (primary === Phy.le1M || primary === Phy.coded) &&
    (isLegacy || (secondary >= Phy.le1M && secondary <= Phy.coded)) &&
    sid <= MOST_SID &&
    notify <= 1
  );
}

/** The PacketKind for the properties, or a Status if this air does not support them. */
function kindOf(properties: number, primaryPhy: number): { kind: number } | number {
  const { connectable, highDuty, legacy, scannable } = Property;
  if ((properties & ~ALL_PROPERTIES) !== 0) return Status.invalidParameters;
  if ((properties & legacy) !== 0) {
    if (primaryPhy !== Phy.le1M || !legacyKinds.has(properties)) return Status.invalidParameters;
    const kind = legacyKinds.get(properties);
    return kind === undefined ? Status.unsupportedParameter : { kind };
  }
  const both = connectable | scannable;
  if ((properties & both) === both || (properties & highDuty) !== 0)
    return Status.invalidParameters;
  if (properties !== 0 || primaryPhy !== Phy.le1M) return Status.unsupportedParameter;
  return { kind: PacketKind.nonConnectable };
}

/** The parameters for one set of LE Set Extended Advertising Enable. */
export interface SetEnabling {
  readonly handle: number;
  /** Milliseconds; 0: until the host disables it. */
  readonly duration: number;
  /** Most advertising events; 0: no limit. */
  readonly events: number;
}

/** Most sets in one command. */
const MOST_SETS = 0x3f;
const SET_OCTETS = 4;
/** Milliseconds in one unit of Duration. */
const DURATION_UNIT = 10;
/** Milliseconds in one unit of Period. */
const PERIOD_UNIT = 1280;

/**
 * Decodes LE Set Extended Advertising Enable (§7.8.56); undefined for a wrong length, or if a set
 * occurs twice.
 */
export function decodeEnable(
  octets: Uint8Array,
): { readonly enable: boolean; readonly sets: readonly SetEnabling[] } | undefined {
  const [enable = 2, count = 0] = octets;
  if (enable > 1 || count > MOST_SETS || octets.length !== 2 + SET_OCTETS * count) return undefined;
  const sets: SetEnabling[] = [];
  for (let at = 2; at < octets.length; at += SET_OCTETS) {
    const handle = octets[at]!;
    if (handle > MOST_HANDLE || sets.some((set) => set.handle === handle)) return undefined;
    sets.push({
      handle,
      duration: word(octets, at + 1) * DURATION_UNIT,
      events: octets[at + 3]!,
    });
  }
  // Num_Sets = 0 means all sets, and is only valid for disabling.
  return enable === 1 && count === 0 ? undefined : { enable: enable === 1, sets };
}

/** Decodes LE Set Extended Scan Parameters (§7.8.64); a Status if they are rejected. */
export function decodeExtendedScanParameters(octets: Uint8Array): ScanParameters | number {
  if (octets.length < 3) return Status.invalidParameters;
  const [own, policy, phys] = [octets[0]!, octets[1]!, octets[2]!];
  if (own > 3 || policy > 3 || phys === 0) return Status.invalidParameters;
  if (phys !== SCAN_1M) return Status.unsupportedParameter;
  if (octets.length !== 8) return Status.invalidParameters;
  const type = octets[3]!;
  const interval = word(octets, 4);
  const window = word(octets, 6);
  if (type > 1 || window < 4 || window > interval) return Status.invalidParameters;
  return {
    active: type === 1,
    interval: interval * UNIT,
    window: window * UNIT,
    filtered: (policy & 1) === 1,
    address: ownAddress(own),
  };
}

/** Filter_Duplicates. */
export const Duplicates = { reported: 0, filtered: 1, filteredInPeriod: 2 } as const;

/** The parameters of LE Set Extended Scan Enable. */
export interface ScanEnabling {
  readonly enable: boolean;
  /** One of Duplicates. */
  readonly duplicates: number;
  /** Milliseconds of a scan, or of the scan in each period; 0: until the host disables it. */
  readonly duration: number;
  /** Milliseconds from the start of one scan to that of the next; 0: a single scan. */
  readonly period: number;
}

/** Decodes LE Set Extended Scan Enable (§7.8.65), 6 octets; undefined when out of range. */
export function decodeExtendedScanEnable(octets: Uint8Array): ScanEnabling | undefined {
  const enable = octets[0]!;
  const duplicates = octets[1]!;
  const duration = word(octets, 2) * DURATION_UNIT;
  // Without a duration the scan does not end, so that a period has no meaning.
  const period = duration === 0 ? 0 : word(octets, 4) * PERIOD_UNIT;
  if (enable === 0) return { enable: false, duplicates: 0, duration: 0, period: 0 };
  if (enable > 1 || duplicates > Duplicates.filteredInPeriod) return undefined;
  if (period > 0 && duration >= period) return undefined;
  if (duplicates === Duplicates.filteredInPeriod && period === 0) return undefined;
  return { enable: true, duplicates, duration, period };
}

function triple(octets: Uint8Array, at: number): number {
  return word(octets, at) | (octets[at + 2]! << 16);
}
