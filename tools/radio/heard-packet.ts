import type { HeardPacket } from "../capture/capture.js";
import type { WatchedPacket } from "./watched-radio.js";

/** Added to a random address by a PacketReceiver's radio. */
const randomAddress = 2 ** 48;
/** RSSI that is not known (Core Specification 5.4, Vol 4 Part E §7.7.65.2). */
const unknownRssi = 127;

/** A packet for a capture. `own`: the random address of the radio, 48 bits. */
export function heardPacket(
  { address: sender, data, kind, rssi = unknownRssi, start }: WatchedPacket,
  own: number,
): HeardPacket {
  const address = sender ?? own + randomAddress;
  const random = address >= randomAddress;
  return { time: start, data, kind, address: address % randomAddress, random, rssi };
}
