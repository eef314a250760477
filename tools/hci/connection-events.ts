// Events of connections (Core 5.4, Vol 4 Part E §7.7), as H4 packets.
import { eventPacket } from "../../hosts/hci/h4.js";
import { addressOctets } from "../air/packet.js";
import type { LinkParameters } from "../air/gatt/link-side.js";
import { EventCode, LeEvent } from "./events.js";

/** Milliseconds of a unit of an interval, and of a supervision timeout. */
export const intervalUnit = 1.25;
export const timeoutUnit = 10;

/** Numbers of 16 bits, least significant octet first. */
function words(...values: readonly number[]): number[] {
  return values.flatMap((value) => [value & 0xff, (value >> 8) & 0xff]);
}

function parametersWords({ interval, latency, supervision }: LinkParameters): number[] {
  return words(interval / intervalUnit, latency, supervision / timeoutUnit);
}

function leEvent(parameters: readonly number[]): Uint8Array {
  return eventPacket(EventCode.leMeta, Uint8Array.from(parameters));
}

/** The fields of LE Connection Complete. */
export interface ConnectionCompleteFields {
  readonly status: number;
  readonly handle: number;
  /** 0 central, 1 peripheral. */
  readonly role: number;
  /** Whether the peer's address is a random one. */
  readonly random: boolean;
  /** The peer's address, 48 bits. */
  readonly address: number;
  readonly parameters: LinkParameters;
  /** Local_Resolvable_Private_Address of the enhanced form, 48 bits. Default 0. */
  readonly own?: number;
}

/** LE Connection Complete, or its enhanced form (§7.7.65.1, 7.7.65.10). */
export function encodeConnectionComplete(
  fields: ConnectionCompleteFields,
  enhanced: boolean,
): Uint8Array {
  const { address, handle, own = 0, parameters, random, role, status } = fields;
  const { connectionComplete, enhancedConnectionComplete } = LeEvent;
  const resolvable = enhanced ? [...addressOctets(own).reverse(), 0, 0, 0, 0, 0, 0] : [];
  return leEvent([
    enhanced ? enhancedConnectionComplete : connectionComplete,
    status,
    ...words(handle),
    role,
    random ? 1 : 0,
    ...addressOctets(address).reverse(),
    ...resolvable,
    ...parametersWords(parameters),
    0,
  ]);
}

/** LE Connection Update Complete (§7.7.65.3). */
export function encodeConnectionUpdate(
  status: number,
  handle: number,
  parameters: LinkParameters,
): Uint8Array {
  const { connectionUpdateComplete } = LeEvent;
  return leEvent([
    connectionUpdateComplete,
    status,
    ...words(handle),
    ...parametersWords(parameters),
  ]);
}

/** LE Read Remote Features Complete (§7.7.65.4). `features`: 8 octets. */
export function encodeRemoteFeatures(handle: number, features: Uint8Array): Uint8Array {
  return leEvent([LeEvent.readRemoteFeaturesComplete, 0, ...words(handle), ...features]);
}

/** LE Remote Connection Parameter Request (§7.7.65.6). */
export function encodeParameterRequest(handle: number, wanted: LinkParameters): Uint8Array {
  const { interval, latency, supervision } = wanted;
  const units = interval / intervalUnit;
  return leEvent([
    LeEvent.remoteConnectionParameterRequest,
    ...words(handle, units, units, latency, supervision / timeoutUnit),
  ]);
}

/** Microseconds of a data PDU on LE 1M. */
export function dataTime(octets: number): number {
  return (octets + 14) * 8;
}

/** LE Data Length Change (§7.7.65.7). */
export function encodeDataLength(handle: number, sent: number, received: number): Uint8Array {
  const values = words(handle, sent, dataTime(sent), received, dataTime(received));
  return leEvent([LeEvent.dataLengthChange, ...values]);
}

/** Disconnection Complete (§7.7.5). */
export function encodeDisconnection(handle: number, reason: number): Uint8Array {
  return eventPacket(EventCode.disconnectionComplete, Uint8Array.of(0, ...words(handle), reason));
}

/** Read Remote Version Information Complete (§7.7.12). */
export function encodeRemoteVersion(handle: number, version: number, company: number): Uint8Array {
  return eventPacket(
    EventCode.readRemoteVersionComplete,
    Uint8Array.of(0, ...words(handle), version, ...words(company, 0)),
  );
}

/** Number Of Completed Packets (§7.7.19) of one connection. */
export function encodeCompletedPackets(handle: number, packets: number): Uint8Array {
  return eventPacket(
    EventCode.numberOfCompletedPackets,
    Uint8Array.of(1, ...words(handle, packets)),
  );
}
