import { AdType } from "./ad-type.js";

/** Takes one AD structure: its octets are `data[start..end)`, without length and type, good only during the call. */
export type AdReceiver = (data: Uint8Array, start: number, end: number, rssi: number) => void;

/**
 * The key of receivers: the AD type, and for mesh beacons the beacon type
 * in the low octet below it, since a receiver of one kind has no use for others.
 */
export type ReceiverKey = number;

/** The receivers of each key, such as a Map. */
export interface Receivers {
  get(key: ReceiverKey): readonly AdReceiver[] | undefined;
}

/** The key of the receivers of one type of mesh beacon. */
export function beaconKey(beaconType: number): ReceiverKey {
  return (AdType.beacon << 8) | beaconType;
}

/** What became of a packet: how many structures found a receiver, or -1 where the lengths do not fit. */
export type ParseResult = number;

/**
 * Walks over the AD structures of a packet (Core Specification 5.4, Vol 3 Part C
 * §11: length, type, data) and hands each to the receivers of its type. Nothing
 * is handed on from a packet whose lengths do not fit.
 */
export function dispatchAdStructures(
  data: Uint8Array,
  rssi: number,
  receivers: Receivers,
): ParseResult {
  // Mesh packets are one structure: they need no walk.
  if (data[0] === data.length - 1 && data.length > 1)
    return dispatch(data, 0, data.length, rssi, receivers);
  if (!wellFormed(data)) return -1;
  let taken = 0;
  let offset = 0;
  while (offset < data.length) {
    const length = data[offset]!;
    // A length of zero ends the significant part early.
    if (length === 0) break;
    const end = offset + 1 + length;
    taken += dispatch(data, offset, end, rssi, receivers);
    offset = end;
  }
  return taken;
}

/** Hands on the structure at `offset`; 1 where it has receivers, else 0. */
function dispatch(
  data: Uint8Array,
  offset: number,
  end: number,
  rssi: number,
  receivers: Receivers,
): number {
  const type = data[offset + 1]!;
  const isBeacon = type === AdType.beacon && end > offset + 2;
  const list = receivers.get(isBeacon ? beaconKey(data[offset + 2]!) : type);
  if (list === undefined) return 0;
  for (let i = 0; i < list.length; i++) list[i]!(data, offset + 2, end, rssi);
  return list.length > 0 ? 1 : 0;
}

function wellFormed(data: Uint8Array): boolean {
  let offset = 0;
  while (offset < data.length) {
    const length = data[offset]!;
    if (length === 0) return offset > 0;
    offset += 1 + length;
  }
  return offset > 0 && offset === data.length;
}

/** Hands the mesh beacon `data[start..end)`, its type first, to the receivers of its type; false where it has none. */
export function dispatchBeacon(
  data: Uint8Array,
  start: number,
  end: number,
  receivers: Receivers,
): boolean {
  const list = receivers.get(beaconKey(data[start]!));
  if (!list) return false;
  for (let i = 0; i < list.length; i++) list[i]!(data, start, end, 0);
  return true;
}
