import { concatBytes, getUint32BE, toHex } from "../../../modules/base/bytes.js";
import { frameCheckSequence } from "../../../modules/provisioning/pb-adv/fcs.js";
import {
  decodeGeneric,
  type GenericPdu,
  pbAdvHeader,
} from "../../../modules/provisioning/pb-adv/generic-pdu.js";
import { decodePdu, pduDeclarations } from "../../../modules/provisioning/pdu.js";
import { errorCodeName } from "../../../modules/provisioning/errors.js";
import { Draft, type DraftPdu } from "./draft.js";
import { type FieldText, fieldTexts } from "./words.js";

/** Transaction numbers of the device. Mesh Protocol 1.1 §5.2.1. */
const DEVICE_TRANSACTIONS = 0x80;
const closeReasons = ["success", "timeout", "fail"];
const names = {
  ack: "Transaction Acknowledgment",
  "link-open": "Link Open",
  "link-ack": "Link ACK",
  "link-close": "Link Close",
} as const;

/** A transaction whose segments are being joined. */
interface Transaction {
  readonly draft: Draft;
  readonly pdus: DraftPdu[];
  readonly segments: (Uint8Array | undefined)[];
  start: Extract<GenericPdu, { readonly type: "start" }> | undefined;
  complete: boolean;
}

/** Stations of a PB-ADV link. */
interface Link {
  readonly provisioner: number;
  device: number | undefined;
}

/** What the provisioning PDUs of a link have shown. */
export interface ProvisioningSteps {
  /** A device gets the Link Open that has its UUID; returns its station, if it is known. */
  opened(time: number, provisioner: number, uuid: string): number | undefined;
  /** A device has sent Provisioning Complete. */
  completed(time: number, device: number): void;
}

/** Makes rows of the trace from provisioning: of PB-ADV it joins transmissions and segments. */
export class ProvisioningTrace {
  readonly #add: (draft: Draft) => void;
  readonly #steps: ProvisioningSteps;
  readonly #links = new Map<number, Link>();
  readonly #transactions = new Map<string, Transaction>();
  readonly #controls = new Map<string, { readonly draft: Draft; readonly pdu: DraftPdu }>();

  constructor(add: (draft: Draft) => void, steps: ProvisioningSteps) {
    this.#add = add;
    this.#steps = steps;
  }

  /** Adds one transmission of the content of a PB-ADV structure. */
  receive(octets: Uint8Array, time: number, station: number): void {
    const generic =
      octets.length <= pbAdvHeader ? "length" : decodeGeneric(octets, pbAdvHeader, octets.length);
    if (typeof generic === "string") return this.#malformed(octets, time, station);
    const linkId = getUint32BE(octets, 0);
    const number = octets[4]!;
    if (generic.type === "start" || generic.type === "continuation")
      this.#segment(generic, { linkId, number, time, station });
    else this.#control(generic, octets, { linkId, number, time, station });
  }

  /** Names the transactions that are not complete at the end of the capture. */
  finish(): void {
    for (const { complete, draft, segments, start } of this.#transactions.values()) {
      if (complete) continue;
      const count = segments.filter((segment) => segment !== undefined).length;
      const all = start ? String(start.lastSegment + 1) : "an unknown number";
      draft.name = "Incomplete provisioning PDU";
      draft.fields.push(["segments", `${count} of ${all} in the capture`]);
    }
  }

  #malformed(octets: Uint8Array, time: number, station: number): void {
    this.#once(`malformed ${toHex(octets)}`, time, station, () => {
      const draft = new Draft(time, "undecoded", station, "Malformed generic provisioning PDU");
      draft.fields = [["octets", toHex(octets)]];
      return draft;
    });
  }

  #control(
    generic: Exclude<GenericPdu, { readonly type: "start" | "continuation" }>,
    octets: Uint8Array,
    at: Sent,
  ): void {
    const { linkId, number, station, time } = at;
    this.#once(`${station} ${toHex(octets)}`, time, station, () => {
      const kind = generic.type === "ack" ? "acknowledgment" : "provisioning";
      const draft = new Draft(time, kind, station, names[generic.type]);
      draft.fields = [linkText(linkId)];
      if (generic.type === "link-open") {
        const uuid = toHex(generic.uuid);
        draft.fields.push(["device UUID", uuid]);
        const device = this.#steps.opened(time, station, uuid);
        this.#links.set(linkId, { provisioner: station, device });
      }
      if (generic.type === "link-ack") {
        const link = this.#links.get(linkId);
        if (link) link.device = station;
      }
      if (generic.type === "link-close")
        draft.fields.push(["reason", closeReasons[generic.reason] ?? String(generic.reason)]);
      if (generic.type === "ack") draft.fields.push(["transaction", String(number)]);
      draft.to = this.#peer(linkId, station);
      return draft;
    });
  }

  /** A row for the first transmission of a packet, and a hop for each. */
  #once(key: string, time: number, station: number, make: () => Draft): void {
    let known = this.#controls.get(key);
    if (!known) {
      const draft = make();
      known = { draft, pdu: draft.pdu() };
      this.#controls.set(key, known);
      this.#add(draft);
    }
    known.pdu.add({ time, station, ttl: -1 });
    known.draft.last = time;
  }

  /** The other end of a link. */
  #peer(linkId: number, station: number): readonly number[] {
    const { device, provisioner } = this.#links.get(linkId) ?? {};
    const other = station === provisioner ? device : provisioner;
    return other === undefined ? [] : [other];
  }

  #segment(
    generic: Extract<GenericPdu, { readonly type: "start" | "continuation" }>,
    at: Sent,
  ): void {
    const { linkId, number, station, time } = at;
    const key = `${linkId} ${number} ${station}`;
    let transaction = this.#transactions.get(key);
    if (!transaction) {
      const draft = new Draft(time, "provisioning", station, "Provisioning PDU");
      draft.fields = [linkText(linkId)];
      draft.to = this.#peer(linkId, station);
      this.#add(draft);
      transaction = { draft, pdus: [], segments: [], start: undefined, complete: false };
      this.#transactions.set(key, transaction);
    }
    const index = generic.type === "start" ? 0 : generic.segment;
    const pdu = (transaction.pdus[index] ??= transaction.draft.pdu(undefined, index));
    pdu.add({ time, station, ttl: -1 });
    transaction.draft.last = time;
    transaction.segments[index] ??= generic.payload;
    if (generic.type === "start") transaction.start ??= generic;
    this.#complete(transaction, at);
  }

  #complete(transaction: Transaction, { linkId, number, station, time }: Sent): void {
    const { complete, draft, segments, start } = transaction;
    if (complete || !start) return;
    for (let i = 0; i <= start.lastSegment; i++) if (!segments[i]) return;
    transaction.complete = true;
    const octets = concatBytes(...(segments.slice(0, start.lastSegment + 1) as Uint8Array[]));
    const isIntact = frameCheckSequence(octets) === start.fcs;
    if (!this.#describe(draft, octets, isIntact, { station, time })) return;
    const link = this.#links.get(linkId);
    if (link && number & DEVICE_TRANSACTIONS) link.device ??= station;
  }

  /** Adds a provisioning PDU of PB-GATT, which a connection carries. `to`: the other station. */
  whole(octets: Uint8Array, time: number, station: number, to: number): void {
    const draft = new Draft(time, "provisioning", station, "Provisioning PDU");
    draft.fields = [["bearer", "PB-GATT"]];
    draft.to = [to];
    draft.pdu().add({ time, station, ttl: -1 });
    this.#describe(draft, octets, true, { station, time });
    this.#add(draft);
  }

  /** Names a PDU and its fields. Returns false for a malformed one. */
  #describe(
    draft: Draft,
    octets: Uint8Array,
    isIntact: boolean,
    { station, time }: Pick<Sent, "station" | "time">,
  ): boolean {
    const pdu = isIntact ? decodePdu(octets) : "format";
    if (typeof pdu === "string") {
      draft.name = "Malformed provisioning PDU";
      draft.fields.push(["octets", toHex(octets)]);
      return false;
    }
    const { type, ...values } = pdu;
    draft.name = pduDeclarations[type].name;
    draft.fields.push(...provisioningFields(values));
    if (draft.name === "Provisioning Complete") this.#steps.completed(time, station);
    return true;
  }
}

/** A packet that was sent. */
interface Sent {
  readonly linkId: number;
  /** Transaction number. */
  readonly number: number;
  readonly time: number;
  readonly station: number;
}

function linkText(linkId: number): FieldText {
  return ["link", `0x${linkId.toString(16).padStart(8, "0")}`];
}

const methods = ["none", "static OOB", "output OOB", "input OOB"];

function provisioningFields(values: Readonly<Record<string, unknown>>): readonly FieldText[] {
  return fieldTexts("", values).map(([name, value]): FieldText => {
    if (name === "method") return [name, methods[Number(value)] ?? value];
    if (name === "error code") return [name, errorCodeName(Number(value))];
    if (name === "attention duration") return [name, `${value} s`];
    return [name, value];
  });
}
