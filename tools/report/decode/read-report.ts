import { VirtualClock } from "../../../hosts/node/virtual-clock.js";
import { NodeCrypto } from "../../../hosts/node/crypto.js";
import type { TraceEvent } from "../../../modules/host/trace.js";
import { ProxyPduType } from "../../../modules/bearer/proxy-pdu.js";
import { AdType } from "../../../modules/bearer/ad-type.js";
import type { Floor } from "../../air/floor.js";
import { type CaptureComment, type DropCounts, readComment } from "../../capture/comments.js";
import { advertisementOf, isKnownLinkType, unknownLinkType } from "../../capture/link-types.js";
import type { CapturedFile } from "../../capture/read-pcapng.js";
import type { ReportRecord } from "../report-record.js";
import { ConnectionReader, type ProxyMessage } from "./connection-reader.js";
import { BeaconTrace } from "./beacon-trace.js";
import { Draft } from "./draft.js";
import { NetworkTrace } from "./network-trace.js";
import { NodeStates } from "./node-states.js";
import { deviceOf, scriptDraft } from "./script-draft.js";
import { ProvisioningTrace } from "./provisioning-trace.js";
import type { ReportKeys } from "./report-keys.js";
import { Stations } from "./stations.js";

/** Number of rows above which the rest of a capture is left out of a page. */
export const mostMessages = 200_000;
/** Milliseconds by which a reception may be reported before the capture's time of its packet. */
const tolerance = 1;

/** Makes the content of a page from a capture. Throws Error if it has no packet that can be read. */
export function readReport(capture: CapturedFile, keys: ReportKeys, file: string): ReportRecord {
  return new ReportReader(capture, keys, file).read();
}

/** An advertising packet, or a message of a connection. */
type Sealed = { readonly time: number } & (
  { readonly address: number; readonly data: Uint8Array } | { readonly proxy: ProxyMessage }
);

class ReportReader {
  readonly #capture: CapturedFile;
  readonly #keys: ReportKeys;
  readonly #file: string;
  readonly #stations = new Stations();
  readonly #nodes = new NodeStates();
  readonly #drafts: Draft[] = [];
  readonly #events: Extract<CaptureComment, { readonly kind: "event" }>[] = [];
  readonly #script: Extract<CaptureComment, { readonly kind: "script" }>[] = [];
  readonly #drops: Extract<CaptureComment, { readonly kind: "drops" }>[] = [];
  readonly #network: NetworkTrace;
  readonly #beacons: BeaconTrace;
  readonly #provisioning: ProvisioningTrace;
  /** By station: a device that completed its provisioning and has sent nothing as a node. */
  readonly #provisioned = new Map<number, number>();
  readonly #uuids = new Map<string, number>();
  #title: string | undefined;
  #floor: Floor | undefined;
  #start = 0;
  #end = 0;

  constructor(capture: CapturedFile, keys: ReportKeys, file: string) {
    this.#capture = capture;
    this.#keys = keys;
    this.#file = file;
    const crypto = new NodeCrypto({ clock: new VirtualClock() });
    const add = (draft: Draft) => void this.#drafts.push(draft);
    this.#network = new NetworkTrace(crypto, keys, add);
    this.#beacons = new BeaconTrace(this.#network.opener.networks, add, {
      unprovisioned: (time, station, uuid) => {
        this.#uuids.set(uuid, station);
        this.#stations.list[station]!.set(time, "node", "device UUID", uuid);
      },
      network: (time, station, { ivIndex, ivUpdate }) => {
        this.#network.opener.learn(ivIndex);
        const text = `${ivIndex}${ivUpdate ? ", IV Update in progress" : ""}`;
        this.#stations.list[station]!.set(time, "keys", "IV Index of its beacon", text);
      },
    });
    this.#provisioning = new ProvisioningTrace(add, {
      opened: (time, provisioner, uuid) => {
        const device = this.#uuids.get(uuid);
        if (device === undefined || device === provisioner) return undefined;
        this.#stations.list[device]!.set(time, "node", "provisioning", "link opened");
        return device;
      },
      completed: (time, device) => {
        this.#stations.list[device]!.set(time, "node", "provisioning", "complete");
        this.#provisioned.set(device, time);
      },
    });
  }

  read(): ReportRecord {
    for (const text of this.#capture.comments) {
      const comment = readComment(text);
      if (comment) this.#comment(comment);
    }
    const packets = this.#packets();
    this.#start = this.#startOf(packets);
    for (const packet of packets) {
      if (this.#drafts.length >= mostMessages) break;
      const time = packet.time - this.#start;
      if ("proxy" in packet) this.#connection(packet.proxy, time);
      else this.#packet(packet.data, time, this.#stations.sender(packet.address));
    }
    this.#network.finish();
    this.#provisioning.finish();
    this.#addEvents();
    this.#name();
    return this.#finish(packets.length);
  }

  #comment(comment: CaptureComment): void {
    switch (comment.kind) {
      case "title":
        this.#title = comment.title;
        break;
      case "floor":
        this.#floor = comment.floor;
        break;
      case "station":
        this.#stations.describe(comment);
        break;
      case "event":
        this.#events.push(comment);
        break;
      case "script":
        this.#script.push(comment);
        break;
      case "drops":
        this.#drops.push(comment);
    }
  }

  /** The advertising packets, and what connections carry, in the order of their times. */
  #packets(): Sealed[] {
    const found: Sealed[] = [];
    const connections = new ConnectionReader();
    const unknown = new Set<number>();
    for (const { data, linkType, time } of this.#capture.packets) {
      if (!isKnownLinkType(linkType)) unknown.add(linkType);
      const packet = advertisementOf(linkType, data);
      if (packet) found.push({ time, address: packet.address, data: packet.data });
      const proxy = connections.read(linkType, data);
      if (proxy) found.push({ time, proxy });
    }
    const [linkType] = unknown;
    if (found.length === 0 && linkType !== undefined)
      throw new Error(`${this.#file}: ${unknownLinkType(linkType)}`);
    return found.sort((a, b) => a.time - b.time);
  }

  /** Virtual time starts at 0; a capture of a radio at its first packet. */
  #startOf(packets: readonly Sealed[]): number {
    const first = packets[0]?.time ?? 0;
    const oneDay = 86_400_000;
    return first < oneDay ? 0 : first;
  }

  /** Adds the mesh structures of a packet. */
  #packet(data: Uint8Array, time: number, station: number): void {
    this.#end = Math.max(this.#end, time);
    for (let at = 0; at + 1 < data.length && data[at]! > 0;) {
      const end = at + 1 + data[at]!;
      if (end > data.length) return;
      const content = data.slice(at + 2, end);
      if (data[at + 1] === AdType.beacon) this.#beacons.receive(content, time, station);
      if (data[at + 1] === AdType.provisioning) this.#provisioning.receive(content, time, station);
      if (data[at + 1] === AdType.networkPdu) this.#networkPdu(content, time, station);
      at = end;
    }
  }

  #networkPdu(octets: Uint8Array, time: number, station: number): void {
    const before = this.#drafts.length;
    const draft = this.#network.receive(octets, time, station);
    if (this.#drafts.length > before) this.#source(draft, time, station);
    if (draft.access && !draft.applied) this.#apply(draft);
  }

  /** Adds a message of a connection to a proxy, or of PB-GATT. */
  #connection({ from, octets, to, type }: ProxyMessage, time: number): void {
    this.#end = Math.max(this.#end, time);
    const station = this.#connected(from);
    if (type === ProxyPduType.network) this.#networkPdu(octets, time, station);
    else if (type === ProxyPduType.beacon) this.#beacons.receive(octets, time, station);
    else if (type === ProxyPduType.provisioning)
      this.#provisioning.whole(octets, time, station, this.#connected(to));
    else {
      const draft = this.#network.proxyConfiguration(octets, time, station);
      draft.to = [this.#connected(to)];
    }
  }

  /** The station at one side of a connection; a capture may not have its address. */
  #connected(address: number): number {
    return address === 0 ? this.#stations.named("the host") : this.#stations.sender(address);
  }

  /** The first sender of a PDU is its source, unless the source is known at another station. */
  #source({ src }: Draft, time: number, station: number): void {
    if (src === undefined || this.#nodes.node(src)) return;
    const provisioned = this.#provisioned.get(station);
    if (provisioned === undefined && this.#nodes.extend(station, src)) return;
    this.#provisioned.delete(station);
    this.#nodes.add(src, this.#stations.list[station]!, station, provisioned ?? time);
  }

  /** Applies a decrypted message to the states of the nodes. */
  #apply(draft: Draft): void {
    draft.applied = true;
    if (draft.dst !== undefined) draft.to = this.#nodes.addressed(draft.dst);
    this.#nodes.message(draft);
  }

  #addEvents(): void {
    const received = new Receptions(this.#drafts);
    for (const { event, station: name, time: at } of this.#events) {
      const station = this.#stations.named(name);
      const time = at - this.#start;
      this.#end = Math.max(this.#end, time);
      if (event.type === "access.receive") received.add(event, time, station);
      else this.#event(event, time, station);
    }
    for (const { event, time: at } of this.#script) {
      const time = at - this.#start;
      this.#end = Math.max(this.#end, time);
      const device = deviceOf(event);
      const station = device === undefined ? -1 : this.#stations.named(device);
      this.#drafts.push(scriptDraft(event, time, station));
    }
    for (const { counts, station, time } of this.#drops) {
      const { list } = this.#stations;
      this.#dropped(list[this.#stations.named(station)]!, counts, time - this.#start);
    }
  }

  #dropped(station: Stations["list"][number], counts: DropCounts, time: number): void {
    for (const [reason, count] of Object.entries(counts))
      station.set(time, "drops", reason, count.toLocaleString("en"));
  }

  #event(event: TraceEvent, time: number, station: number): void {
    const kind = event.type === "log" ? "log" : event.type.startsWith("board.") ? "board" : "event";
    const draft = new Draft(time, kind, station, event.type);
    const states = this.#stations.list[station]!;
    switch (event.type) {
      case "log":
        draft.name = event.level === "log" ? "Log" : `Log, ${event.level}`;
        draft.fields = [["text", event.text]];
        break;
      case "board.lamp":
        draft.name = `Lamp ${event.name} ${event.on ? "on" : "off"}`;
        states.set(time, "board", `lamp ${event.name}`, event.on ? "on" : "off");
        break;
      case "board.button":
        draft.name = `Button ${event.name} pressed: ${event.press}`;
        break;
      default: {
        const { type, ...values } = event;
        draft.name = `${type}`;
        draft.fields = Object.entries(values).map(([name, value]) => [name, String(value)]);
        if (type === "node.reset") states.set(time, "node", "node", "reset");
      }
    }
    this.#drafts.push(draft);
  }

  /** Names of a database, for nodes whose station has only an address. */
  #name(): void {
    for (const [address, name] of this.#keys.names) {
      const node = this.#nodes.node(address);
      if (node && /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(node.station.name))
        node.station.name = name;
    }
  }

  #finish(packets: number): ReportRecord {
    const messages = this.#drafts.sort((a, b) => a.time - b.time).map((draft) => draft.finish());
    const length = Math.max(1, Math.ceil(this.#end));
    return {
      title: this.#title ?? this.#file,
      file: this.#file,
      packets,
      length,
      notes: this.#notes(packets),
      ...(this.#floor && { floor: this.#floor }),
      stations: this.#stations.list.map((station) => station.finish()),
      messages,
    };
  }

  #notes(packets: number): string[] {
    const { damage, packets: all } = this.#capture;
    const { sealed, unopened } = this.#network;
    const unknown = [...new Set(all.map(({ linkType }) => linkType))].filter(
      (linkType) => !isKnownLinkType(linkType),
    );
    const notes: string[] = [];
    if (damage !== undefined) notes.push(`The capture was read only in part: ${damage}.`);
    for (const linkType of unknown)
      notes.push(`Packets were left out: ${unknownLinkType(linkType)}.`);
    if (packets === 0) notes.push("The capture has no advertising packets.");
    if (this.#drafts.length >= mostMessages)
      notes.push(
        `The page has the first ${mostMessages.toLocaleString("en")} messages; the packets after them are left out.`,
      );
    if (unopened > 0)
      notes.push(
        `${unopened.toLocaleString("en")} network PDUs were not decrypted: no NetKey fits. Option --keys names a file of keys.`,
      );
    if (sealed > 0)
      notes.push(
        `${sealed.toLocaleString("en")} access messages were not decrypted: no AppKey or device key fits.`,
      );
    if (this.#stations.list.every(({ place }) => !place))
      notes.push(
        "The capture has no positions: the plan shows the senders in a circle, by their addresses.",
      );
    return notes;
  }
}

/** Relates reported receptions to messages. */
class Receptions {
  readonly #drafts = new Map<string, Draft[]>();

  constructor(drafts: readonly Draft[]) {
    for (const draft of drafts) {
      if (!draft.access) continue;
      const key = `${draft.src} ${draft.dst} ${draft.access.opcode}`;
      const list = this.#drafts.get(key);
      if (list) list.push(draft);
      else this.#drafts.set(key, [draft]);
    }
  }

  add(
    { dst, opcode, src }: { readonly src: number; readonly dst: number; readonly opcode: number },
    time: number,
    station: number,
  ): void {
    const drafts = this.#drafts.get(`${src} ${dst} ${opcode}`) ?? [];
    const draft = drafts.findLast((draft) => draft.time <= time + tolerance);
    draft?.received.push(station, Math.max(0, Math.round(time - draft.time)));
  }
}
