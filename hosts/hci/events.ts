// Decoders of events (Core Specification 5.4, Vol 4 Part E §7.7). What is malformed is undefined,
// or an empty list.
import { getUint16LE } from "../../modules/base/bytes.js";
import { PacketKind } from "../../modules/host/radio.js";

/** 2^48: in addresses of packets and connections, a random address. */
export const randomAddress = 2 ** 48;

/** An address of 6 octets, least significant first, with its type: odd for random addresses. */
function address(octets: Uint8Array, at: number, type: number): number {
  let value = 0;
  for (let i = 5; i >= 0; i--) value = value * 256 + octets[at + i]!;
  return (type & 1) === 1 ? value + randomAddress : value;
}

/** RSSI of a packet: 127 stands for one that is not known (§7.7.65.2). */
function signal(octet: number): number {
  return octet === 127 ? -127 : (octet << 24) >> 24;
}

/** LE Connection Complete, and its enhanced form (§7.7.65.1, 7.7.65.10). */
export interface ConnectionComplete {
  readonly status: number;
  readonly handle: number;
  readonly isCentral: boolean;
  /** 48 bits, and 2^48 for a random address. */
  readonly address: number;
  /** Milliseconds. */
  readonly interval: number;
}

/** `parameters`: from the subevent code on. */
export function connectionComplete(parameters: Uint8Array): ConnectionComplete | undefined {
  const isEnhanced = parameters[0] === 0x0a;
  if (parameters.length < (isEnhanced ? 31 : 19)) return undefined;
  return {
    status: parameters[1]!,
    handle: getUint16LE(parameters, 2) & 0xfff,
    isCentral: parameters[4] === 0,
    address: address(parameters, 6, parameters[5]!),
    interval: getUint16LE(parameters, isEnhanced ? 24 : 12) * 1.25,
  };
}

/** Disconnection Complete (§7.7.5). */
export function disconnectionComplete(
  parameters: Uint8Array,
): { readonly handle: number; readonly reason: number } | undefined {
  if (parameters.length < 4 || parameters[0] !== 0) return undefined;
  return { handle: getUint16LE(parameters, 1) & 0xfff, reason: parameters[3]! };
}

/** Number Of Completed Packets (§7.7.19): the packets by handle. */
export function completedPackets(parameters: Uint8Array): (readonly [number, number])[] {
  const count = parameters[0] ?? 0;
  if (parameters.length < 1 + 4 * count) return [];
  return Array.from({ length: count }, (_, i) => [
    getUint16LE(parameters, 1 + 4 * i) & 0xfff,
    getUint16LE(parameters, 3 + 4 * i),
  ]);
}

/** One packet of an advertising report. */
export interface AdvertisingPacket {
  /** A PacketKind. */
  readonly kind: number;
  /** 48 bits, and 2^48 for a random address. */
  readonly address: number;
  /** AD structures, 0..31 octets. */
  readonly data: Uint8Array;
  /** dBm. */
  readonly rssi: number;
}

const longestData = 31;

/**
 * LE Advertising Report (§7.7.65.2). Controllers send one packet each; the fields of several stand
 * one packet after the other.
 */
export function advertisingReports(parameters: Uint8Array): AdvertisingPacket[] {
  const packets: AdvertisingPacket[] = [];
  let at = 2;
  for (let left = parameters[1] ?? 0; left > 0; left--) {
    const length = parameters[at + 8] ?? NaN;
    if (!(length <= longestData && at + 9 + length < parameters.length)) break;
    packets.push({
      kind: parameters[at]!,
      address: address(parameters, at + 2, parameters[at + 1]!),
      data: parameters.subarray(at + 9, at + 9 + length),
      rssi: signal(parameters[at + 9 + length]!),
    });
    at += 10 + length;
  }
  return packets.filter(({ kind }) => kind <= PacketKind.scanResponse);
}

/** PacketKind of legacy PDUs, by Event_Type. */
const legacyKinds: ReadonlyMap<number, number> = new Map([
  [0x13, PacketKind.connectable],
  [0x15, PacketKind.connectableDirected],
  [0x12, PacketKind.scannable],
  [0x10, PacketKind.nonConnectable],
  [0x1b, PacketKind.scanResponse],
  [0x1a, PacketKind.scanResponse],
]);

/** LE Extended Advertising Report (§7.7.65.13): the legacy PDUs of it; mesh has no others. */
export function extendedReports(parameters: Uint8Array): AdvertisingPacket[] {
  const packets: AdvertisingPacket[] = [];
  let at = 2;
  for (let left = parameters[1] ?? 0; left > 0; left--) {
    const length = parameters[at + 23] ?? NaN;
    if (!(at + 24 + length <= parameters.length)) break;
    const kind = legacyKinds.get(getUint16LE(parameters, at) & 0x1f);
    if (kind !== undefined && length <= longestData)
      packets.push({
        kind,
        address: address(parameters, at + 3, parameters[at + 2]!),
        data: parameters.subarray(at + 24, at + 24 + length),
        rssi: signal(parameters[at + 13]!),
      });
    at += 24 + length;
  }
  return packets;
}

/** LE Advertising Set Terminated (§7.7.65.18). */
export function setTerminated(
  parameters: Uint8Array,
): { readonly status: number; readonly set: number } | undefined {
  if (parameters.length < 6) return undefined;
  return { status: parameters[1]!, set: parameters[2]! };
}

/** LE Remote Connection Parameter Request (§7.7.65.6). */
export function parameterRequest(parameters: Uint8Array):
  | {
      readonly handle: number;
      readonly least: number;
      readonly most: number;
      readonly latency: number;
      readonly timeout: number;
    }
  | undefined {
  if (parameters.length < 11) return undefined;
  const word = (at: number) => getUint16LE(parameters, at);
  const handle = word(1) & 0xfff;
  return { handle, least: word(3), most: word(5), latency: word(7), timeout: word(9) };
}
