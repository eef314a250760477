import { toHex } from "../../../modules/base/bytes.js";
import type { Crypto } from "../../../modules/host/crypto.js";
import { NonceType } from "../../../modules/host/network-cipher.js";
import {
  decodeAcknowledgment,
  decodeSegmentHeader,
  type SegmentHeader,
  segmentPayload,
  sequenceOfFirst,
} from "../../../modules/transport/lower-transport-pdu.js";
import { ControlOpcode } from "../../../modules/transport/control-messages.js";
import { decodeHeartbeat } from "../../../modules/transport/heartbeat.js";
import { AccessOpener } from "./access-opener.js";
import { Draft, type DraftPdu } from "./draft.js";
import { decodeAccess } from "./message-table.js";
import { NetworkOpener, type OpenedPdu } from "./network-opener.js";
import { proxyConfigurationText } from "./proxy-configuration.js";
import type { ReportKeys } from "./report-keys.js";
import { featuresText, fieldTexts } from "./words.js";

/** Names of transport control messages. Mesh Protocol 1.1 §3.6.5. */
const controlNames: Readonly<Record<number, string>> = {
  0x01: "Friend Poll",
  0x02: "Friend Update",
  0x03: "Friend Request",
  0x04: "Friend Offer",
  0x05: "Friend Clear",
  0x06: "Friend Clear Confirm",
  0x07: "Friend Subscription List Add",
  0x08: "Friend Subscription List Remove",
  0x09: "Friend Subscription List Confirm",
  0x0b: "Path Request",
  0x0c: "Path Reply",
  0x0d: "Path Confirmation",
  0x0e: "Path Echo Request",
  0x0f: "Path Echo Reply",
  0x10: "Dependent Node Update",
  0x11: "Path Request Solicitation",
};

/** A network PDU whose transmissions are being collected. */
interface KnownPdu {
  readonly draft: Draft;
  readonly pdu: DraftPdu;
}

/** A segmented message that is being joined. */
interface Joined {
  readonly draft: Draft;
  readonly opened: OpenedPdu;
  readonly segN: number;
  readonly segments: (Uint8Array | undefined)[];
  complete: boolean;
}

/** Makes rows of the trace from network PDUs: joins transmissions and segments, and decrypts. */
export class NetworkTrace {
  readonly opener: NetworkOpener;
  /** Network PDUs that no NetKey fits. */
  unopened = 0;
  /** Access messages that no AppKey or device key fits. */
  sealed = 0;
  readonly #access: AccessOpener;
  readonly #add: (draft: Draft) => void;
  /** By octets: retransmissions need no cipher. */
  readonly #seen = new Map<string, { readonly known: KnownPdu; readonly ttl: number }>();
  readonly #known = new Map<string, KnownPdu>();
  readonly #joined = new Map<string, Joined>();
  readonly #acknowledgments: { readonly draft: Draft; readonly of: string }[] = [];
  readonly #header: SegmentHeader = { type: 0, longMic: false, seqZero: 0, segO: 0, segN: 0 };

  /** `add` is called with each new row. */
  constructor(crypto: Crypto, keys: ReportKeys, add: (draft: Draft) => void) {
    this.opener = new NetworkOpener(crypto, keys.netKeys, keys.ivIndexes);
    this.#access = new AccessOpener(crypto, keys);
    this.#add = add;
  }

  /** Adds one transmission of a network PDU. Returns its source and row. */
  receive(octets: Uint8Array, time: number, station: number): Draft {
    const text = Buffer.from(octets).toString("latin1");
    let seen = this.#seen.get(text);
    if (!seen) {
      const opened = this.opener.open(octets);
      seen = opened
        ? { known: this.#knownOf(opened, time, station), ttl: opened.ttl }
        : { known: this.#sealed(octets, time, station), ttl: -1 };
      this.#seen.set(text, seen);
    }
    const { known, ttl } = seen;
    known.pdu.add({ time, station, ttl });
    known.draft.last = Math.max(known.draft.last, time);
    return known.draft;
  }

  /** Adds a proxy configuration message (§6.5), which one side of a connection sends to the other. */
  proxyConfiguration(octets: Uint8Array, time: number, station: number): Draft {
    const opened = this.opener.open(octets, NonceType.proxy);
    const draft = opened
      ? new Draft(time, "control", station, "")
      : this.#withoutKey(octets, time, station, "Proxy configuration message");
    if (opened) {
      draft.src = opened.src;
      Object.assign(draft, proxyConfigurationText(opened.transport));
      this.#add(draft);
    }
    draft.pdu(opened?.seq).add({ time, station, ttl: -1 });
    return draft;
  }

  /** Names what is not complete at the end of the capture, and the messages of acknowledgments. */
  finish(): void {
    for (const { complete, draft, segN, segments } of this.#joined.values()) {
      if (complete) continue;
      const count = segments.filter((segment) => segment !== undefined).length;
      draft.name = "Incomplete segmented message";
      draft.kind = "undecoded";
      draft.fields = [["segments", `${count} of ${segN + 1} in the capture`]];
    }
    for (const { draft, of } of this.#acknowledgments) {
      const message = this.#joined.get(of)?.draft;
      if (message) draft.fields.push(["message", message.name]);
    }
  }

  #sealed(octets: Uint8Array, time: number, station: number): KnownPdu {
    const draft = this.#withoutKey(octets, time, station, "Network PDU");
    return { draft, pdu: draft.pdu() };
  }

  #withoutKey(octets: Uint8Array, time: number, station: number, what: string): Draft {
    this.unopened++;
    const draft = new Draft(time, "undecoded", station, `${what} without key`);
    draft.fields = [
      ["NID", `0x${(octets[0]! & 0x7f).toString(16).padStart(2, "0")}`],
      ["octets", toHex(octets)],
    ];
    this.#add(draft);
    return draft;
  }

  #knownOf(opened: OpenedPdu, time: number, station: number): KnownPdu {
    let known = this.#known.get(opened.identity);
    if (!known) {
      known = this.#new(opened, time, station);
      this.#known.set(opened.identity, known);
    }
    return known;
  }

  #new(opened: OpenedPdu, time: number, station: number): KnownPdu {
    const { control, seq, transport } = opened;
    if (transport[0]! & 0x80) return this.#segment(opened, time, station);
    const draft = this.#draft(opened, time, station);
    if (control) this.#control(draft, opened, transport[0]!, transport.subarray(1));
    else
      this.#decrypt(draft, {
        ...opened,
        type: transport[0]!,
        longMic: false,
        pdu: transport.subarray(1),
      });
    return { draft, pdu: draft.pdu(seq) };
  }

  #draft({ dst, src }: OpenedPdu, time: number, station: number): Draft {
    const draft = new Draft(time, "undecoded", station, "Message");
    draft.src = src;
    draft.dst = dst;
    this.#add(draft);
    return draft;
  }

  #segment(opened: OpenedPdu, time: number, station: number): KnownPdu {
    const { control, seq, transport } = opened;
    const header = this.#header;
    if (!decodeSegmentHeader(transport, 0, transport.length, control, header)) {
      const draft = this.#draft(opened, time, station);
      draft.name = "Malformed segment";
      draft.fields = [["octets", toHex(transport)]];
      return { draft, pdu: draft.pdu(seq) };
    }
    const { segN, segO } = header;
    const key = joinedKey(opened, sequenceOfFirst(seq, header.seqZero));
    let joined = this.#joined.get(key);
    if (!joined || joined.segN !== segN) {
      const draft = this.#draft(opened, time, station);
      joined = { draft, opened, segN, segments: [], complete: false };
      for (let i = 0; i <= segN; i++) joined.segments.push(undefined);
      this.#joined.set(key, joined);
    }
    joined.segments[segO] ??= transport.slice(segmentPayload(0));
    if (!joined.complete && joined.segments.every((segment) => segment !== undefined)) {
      joined.complete = true;
      this.#complete(joined, header, sequenceOfFirst(seq, header.seqZero));
    }
    return { draft: joined.draft, pdu: joined.draft.pdu(seq, segO) };
  }

  #complete({ draft, opened, segments }: Joined, header: SegmentHeader, seq: number): void {
    const pdu = new Uint8Array(Buffer.concat(segments as Uint8Array[]));
    const { longMic, type } = header;
    if (opened.control) this.#control(draft, opened, type, pdu);
    else this.#decrypt(draft, { ...opened, seq, type, longMic, pdu });
  }

  #decrypt(draft: Draft, sealed: Parameters<AccessOpener["open"]>[0]): void {
    const payload = this.#access.open(sealed);
    draft.kind = "undecoded";
    if (!payload) {
      this.sealed++;
      const key = sealed.type & 0x40 ? `AppKey with AID ${sealed.type & 0x3f}` : "device key";
      draft.name = "Access message without key";
      draft.fields = [
        ["key", key],
        ["octets", toHex(sealed.pdu)],
      ];
      return;
    }
    const access = decodeAccess(payload);
    draft.access = access;
    draft.kind = sealed.type & 0x40 ? "application" : "configuration";
    draft.name = access?.message?.name ?? `Message with opcode ${opcodeText(access?.opcode)}`;
    if (access?.message && access.values) draft.fields = fieldTexts(draft.name, access.values);
    else draft.fields = [[access?.message ? "malformed" : "payload", toHex(payload)]];
  }

  #control(draft: Draft, opened: OpenedPdu, opcode: number, parameters: Uint8Array): void {
    const heartbeat = opcode === ControlOpcode.heartbeat && decodeHeartbeat(parameters);
    const acknowledgment =
      opcode === ControlOpcode.segmentAcknowledgment && decodeAcknowledgment(parameters);
    draft.kind = "control";
    if (heartbeat) {
      draft.name = "Heartbeat";
      draft.fields = [
        ["InitTTL", String(heartbeat.initTtl)],
        ["features", featuresText(heartbeat.features)],
      ];
    } else if (acknowledgment) {
      const { bits, onBehalf, seqZero } = acknowledgment;
      draft.kind = "acknowledgment";
      draft.name = "Segment Acknowledgment";
      draft.fields = [["segments", segmentsText(bits)]];
      if (onBehalf) draft.fields.push(["for", "a Low Power node"]);
      const of = this.#acknowledged(opened, seqZero, onBehalf);
      if (of !== undefined) this.#acknowledgments.push({ draft, of });
    } else {
      draft.name = controlNames[opcode] ?? `Control message ${opcodeText(opcode)}`;
      draft.fields = [["parameters", toHex(parameters) || "none"]];
    }
  }

  /**
   * The key of the last message of the destination with this SeqZero, to the source or, if it is
   * a Friend, to its Low Power node.
   */
  #acknowledged(opened: OpenedPdu, seqZero: number, onBehalf: boolean): string | undefined {
    const { dst, ivIndex, src } = opened;
    const start = onBehalf ? `${ivIndex} ${dst} ` : `${ivIndex} ${dst} ${src} `;
    return [...this.#joined.keys()].findLast((key) => {
      const first = Number(key.slice(key.lastIndexOf(" ") + 1));
      return key.startsWith(start) && (first & 0x1fff) === seqZero;
    });
  }
}

function joinedKey({ dst, ivIndex, src }: OpenedPdu, first: number): string {
  return `${ivIndex} ${src} ${dst} ${first}`;
}

function opcodeText(opcode: number | undefined): string {
  return opcode === undefined ? "that is reserved" : `0x${opcode.toString(16).padStart(2, "0")}`;
}

/** "0 to 3, 5"; "none: the message is cancelled" for 0. */
function segmentsText(bits: number): string {
  if (bits === 0) return "none: the receiver cancels the message";
  const ranges: string[] = [];
  for (let i = 0; i < 32; i++) {
    if (!((bits >>> i) & 1)) continue;
    const first = i;
    while (i < 31 && (bits >>> (i + 1)) & 1) i++;
    ranges.push(first === i ? String(i) : `${first} to ${i}`);
  }
  return ranges.join(", ");
}
