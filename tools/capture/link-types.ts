// The link types of captures with advertising packets, and what a packet of each contains.
import { decodeAdvertisingReport } from "../hci/events.js";
import { decodeExtendedReport } from "../hci/extended-events.js";

/** LINKTYPE_BLUETOOTH_HCI_H4. */
export const LINKTYPE_HCI_H4_BARE = 187;
/** LINKTYPE_BLUETOOTH_HCI_H4_WITH_PHDR: HCI packets with their direction before them. */
export const LINKTYPE_HCI_H4 = 201;
/** LINKTYPE_BLUETOOTH_LE_LL. */
export const LINKTYPE_LE_LL = 251;
/** LINKTYPE_BLUETOOTH_LE_LL_WITH_PHDR: link layer packets with channel and signal power. */
export const LINKTYPE_LE_LL_PHDR = 256;
/** LINKTYPE_NORDIC_BLE, which is not read. */
const LINKTYPE_NORDIC_BLE = 272;

/** An advertising packet. */
export interface Advertisement {
  /** The advertiser's address, 48 bits. */
  readonly address: number;
  /** AD structures. */
  readonly data: Uint8Array;
  /** dBm; undefined if the capture does not have it. */
  readonly rssi: number | undefined;
}

type Reader = (packet: Uint8Array) => Advertisement | undefined;

const readers: ReadonlyMap<number, Reader> = new Map<number, Reader>([
  [LINKTYPE_HCI_H4_BARE, hciEvent],
  [LINKTYPE_HCI_H4, (packet) => hciEvent(packet.subarray(4))],
  [LINKTYPE_LE_LL, (packet) => linkLayer(packet, undefined)],
  [LINKTYPE_LE_LL_PHDR, withPseudoHeader],
]);

/** Whether packets of this LINKTYPE can be read. */
export function isKnownLinkType(linkType: number): boolean {
  return readers.has(linkType);
}

/** A sentence for a LINKTYPE that cannot be read. */
export function unknownLinkType(linkType: number): string {
  const nordic =
    linkType === LINKTYPE_NORDIC_BLE
      ? " (nRF Sniffer; its option for pcap with the header of LE LL is needed)"
      : "";
  return (
    `link type ${linkType}${nordic} is not supported: HCI H4 (${LINKTYPE_HCI_H4_BARE}, ` +
    `${LINKTYPE_HCI_H4}) and LE link layer (${LINKTYPE_LE_LL}, ${LINKTYPE_LE_LL_PHDR}) are`
  );
}

/** The advertising packet in a packet of a capture; undefined for all others. */
export function advertisementOf(linkType: number, packet: Uint8Array): Advertisement | undefined {
  return readers.get(linkType)?.(packet);
}

function hciEvent(packet: Uint8Array): Advertisement | undefined {
  const report = decodeAdvertisingReport(packet) ?? decodeExtendedReport(packet);
  return report && { address: report.address, data: report.data, rssi: report.rssi };
}

/** Octets of the pseudo-header: channel, signal and noise power, offences, Access Address, flags. */
const PSEUDO_HEADER = 10;
/** Flags: the signal power is valid; the CRC was checked; it was right. */
const SIGNAL_VALID = 0x0002;
const CRC_CHECKED = 0x0400;
const CRC_RIGHT = 0x0800;

function withPseudoHeader(packet: Uint8Array): Advertisement | undefined {
  if (packet.length < PSEUDO_HEADER) return undefined;
  const flags = packet[8]! | (packet[9]! << 8);
  if (flags & CRC_CHECKED && !(flags & CRC_RIGHT)) return undefined;
  const rssi = flags & SIGNAL_VALID ? (packet[1]! << 24) >> 24 : undefined;
  return linkLayer(packet.subarray(PSEUDO_HEADER), rssi);
}

/** Access Address of advertising packets (Core 5.4, Vol 6 Part B §2.1.2), little-endian. */
const ADVERTISING_ACCESS_ADDRESS = [0xd6, 0xbe, 0x89, 0x8e] as const;
/** PDU types with an advertiser's address and AD structures: ADV_IND, ADV_NONCONN_IND, SCAN_RSP, ADV_SCAN_IND. */
const withData: ReadonlySet<number> = new Set([0, 2, 4, 6]);

/** An advertising PDU: Access Address 4, header 2, AdvA 6, AD structures, CRC 3. */
function linkLayer(packet: Uint8Array, rssi: number | undefined): Advertisement | undefined {
  if (!ADVERTISING_ACCESS_ADDRESS.every((octet, i) => packet[i] === octet)) return undefined;
  const length = packet[5] ?? 0;
  const end = 6 + length;
  if (!withData.has(packet[4]! & 0x0f) || length < 6 || packet.length < end) return undefined;
  let address = 0;
  for (let i = 11; i >= 6; i--) address = address * 256 + packet[i]!;
  return { address, data: packet.subarray(12, end), rssi };
}
