/** LINKTYPE_BLUETOOTH_HCI_H4_WITH_PHDR: HCI packets with their direction before them. */
export const LINKTYPE_HCI_H4 = 201;

/**
 * The LE Advertising Report event (Core 5.4, Vol 4 Part E §7.7.65.2) of one
 * ADV_NONCONN_IND from a random address, as a packet of LINKTYPE_HCI_H4.
 * `address`: 6 octets, most significant first. `data`: AD structures.
 */
export function advertisingReport(address: Uint8Array, data: Uint8Array, rssi: number): Uint8Array {
  const packet = new Uint8Array(19 + data.length);
  packet[3] = 1; // received by the host
  packet[4] = 0x04; // HCI event
  packet[5] = 0x3e; // LE Meta
  packet[6] = 12 + data.length;
  packet[7] = 0x02; // LE Advertising Report
  packet[8] = 1; // of one event
  packet[9] = 0x03; // ADV_NONCONN_IND
  packet[10] = 0x01; // random address
  for (let i = 0; i < 6; i++) packet[11 + i] = address[5 - i]!;
  packet[17] = data.length;
  packet.set(data, 18);
  packet[18 + data.length] = rssi;
  return packet;
}
