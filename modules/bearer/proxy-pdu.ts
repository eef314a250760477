import { frozen } from "../base/frozen.js";

/** Types of proxy PDUs, Mesh Protocol 1.1 §6.3.1. Other values are reserved. */
export const ProxyPduType = frozen({ network: 0, beacon: 1, configuration: 2, provisioning: 3 });
export type ProxyPduType = (typeof ProxyPduType)[keyof typeof ProxyPduType];

/** SAR field of a proxy PDU, the two high bits of its first octet. Mesh Protocol 1.1 §6.3.1. */
export const ProxySar = frozen({ complete: 0, first: 1, continuation: 2, last: 3 });
export type ProxySar = (typeof ProxySar)[keyof typeof ProxySar];

/** Most octets of a message in proxy PDUs: those of a provisioning PDU with a public key, and one more. */
export const maximumProxyMessage = 66;

/** Milliseconds from a segment to the next one, after which the receiver ends the connection. Mesh Protocol 1.1 §6.3.2.2. */
export const proxySarTimeout = 20_000;

const typeMask = 0x3f;
const highestType = 3;

/** The first octet of a proxy PDU: the SAR field and the type. */
export function proxyHeader(sar: ProxySar, type: number): number {
  return (sar << 6) | type;
}

/**
 * Octets of a message of `length` octets in the segment that begins at `offset`, where a proxy PDU
 * has room for `room` octets, the header included: ATT_MTU - 3. Every segment but the last is full,
 * and the last has at least one octet.
 */
export function proxySegmentLength(length: number, offset: number, room: number): number {
  return Math.min(length - offset, room - 1);
}

/** The header of that segment. */
export function proxySegmentHeader(
  type: number,
  length: number,
  offset: number,
  room: number,
): number {
  const last = length - offset <= room - 1;
  if (offset === 0) return proxyHeader(last ? ProxySar.complete : ProxySar.first, type);
  return proxyHeader(last ? ProxySar.last : ProxySar.continuation, type);
}

/**
 * State of the reassembly of one connection: `noMessage`, or a number above it while segments of a
 * message are collected, of which `collectedType` and `collectedLength` tell.
 */
export type ProxyAssembly = number;

export const noMessage: ProxyAssembly = 0;

/** What is done with a proxy PDU whose payload is not appended to the message; all are below `noMessage`. */
export const ProxyOutcome = frozen({
  /** It ends a message, which is passed on: its payload, behind what was collected. */
  deliver: -1,
  /** It is dropped because of its type, which is reserved. The state stays. */
  type: -2,
  /** It is dropped because of its length: empty, or the message is too long. */
  length: -3,
  /** Segments do not come in order: the receiver ends the connection. */
  violation: -4,
});

/** More octets than any message has. */
const tooLong = 0xff;

/** Type of the message that is collected. */
export function collectedType(state: ProxyAssembly): number {
  return state & typeMask;
}

/** Octets of the message that were collected; more than `maximumProxyMessage`: it is dropped at its end. */
export function collectedLength(state: ProxyAssembly): number {
  return state >> 7;
}

function collecting(type: number, length: number): ProxyAssembly {
  return (Math.min(length, tooLong) << 7) | 0x40 | type;
}

/**
 * Takes a proxy PDU with this first octet and so many octets of payload behind it (-1: not even
 * the first octet). Returns the next state, where the payload is appended to the message, or a
 * ProxyOutcome. After `deliver` and `violation` the state is `noMessage`; after `type` it stays;
 * after `length` it stays too, unless the PDU ended the message.
 *
 * | state | complete | first | continuation, last |
 * |---|---|---|---|
 * | `noMessage` | deliver | collect | violation |
 * | collecting | violation | violation | append, or deliver; violation if the type differs |
 *
 * Mesh Protocol 1.1 §6.3.2.2.
 */
export function reduceProxyPdu(state: ProxyAssembly, header: number, octets: number): number {
  if (octets < 0) return ProxyOutcome.length;
  const type = header & typeMask;
  if (type > highestType) return ProxyOutcome.type;
  const sar = header >> 6;
  if (sar === ProxySar.complete || sar === ProxySar.first) {
    if (state !== noMessage) return ProxyOutcome.violation;
    if (sar === ProxySar.first) return collecting(type, octets);
    return octets > 0 && octets <= maximumProxyMessage ? ProxyOutcome.deliver : ProxyOutcome.length;
  }
  if (state === noMessage || collectedType(state) !== type) return ProxyOutcome.violation;
  const length = collectedLength(state) + octets;
  if (sar === ProxySar.continuation) return collecting(type, length);
  return length > 0 && length <= maximumProxyMessage ? ProxyOutcome.deliver : ProxyOutcome.length;
}

/** Whether a proxy PDU with this first octet is the last of its message. */
export function endsProxyMessage(header: number): boolean {
  const sar = header >> 6;
  return sar === ProxySar.complete || sar === ProxySar.last;
}
