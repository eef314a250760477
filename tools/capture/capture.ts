import type { DropReason } from "../../modules/host/drop-reason.js";
import type { Clock } from "../../modules/host/clock.js";
import type { TraceEvent } from "../../modules/host/trace.js";
import type { VirtualAir } from "../air/air.js";
import type { Floor } from "../air/floor.js";
import type { AdvertisedPacket } from "../air/packet.js";
import type { Station } from "../air/station.js";
import { encodeAdvertisingReport } from "../hci/events.js";
import { encodeExtendedReport } from "../hci/extended-events.js";
import {
  dropsComment,
  eventComment,
  floorComment,
  scriptComment,
  stationComment,
  titleComment,
} from "./comments.js";
import { ConnectionPackets, hciPacket } from "./connection-packets.js";
import { CaptureKeys, keysPath } from "./keys.js";
import { LINKTYPE_HCI_H4 } from "./link-types.js";
import type { ScriptEvent } from "./script-events.js";
import { writeWiresharkFolder } from "./wireshark.js";
import { PcapngWriter } from "./pcapng.js";

/** A packet that a real radio has received. */
export interface HeardPacket {
  /** Milliseconds of the capture's clock. */
  readonly time: number;
  /** AD structures, 1..31 octets. */
  readonly data: Uint8Array;
  /** A PacketKind. */
  readonly kind: number;
  /** 48 bits. */
  readonly address: number;
  /** Whether the address is a random one. */
  readonly random: boolean;
  /** dBm; 127: not known. */
  readonly rssi: number;
}

export interface CaptureOptions {
  /** Undefined: only what `heard` gets is recorded. */
  readonly air?: VirtualAir;
  /** Time of the capture. Default: that of the air. */
  readonly clock?: Pick<Clock, "now">;
  /** Path of the pcapng file; the keys file is written next to it. */
  readonly path: string;
  /** What was run, in a few words; the title of the page. */
  readonly title?: string;
  /** The floor that the stations are on. */
  readonly floor?: Floor;
}

/** Milliseconds between two comments with the numbers of dropped PDUs of a station. */
const dropsInterval = 1000;

/**
 * Events that are not stored, since the packets show them: a report would be longer than all
 * packets together.
 */
const onAir: ReadonlySet<TraceEvent["type"]> = new Set<TraceEvent["type"]>([
  "network.send",
  "network.receive",
  "network.relay",
  "access.send",
  "provisioning.send",
  "provisioning.receive",
]);

/** Numbers of dropped PDUs of a station. */
interface Drops {
  /** Reasons, most of which come often: few are looked up faster in a list than by name. */
  readonly reasons: DropReason[];
  /** In the order of `reasons`. */
  readonly counts: number[];
  /** Time of the last one that is not in a comment yet; undefined: all are. */
  last: number | undefined;
}

/**
 * Records every advertising event of an air once, as a scanner one metre from each sender would
 * have reported it, with virtual time as timestamps, and what connections carry, as the host of
 * the central has it. What the packets do not contain is stored as
 * comments: names and positions of the stations, the floor, and the events of the nodes.
 */
export class Capture {
  readonly path: string;
  readonly keysPath: string;
  /** Keys of the network, written when the capture is closed. */
  readonly keys = new CaptureKeys();
  readonly #air: VirtualAir | undefined;
  readonly #clock: Pick<Clock, "now">;
  readonly #writer: PcapngWriter;
  #stop: () => void = () => undefined;
  /** Comments for the next packet. */
  #comments: string[] = [];
  /** Comments of stations that were written. */
  readonly #stations = new Set<string>();
  /** The name of each station and the last of its addresses whose comment was written. */
  readonly #last = new Map<Station, { address: number; x: number; y: number }>();
  readonly #drops = new Map<string, Drops>();
  #dropsWritten = 0;
  #packets = 0;
  #closed = false;

  constructor(options: CaptureOptions) {
    this.path = options.path;
    this.keysPath = keysPath(options.path);
    const { air, clock = air?.clock, floor, path, title } = options;
    if (!clock) throw new TypeError("clock: without an air it must be given");
    this.#air = air;
    this.#clock = clock;
    this.#writer = new PcapngWriter({
      path,
      linkType: LINKTYPE_HCI_H4,
      comments: [
        ...(title === undefined ? [] : [titleComment(title)]),
        ...(floor === undefined ? [] : [floorComment(floor)]),
      ],
    });
    if (air) this.#stop = this.#record(air);
  }

  #record(air: VirtualAir): () => void {
    const connections = new ConnectionPackets((packet, { addresses, central, peripheral }) => {
      this.#station(central, addresses[0]);
      this.#station(peripheral, addresses[1]);
      this.#write(air.clock.now(), packet);
    });
    const stopLinks = air.links.add(connections);
    const stop = air.onPacket(({ channel, start, station, packet }) => {
      if (channel !== 37) return;
      const rssi = station.txPower - air.parameters.referenceLoss;
      this.#station(station, packet.address);
      this.#write(start, advertisingReport(packet, rssi));
    });
    return () => {
      stop();
      stopLinks();
    };
  }

  /** Records a packet of a real radio. */
  heard(packet: HeardPacket): void {
    if (!this.#closed) this.#write(packet.time, hciPacket(encodeAdvertisingReport(packet)));
  }

  /** Names the sender with an address of 48 bits. */
  name(address: number, name: string): void {
    if (!this.#closed) this.#comments.push(stationComment({ name, address, x: 0, y: 0 }));
  }

  #write(time: number, report: Uint8Array): void {
    if (time >= this.#dropsWritten + dropsInterval) this.#writeDrops(time);
    this.#writer.write(time, report, this.#comments);
    if (this.#comments.length > 0) this.#comments = [];
    this.#packets++;
  }

  /**
   * Stores an event of the node at a station, by the station's name. `time`: milliseconds of the
   * air's clock. Dropped PDUs are counted by reason, and the counts are stored once a second;
   * PDUs that were sent, received or relayed are not stored, since the packets show them.
   */
  event(station: string, time: number, event: TraceEvent): void {
    if (this.#closed) return;
    if (event.type === "drop") this.#drop(station, time, event.reason);
    else if (!onAir.has(event.type)) this.#comments.push(eventComment(station, time, event));
  }

  /** Stores what the program of the simulation did or expected. `time`: as of `event`. */
  scriptEvent(time: number, event: ScriptEvent): void {
    if (!this.#closed) this.#comments.push(scriptComment(time, event));
  }

  #drop(station: string, time: number, reason: DropReason): void {
    let drops = this.#drops.get(station);
    if (!drops) this.#drops.set(station, (drops = { reasons: [], counts: [], last: undefined }));
    const { counts, reasons } = drops;
    let at = 0;
    while (at < reasons.length && reasons[at] !== reason) at++;
    reasons[at] = reason;
    counts[at] = (counts[at] ?? 0) + 1;
    drops.last = time;
  }

  #writeDrops(now: number): void {
    this.#dropsWritten = now;
    for (const [station, drops] of this.#drops) {
      if (drops.last === undefined) continue;
      const counts = Object.fromEntries(
        drops.reasons.map((reason, i) => [reason, drops.counts[i]!]),
      );
      this.#comments.push(dropsComment(station, drops.last, counts));
      drops.last = undefined;
    }
  }

  /** Adds the comment that relates an address to a station, once. */
  #station(station: Station, address: number): void {
    const { x, y } = station.position;
    const last = this.#last.get(station);
    if (last?.address === address && last.x === x && last.y === y) return;
    this.#last.set(station, { address, x, y });
    const comment = stationComment({ name: station.name, address, x, y });
    if (this.#stations.has(comment)) return;
    this.#stations.add(comment);
    this.#comments.push(comment);
  }

  /** Number of advertising events recorded. */
  get packets(): number {
    return this.#packets;
  }

  /** Ends the recording; writes the keys, and the folder with which Wireshark decrypts it. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stop();
    const now = this.#clock.now();
    this.#writeDrops(now);
    for (const station of this.#air?.stations ?? [])
      if (!this.#last.has(station)) {
        const { name, position } = station;
        this.#comments.push(stationComment({ name, address: undefined, ...position }));
      }
    if (this.#comments.length > 0) this.#writer.end(now, this.#comments);
    this.#writer.close();
    this.keys.write(this.keysPath);
    writeWiresharkFolder(this.path, this.keys.toJSON());
  }
}

/**
 * A packet from a random address, as an LE Advertising Report event or, for extended PDUs, an LE
 * Extended Advertising Report event; a packet of LINKTYPE_HCI_H4.
 */
export function advertisingReport(packet: AdvertisedPacket, rssi: number): Uint8Array {
  const report = { ...packet, random: true, rssi };
  const event = packet.extended
    ? encodeExtendedReport({ ...report, isScanResponse: false, sid: packet.extended.sid })
    : encodeAdvertisingReport(report);
  return hciPacket(event);
}
