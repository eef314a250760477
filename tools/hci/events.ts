import { EventCode, LeEvent } from "../../hosts/hci/opcodes.js";
import { PacketType } from "./h4.js";

export { EventCode, LeEvent };

/** Octets of an advertising report beside its data. */
const REPORT_OVERHEAD = 12;

/**
 * Command Complete (§7.7.14) with a status and return parameters; allows the host one more
 * command.
 */
export function commandComplete(
  opcode: number,
  status: number,
  values: Uint8Array = new Uint8Array(0),
): Uint8Array {
  const packet = new Uint8Array(7 + values.length);
  packet.set([PacketType.event, EventCode.commandComplete, 4 + values.length, 1]);
  packet.set([opcode & 0xff, opcode >> 8, status], 4);
  packet.set(values, 7);
  return packet;
}

/** Command Status (§7.7.15); allows the host one more command. */
export function commandStatus(opcode: number, status: number): Uint8Array {
  const { event } = PacketType;
  return Uint8Array.of(event, EventCode.commandStatus, 4, status, 1, opcode, opcode >> 8);
}

/** The fields of an LE Advertising Report with one packet. */
export interface AdvertisingReport {
  /** Event_Type: a PacketKind. */
  readonly kind: number;
  /** Whether the address is a random one. */
  readonly random: boolean;
  /** 48 bits. */
  readonly address: number;
  /** AD structures, 0..31 octets. */
  readonly data: Uint8Array;
  /** dBm. */
  readonly rssi: number;
}

/** LE Advertising Report (§7.7.65.2) of one packet. */
export function encodeAdvertisingReport(report: AdvertisingReport): Uint8Array {
  const { kind, random, address, data, rssi } = report;
  const packet = new Uint8Array(3 + REPORT_OVERHEAD + data.length);
  // Octet by octet: an array for each part costs more than all that is in it.
  packet[0] = PacketType.event;
  packet[1] = EventCode.leMeta;
  packet[2] = REPORT_OVERHEAD + data.length;
  packet[3] = LeEvent.advertisingReport;
  packet[4] = 1;
  packet[5] = kind;
  packet[6] = random ? 1 : 0;
  let rest = address;
  for (let i = 7; i < 13; i++) {
    packet[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  packet[13] = data.length;
  packet.set(data, 14);
  packet[14 + data.length] = rssi;
  return packet;
}

/**
 * Decodes an LE Advertising Report with one packet; undefined for any other event, and for a
 * malformed one.
 */
export function decodeAdvertisingReport(packet: Uint8Array): AdvertisingReport | undefined {
  const length = packet[13] ?? NaN;
  if (packet.length !== 3 + REPORT_OVERHEAD + length || packet[2] !== REPORT_OVERHEAD + length)
    return undefined;
  if (packet[0] !== PacketType.event || packet[1] !== EventCode.leMeta) return undefined;
  if (packet[3] !== LeEvent.advertisingReport || packet[4] !== 1) return undefined;
  let address = 0;
  for (let i = 12; i >= 7; i--) address = address * 256 + packet[i]!;
  const rssi = new DataView(packet.buffer, packet.byteOffset).getInt8(14 + length);
  const data = packet.slice(14, 14 + length);
  return { kind: packet[5]!, random: packet[6] === 1, address, data, rssi };
}
