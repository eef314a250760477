import { getUint16BE, putUint16BE } from "../base/bytes.js";
import { ControlOpcode } from "./control-messages.js";

/** Octets of parameters: InitTTL and Features. */
const parametersLength = 3;
/** The Count state and CountLog of messages without an end. §4.2.17.2 */
export const indefinite = 0xffff;
const indefiniteLog = 0xff;
/** The largest logarithm of a period, and of a count of publications. */
const largestLog = 0x11;
/** The count that the largest logarithm stands for. */
const largestCount = 0xfffe;

/** The parameters of a Heartbeat message. Mesh Protocol 1.1 §3.6.5.10. */
export interface Heartbeat {
  /** TTL that it was sent with, 0..127. */
  readonly initTtl: number;
  /** The features of its source that are on: bit 0 relay, 1 proxy, 2 friend, 3 low power. */
  readonly features: number;
}

/** A Heartbeat message: opcode and parameters, big-endian. */
export function encodeHeartbeat({ features, initTtl }: Heartbeat): Uint8Array {
  const message = new Uint8Array(1 + parametersLength);
  message[0] = ControlOpcode.heartbeat;
  message[1] = initTtl;
  putUint16BE(message, 2, features);
  return message;
}

/** Reads the parameters of a Heartbeat message; undefined where their length is wrong. */
export function decodeHeartbeat(parameters: Uint8Array): Heartbeat | undefined {
  if (parameters.length !== parametersLength) return undefined;
  return { initTtl: parameters[0]! & 0x7f, features: getUint16BE(parameters, 1) };
}

/** Whether an octet is a PeriodLog: 0..0x11. §4.2.17.3, §4.2.18.3 */
export function isPeriodLog(log: number): boolean {
  return log <= largestLog;
}

/** Whether an octet is the CountLog of a publication: 0..0x11 or 0xFF. §4.2.17.2 */
export function isCountLog(log: number): boolean {
  return log <= largestLog || log === indefiniteLog;
}

/** Seconds: 0, or 2^(n - 1). */
export function periodOf(log: number): number {
  return log === 0 ? 0 : 2 ** (log - 1);
}

/** Of seconds that are left, 0..65536: the logarithm whose period is not above them. */
export function periodLog(seconds: number): number {
  return seconds < 1 ? 0 : Math.min(largestLog, 32 - Math.clz32(seconds));
}

/** Messages to be published: 0xFFFF is without end, the largest logarithm 0xFFFE. */
export function publicationCount(log: number): number {
  if (log === indefiniteLog) return indefinite;
  return log === 0 ? 0 : Math.min(largestCount, 2 ** (log - 1));
}

/** Messages received, at least: 0xFFFF where they are that many or more. */
export function subscriptionCount(log: number): number {
  return log === indefiniteLog ? indefinite : periodOf(log);
}

/** Of messages still to be published: the smallest logarithm whose count is not below. */
export function publicationCountLog(count: number): number {
  if (count === indefinite) return indefiniteLog;
  if (count <= 1) return count;
  return 33 - Math.clz32(count - 1);
}

/** Of messages received: the logarithm of the largest power of two that is not above; 0xFFFF is 0xFF. */
export function subscriptionCountLog(count: number): number {
  return count === indefinite ? indefiniteLog : 32 - Math.clz32(count);
}
