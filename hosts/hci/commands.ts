// Parameters of commands (Core Specification 5.4, Vol 4 Part E §7.8). Times are milliseconds.
import { concatBytes } from "../../modules/base/bytes.js";
import { randomAddress } from "./events.js";
import type { ConnectionRange } from "./l2cap-signalling.js";

/** Milliseconds of a unit of an advertising or scan interval. */
const unit = 0.625;
/** Own_Address_Type: the random address that was set. */
const ownRandom = 1;
const allChannels = 7;

/** Numbers of 16 bits, least significant octet first. */
export function words(...values: readonly number[]): Uint8Array {
  return Uint8Array.from(values.flatMap((value) => [value & 0xff, (value >> 8) & 0xff]));
}

function triple(value: number): Uint8Array {
  return Uint8Array.of(value, value >> 8, value >> 16);
}

/** An address as 6 octets, least significant first. */
export function addressOctets(address: number): Uint8Array {
  const octets = new Uint8Array(6);
  let rest = address % randomAddress;
  for (let i = 0; i < 6; i++) {
    octets[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return octets;
}

/** The type of an address, and its octets. */
function typedAddress(address: number): Uint8Array {
  return concatBytes(Uint8Array.of(address >= randomAddress ? 1 : 0), addressOctets(address));
}

function intervalUnits(interval: number): number {
  return Math.min(0x4000, Math.max(0x20, Math.round(interval / unit)));
}

/** Advertising_Type. */
export const AdvertisingType = { connectable: 0, nonConnectable: 3 } as const;

/** LE Set Advertising Parameters (§7.8.5). */
export function advertisingParameters(interval: number, type: number): Uint8Array {
  const units = intervalUnits(interval);
  const peer = new Uint8Array(7);
  return concatBytes(
    words(units, units),
    Uint8Array.of(type, ownRandom),
    peer,
    Uint8Array.of(allChannels, 0),
  );
}

/** LE Set Advertising Data and LE Set Scan Response Data (§7.8.7, 7.8.8). */
export function advertisingData(data: Uint8Array): Uint8Array {
  const octets = new Uint8Array(32);
  octets[0] = data.length;
  octets.set(data, 1);
  return octets;
}

/** Advertising_Event_Properties of legacy PDUs. */
export const EventProperties = { connectable: 0x13, nonConnectable: 0x10 } as const;
/** Advertising_TX_Power: the host has no preference. */
const anyPower = 0x7f;

/** LE Set Extended Advertising Parameters (§7.8.53). */
export function setParameters(set: number, properties: number, interval: number): Uint8Array {
  const units = intervalUnits(interval);
  const peer = new Uint8Array(7);
  return concatBytes(
    Uint8Array.of(set),
    words(properties),
    triple(units),
    triple(units),
    Uint8Array.of(allChannels, ownRandom),
    peer,
    // No filter; primary and secondary PHY: LE 1M.
    Uint8Array.of(0, anyPower, 1, 0, 1, set & 0x0f, 0),
  );
}

/** LE Set Extended Advertising Data and its scan response (§7.8.54, 7.8.55), in one piece. */
export function setData(set: number, data: Uint8Array): Uint8Array {
  return concatBytes(Uint8Array.of(set, 3, 1, data.length), data);
}

/** LE Set Extended Advertising Enable (§7.8.56) of one set. `events`: 0: without a limit. */
export function enableSet(set: number, on: boolean, events = 0): Uint8Array {
  return Uint8Array.of(on ? 1 : 0, 1, set, 0, 0, events);
}

/** LE Set Scan Parameters (§7.8.10). */
export function scanParameters(active: boolean, interval: number): Uint8Array {
  const units = Math.round(interval / unit);
  return concatBytes(
    Uint8Array.of(active ? 1 : 0),
    words(units, units),
    Uint8Array.of(ownRandom, 0),
  );
}

/** LE Set Extended Scan Parameters (§7.8.64). */
export function extendedScanParameters(active: boolean, interval: number): Uint8Array {
  const units = Math.round(interval / unit);
  return concatBytes(Uint8Array.of(ownRandom, 0, 1, active ? 1 : 0), words(units, units));
}

/** Units of 1.25 ms, of 10 ms. */
function connectionWords({ latency, least, most, timeout }: ConnectionRange): Uint8Array {
  return words(least, most, latency, timeout, 0, 0);
}

/** LE Create Connection (§7.8.12). */
export function createConnection(
  address: number,
  scanInterval: number,
  range: ConnectionRange,
): Uint8Array {
  const units = Math.round(scanInterval / unit);
  return concatBytes(
    words(units, units),
    Uint8Array.of(0),
    typedAddress(address),
    Uint8Array.of(ownRandom),
    connectionWords(range),
  );
}

/** LE Extended Create Connection (§7.8.66) on LE 1M. */
export function extendedCreateConnection(
  address: number,
  scanInterval: number,
  range: ConnectionRange,
): Uint8Array {
  const units = Math.round(scanInterval / unit);
  return concatBytes(
    Uint8Array.of(0, ownRandom),
    typedAddress(address),
    Uint8Array.of(1),
    words(units, units),
    connectionWords(range),
  );
}

/** LE Connection Update, and LE Remote Connection Parameter Request Reply (§7.8.18, 7.8.31). */
export function connectionUpdate(handle: number, range: ConnectionRange): Uint8Array {
  return concatBytes(words(handle), connectionWords(range));
}

/** LE Set Data Length (§7.8.33): the longest. */
export function dataLength(handle: number): Uint8Array {
  return words(handle, 251, 2120);
}
