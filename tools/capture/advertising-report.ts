import type { AdvertisedPacket } from "../air/packet.js";
import { encodeAdvertisingReport } from "../hci/events.js";
import { encodeExtendedReport } from "../hci/extended-events.js";

/** LINKTYPE_BLUETOOTH_HCI_H4_WITH_PHDR: HCI packets with their direction before them. */
export const LINKTYPE_HCI_H4 = 201;

/** The LE Advertising Report event or, for extended PDUs, the LE Extended Advertising Report event of a packet from a random address, as a packet of LINKTYPE_HCI_H4. */
export function advertisingReport(packet: AdvertisedPacket, rssi: number): Uint8Array {
  const report = { ...packet, random: true, rssi };
  const event = packet.extended
    ? encodeExtendedReport({ ...report, isScanResponse: false, sid: packet.extended.sid })
    : encodeAdvertisingReport(report);
  const octets = new Uint8Array(4 + event.length);
  octets[3] = 1; // received by the host
  octets.set(event, 4);
  return octets;
}
