import { PacketKind } from "../../modules/host/radio.js";
import { addressOctets } from "../air/packet.js";
import { EventCode, LeEvent } from "./events.js";
import { PacketType } from "./h4.js";

/** Octets of an extended advertising report beside its data. */
const REPORT_OVERHEAD = 26;
/** Bit of Event_Type: legacy PDUs were received. */
const LEGACY = 0x10;
const SCAN_RESPONSE = 0x08;
/** Event_Type of legacy PDUs, by PacketKind. */
const legacyTypes: Readonly<Record<number, number>> = {
  [PacketKind.connectable]: LEGACY | 0x03,
  [PacketKind.connectableDirected]: LEGACY | 0x05,
  [PacketKind.scannable]: LEGACY | 0x02,
  [PacketKind.nonConnectable]: LEGACY,
};
const PHY_1M = 1;
/** Advertising_SID of legacy PDUs, which have no ADI field. */
const NO_SID = 0xff;
/** TX_Power: not available. */
const NO_POWER = 127;

/** The fields of an LE Extended Advertising Report with one packet. */
export interface ExtendedReport {
  /** A PacketKind; for a scan response that of the advertising packet. */
  readonly kind: number;
  readonly isScanResponse: boolean;
  /** Advertising_SID of extended PDUs; undefined for legacy PDUs. */
  readonly sid: number | undefined;
  /** Whether the address is a random one. */
  readonly random: boolean;
  /** 48 bits. */
  readonly address: number;
  /** AD structures, 0..31 octets. */
  readonly data: Uint8Array;
  /** dBm. */
  readonly rssi: number;
}

/**
 * LE Extended Advertising Report (Core 5.4, Vol 4 Part E §7.7.65.13) of one packet, with complete
 * data.
 */
export function encodeExtendedReport(report: ExtendedReport): Uint8Array {
  const { address, data, isScanResponse, kind, random, rssi, sid } = report;
  const isLegacy = sid === undefined;
  const type = isLegacy ? (legacyTypes[kind] ?? LEGACY) | (isScanResponse ? SCAN_RESPONSE : 0) : 0;
  const packet = new Uint8Array(3 + REPORT_OVERHEAD + data.length);
  packet.set([PacketType.event, EventCode.leMeta, REPORT_OVERHEAD + data.length]);
  packet.set([LeEvent.extendedAdvertisingReport, 1, type, 0, random ? 1 : 0], 3);
  packet.set(addressOctets(address).reverse(), 8);
  // Primary and, for extended PDUs, secondary PHY.
  packet.set([PHY_1M, isLegacy ? 0 : PHY_1M, sid ?? NO_SID, NO_POWER, rssi], 14);
  // No periodic advertising, no direct address.
  packet[28] = data.length;
  packet.set(data, 29);
  return packet;
}

/**
 * Decodes an LE Extended Advertising Report with one packet; undefined for any other event, and
 * for a malformed one.
 */
export function decodeExtendedReport(packet: Uint8Array): ExtendedReport | undefined {
  const length = packet[28] ?? NaN;
  if (packet.length !== 3 + REPORT_OVERHEAD + length || packet[2] !== REPORT_OVERHEAD + length)
    return undefined;
  if (packet[0] !== PacketType.event || packet[1] !== EventCode.leMeta) return undefined;
  if (packet[3] !== LeEvent.extendedAdvertisingReport || packet[4] !== 1) return undefined;
  const type = packet[5]!;
  const isLegacy = (type & LEGACY) !== 0;
  const kind = Object.values(PacketKind).find(
    (kind) => legacyTypes[kind] === (type & ~SCAN_RESPONSE),
  );
  let address = 0;
  for (let i = 13; i >= 8; i--) address = address * 256 + packet[i]!;
  return {
    kind: isLegacy && kind !== undefined ? kind : PacketKind.nonConnectable,
    isScanResponse: (type & SCAN_RESPONSE) !== 0,
    sid: isLegacy ? undefined : packet[16]!,
    random: packet[7] === 1,
    address,
    data: packet.slice(29),
    rssi: (packet[18]! << 24) >> 24,
  };
}

/**
 * LE Advertising Set Terminated (§7.7.65.18). `events`: number of events sent, if there was a
 * limit; otherwise 0. `connection`: the handle of the connection that ended it, else 0.
 */
export function encodeSetTerminated(
  handle: number,
  status: number,
  events: number,
  connection = 0,
): Uint8Array {
  const { advertisingSetTerminated } = LeEvent;
  return leEvent(advertisingSetTerminated, [
    status,
    handle,
    connection & 0xff,
    connection >> 8,
    events,
  ]);
}

/** LE Scan Timeout (§7.7.65.17). */
export function encodeScanTimeout(): Uint8Array {
  return leEvent(LeEvent.scanTimeout, []);
}

function leEvent(event: number, parameters: readonly number[]): Uint8Array {
  const length = 1 + parameters.length;
  return Uint8Array.of(PacketType.event, EventCode.leMeta, length, event, ...parameters);
}
