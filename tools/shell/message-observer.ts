import { VirtualClock } from "../../hosts/node/virtual-clock.js";
import { NodeCrypto } from "../../hosts/node/crypto.js";
import { AdType } from "../../modules/bearer/ad-type.js";
import {
  decodeSegmentHeader,
  type SegmentHeader,
  segmentPayload,
  sequenceOfFirst,
} from "../../modules/transport/lower-transport-pdu.js";
import type { PacketSource } from "./shell-world.js";
import { AccessOpener, type SealedAccess } from "../report/decode/access-opener.js";
import { NetworkOpener, type OpenedPdu } from "../report/decode/network-opener.js";
import type { ReportKeys } from "../report/decode/report-keys.js";

/** An access message that was sent on the air. */
export interface ObservedMessage {
  /** Milliseconds at which its last segment was sent first. */
  readonly time: number;
  readonly src: number;
  readonly dst: number;
  readonly ttl: number;
  /** Whether it was encrypted with a device key. */
  readonly device: boolean;
  /** Opcode and parameters. */
  readonly payload: Uint8Array;
}

/** Octets of packets, and PDUs, that are remembered to leave out their repetitions. */
const mostRemembered = 4096;
/** Bit of `SealedAccess.type`: an AppKey was used. */
const AKF = 0x40;

/**
 * Decrypts the access messages on an air, whichever nodes they are between, and reports each
 * message once. The keys may change at any time: those that were in use earlier stay.
 */
export class MessageObserver {
  readonly #crypto = new NodeCrypto({ clock: new VirtualClock() });
  readonly #keys: () => ReportKeys;
  readonly #onMessage: (message: ObservedMessage) => void;
  readonly #stop: () => void;
  readonly #seen = new Recent();
  readonly #header: SegmentHeader = { type: 0, longMic: false, seqZero: 0, segO: 0, segN: 0 };
  /** Segments by source, destination and first sequence number. */
  readonly #segments = new Map<string, (Uint8Array | undefined)[]>();
  #known: Record<"netKeys" | "appKeys" | "deviceKeys" | "labels" | "ivIndexes", Set<string>> = {
    netKeys: new Set(),
    appKeys: new Set(),
    deviceKeys: new Set(),
    labels: new Set(),
    ivIndexes: new Set(),
  };
  #network: NetworkOpener | undefined;
  #access: AccessOpener | undefined;

  /** `keys`: the keys at the time of the call. */
  constructor(
    air: PacketSource,
    keys: () => ReportKeys,
    onMessage: (message: ObservedMessage) => void,
  ) {
    this.#keys = keys;
    this.#onMessage = onMessage;
    this.#stop = air.onPacket(({ data, start }) => this.#packet(data, start));
  }

  close(): void {
    this.#stop();
  }

  #packet(data: Uint8Array, time: number): void {
    for (let at = 0; at + 1 < data.length && data[at]! > 0;) {
      const end = at + 1 + data[at]!;
      if (end > data.length) return;
      if (data[at + 1] === AdType.networkPdu) this.#pdu(data.slice(at + 2, end), time);
      at = end;
    }
  }

  #pdu(octets: Uint8Array, time: number): void {
    if (!this.#seen.add(Buffer.from(octets).toString("latin1"))) return;
    let opened = this.#network?.open(octets);
    if (!opened && this.#learn()) opened = this.#network?.open(octets);
    // A relay sends it with another TTL and so with other octets.
    if (!opened || opened.control || !this.#seen.add(opened.identity)) return;
    const { seq, transport } = opened;
    if (transport[0]! & 0x80) return this.#segment(opened, time);
    const type = transport[0]!;
    this.#message({ ...opened, seq, type, longMic: false, pdu: transport.subarray(1) }, time);
  }

  #segment(opened: OpenedPdu, time: number): void {
    const { dst, ivIndex, seq, src, transport } = opened;
    const header = this.#header;
    if (!decodeSegmentHeader(transport, 0, transport.length, false, header)) return;
    const { longMic, segN, segO, type } = header;
    const first = sequenceOfFirst(seq, header.seqZero);
    const key = `${ivIndex} ${src} ${dst} ${first}`;
    let segments = this.#segments.get(key);
    if (segments?.length === 0) return;
    if (!segments) {
      segments = Array.from({ length: segN + 1 }, () => undefined);
      this.#segments.set(key, segments);
      const [oldest] = this.#segments.keys();
      if (this.#segments.size > mostRemembered) this.#segments.delete(oldest!);
    }
    segments[segO] = transport.slice(segmentPayload(0));
    if (segments.some((segment) => segment === undefined)) return;
    // The entry stays, empty: segments that are sent again do not complete it again.
    this.#segments.set(key, []);
    const pdu = new Uint8Array(Buffer.concat(segments as Uint8Array[]));
    this.#message({ ...opened, seq: first, type, longMic, pdu }, time);
  }

  #message(sealed: SealedAccess & { readonly ttl: number }, time: number): void {
    let payload = this.#access?.open(sealed);
    if (!payload && this.#learn()) payload = this.#access?.open(sealed);
    if (!payload) return;
    const { dst, src, ttl, type } = sealed;
    this.#onMessage({ time, src, dst, ttl, device: (type & AKF) === 0, payload });
  }

  /** Whether there are keys that were not known before. */
  #learn(): boolean {
    const keys = this.#keys();
    const known = this.#known;
    const before = sizeOf(known);
    const digits = (octets: Uint8Array) => Buffer.from(octets).toString("hex");
    for (const key of keys.netKeys) known.netKeys.add(digits(key));
    for (const key of keys.appKeys) known.appKeys.add(digits(key));
    for (const label of keys.labels) known.labels.add(digits(label));
    for (const { address, key } of keys.deviceKeys)
      known.deviceKeys.add(`${address} ${digits(key)}`);
    for (const index of keys.ivIndexes) known.ivIndexes.add(String(index));
    if (sizeOf(known) === before) return false;
    const octets = (text: string) => new Uint8Array(Buffer.from(text, "hex"));
    const all: ReportKeys = {
      netKeys: [...known.netKeys].map(octets),
      appKeys: [...known.appKeys].map(octets),
      labels: [...known.labels].map(octets),
      deviceKeys: [...known.deviceKeys].map((text) => {
        const [address, key] = text.split(" ");
        return { address: Number(address), key: octets(key!) };
      }),
      ivIndexes: [...known.ivIndexes].map(Number),
      names: new Map(),
    };
    this.#network = new NetworkOpener(this.#crypto, all.netKeys, all.ivIndexes);
    this.#access = new AccessOpener(this.#crypto, all);
    return true;
  }
}

function sizeOf(known: Readonly<Record<string, ReadonlySet<string>>>): number {
  return Object.values(known).reduce((sum, { size }) => sum + size, 0);
}

/** The texts that were added last. */
class Recent {
  readonly #texts = new Set<string>();

  /** False for one that is known. */
  add(text: string): boolean {
    if (this.#texts.has(text)) return false;
    this.#texts.add(text);
    if (this.#texts.size > mostRemembered) {
      const [oldest] = this.#texts;
      this.#texts.delete(oldest!);
    }
    return true;
  }
}
