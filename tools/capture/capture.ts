import type { VirtualAir } from "../air/air.js";
import type { AdvertisedPacket } from "../air/packet.js";
import { encodeAdvertisingReport } from "../hci/events.js";
import { encodeExtendedReport } from "../hci/extended-events.js";
import { CaptureKeys, keysPath } from "./keys.js";
import { PcapngWriter } from "./pcapng.js";

export interface CaptureOptions {
  readonly air: VirtualAir;
  /** Path of the pcapng file; the keys file is written next to it. */
  readonly path: string;
}

/**
 * Records every advertising event of an air once, as a scanner one metre from each sender would
 * have reported it, with virtual time as timestamps.
 */
export class Capture {
  readonly path: string;
  readonly keysPath: string;
  /** Keys of the network, written when the capture is closed. */
  readonly keys = new CaptureKeys();
  readonly #writer: PcapngWriter;
  readonly #stop: () => void;
  #packets = 0;
  #closed = false;

  constructor(options: CaptureOptions) {
    this.path = options.path;
    this.keysPath = keysPath(options.path);
    this.#writer = new PcapngWriter({ path: options.path, linkType: LINKTYPE_HCI_H4 });
    this.#stop = options.air.onPacket(({ channel, start, station, packet }) => {
      if (channel !== 37) return;
      const rssi = station.txPower - options.air.parameters.referenceLoss;
      this.#writer.write(start, advertisingReport(packet, rssi));
      this.#packets++;
    });
  }

  /** Number of advertising events recorded. */
  get packets(): number {
    return this.#packets;
  }

  /** Ends the recording and writes the keys. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stop();
    this.#writer.close();
    this.keys.write(this.keysPath);
  }
}

/** LINKTYPE_BLUETOOTH_HCI_H4_WITH_PHDR: HCI packets with their direction before them. */
export const LINKTYPE_HCI_H4 = 201;

/**
 * A packet from a random address, as an LE Advertising Report event or, for extended PDUs, an LE
 * Extended Advertising Report event; a packet of LINKTYPE_HCI_H4.
 */
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
