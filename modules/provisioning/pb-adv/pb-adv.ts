import { equalBytes, getUint32BE, putUint32BE } from "../../base/bytes.js";
import type { Diagnostics } from "../../base/diagnostics.js";
import { randomBytes } from "../../base/random.js";
import type { AdvertisingBearer } from "../../bearer/advertising-bearer.js";
import type { LinkSource } from "../../bearer/wanted-packets.js";
import type { Clock } from "../../host/clock.js";
import type { WantedLinks } from "../../host/radio.js";
import type { Random } from "../../host/random.js";
import type { AcceptLink, LinkCallbacks, ProvisioningLink } from "../link.js";
import { decodeGeneric, genericLinkOpen, type GenericPdu, pbAdvHeader } from "./generic-pdu.js";
import { PbAdvLink } from "./pb-adv-link.js";
import { checkTiming, standardTiming, type PbAdvTiming } from "./timing.js";

export interface PbAdvOptions {
  readonly bearer: AdvertisingBearer;
  readonly clock: Clock;
  readonly random: Random;
  readonly diagnostics: Diagnostics;
  /** Default: `standardTiming`. */
  readonly timing?: PbAdvTiming;
}

/** A PDU of a link's peer. */
interface Received {
  readonly linkId: number;
  readonly transaction: number;
  readonly pdu: GenericPdu;
  /** Octets of the whole PDU. */
  readonly octets: number;
}

/** Milliseconds after a link's end in which its Link Open is a retransmission, not a new one. */
const lateLinkOpen = 2000;

/** The PB-ADV bearer (Mesh Protocol 1.1 §5.2.1, §5.3): the links of one role, by their Link ID. */
export class PbAdv implements LinkSource {
  readonly #options: PbAdvOptions;
  readonly #timing: PbAdvTiming;
  readonly #links = new Map<number, PbAdvLink>();
  readonly #unsubscribe: () => void;
  #listener: { readonly uuid: Uint8Array; readonly accept: AcceptLink } | undefined;
  #lastReleased: number | undefined;
  #lastReleasedTime = -Infinity;
  #closed = false;

  /** Throws RangeError for times that `checkTiming` refuses. */
  constructor(options: PbAdvOptions) {
    this.#options = options;
    this.#timing = options.timing ?? standardTiming;
    checkTiming(this.#timing);
    this.#unsubscribe = options.bearer.onProvisioning(
      (data, start, end) => this.receive(data, start, end),
      this,
    );
  }

  /** What `receive` does not drop as of another link. */
  wantedLinks(): WantedLinks {
    const ids = new Uint8Array(4 * this.#links.size);
    let at = 0;
    for (const id of this.#links.keys()) {
      putUint32BE(ids, at, id);
      at += 4;
    }
    return { ids, uuid: this.#listener?.uuid };
  }

  /** Opens a link to the device of this UUID, 16 octets. `onOpen` or `onClose` follows. */
  open(uuid: Uint8Array, callbacks: LinkCallbacks): ProvisioningLink {
    let linkId: number;
    do linkId = getUint32BE(randomBytes(this.#options.random, 4), 0);
    while (this.#links.has(linkId));
    const link = this.newLink(linkId, "provisioner", uuid.slice());
    link.begin(callbacks);
    return link;
  }

  /** Accepts links to this UUID, one at a time; undefined refuses all. A link that is refused is not acknowledged. */
  listen(uuid: Uint8Array, accept: AcceptLink | undefined): void {
    this.#listener = accept === undefined ? undefined : { uuid: uuid.slice(), accept };
    this.#options.bearer.linksChanged();
  }

  /** Drops every link without a Link Close, and stops listening. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#unsubscribe();
    this.#listener = undefined;
    for (const link of [...this.#links.values()]) link.abandon();
  }

  private newLink(linkId: number, role: "provisioner" | "device", uuid: Uint8Array): PbAdvLink {
    const link = new PbAdvLink({
      ...this.#options,
      timing: this.#timing,
      linkId,
      role,
      uuid,
      onReleased: () => {
        if (this.#links.get(linkId) !== link) return;
        this.#links.delete(linkId);
        this.#options.bearer.linksChanged();
        this.#lastReleased = linkId;
        this.#lastReleasedTime = this.#options.clock.now();
      },
    });
    this.#links.set(linkId, link);
    this.#options.bearer.linksChanged();
    return link;
  }

  private receive(data: Uint8Array, start: number, end: number): void {
    const { diagnostics } = this.#options;
    if (end - start <= pbAdvHeader) {
      diagnostics.drop("pb-adv.length", end - start);
      return;
    }
    const linkId = getUint32BE(data, start);
    const link = this.#links.get(linkId);
    // A Link Open is the only PDU of an unknown link that is processed.
    const mayOpen = this.#listener !== undefined && data[start + pbAdvHeader] === genericLinkOpen;
    if (link === undefined && !mayOpen) {
      diagnostics.drop("pb-adv.other-link", end - start);
      return;
    }
    const pdu = decodeGeneric(data, start + pbAdvHeader, end);
    if (typeof pdu === "string") {
      diagnostics.drop(`pb-adv.${pdu}`, end - start);
      return;
    }
    const { queue } = this.#options.bearer;
    // From the run queue: the calls to the session and the calls of its answer would be on the stack at once.
    const transaction = data[start + 4]!;
    queue.post(PbAdv.#deliver, this, { linkId, transaction, pdu, octets: end - start });
  }

  static #deliver(pbAdv: PbAdv, { linkId, octets, pdu, transaction }: Received): void {
    const link = pbAdv.#links.get(linkId);
    if (link) link.receive(transaction, pdu);
    else if (pdu.type === "link-open") pbAdv.accept(linkId, pdu.uuid, octets);
  }

  private accept(linkId: number, uuid: Uint8Array, octets: number): void {
    const listener = this.#listener;
    if (listener === undefined) return;
    const busy = [...this.#links.values()].some((link) => link.isOpen);
    const late =
      linkId === this.#lastReleased &&
      this.#options.clock.now() - this.#lastReleasedTime < lateLinkOpen;
    if (busy || late || !equalBytes(uuid, listener.uuid)) {
      this.#options.diagnostics.drop("pb-adv.other-link", octets);
      return;
    }
    const link = this.newLink(linkId, "device", uuid);
    const callbacks = listener.accept(link);
    if (callbacks === undefined) {
      link.abandon();
      return;
    }
    link.begin(callbacks);
  }
}
