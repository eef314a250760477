import { getUint32BE, putUint32BE } from "../../modules/base/bytes.js";
import { AdType } from "../../modules/bearer/ad-type.js";
import type { AdvertisingBearer, Transmission } from "../../modules/bearer/advertising-bearer.js";
import { Priority } from "../../modules/bearer/send-request.js";
import type { Clock, TimerHandle } from "../../modules/host/clock.js";
import type { LinkCallbacks, ProvisioningLink } from "../../modules/provisioning/link.js";
import {
  decodeGeneric,
  encodeGeneric,
  pbAdvHeader,
  segmentPdu,
} from "../../modules/provisioning/pb-adv/generic-pdu.js";
import {
  initialReceiver,
  reduceReceiver,
} from "../../modules/provisioning/pb-adv/transaction-receiver.js";
import { nextTransaction } from "../../modules/provisioning/pb-adv/transaction-sender.js";

const nextTry = 500;

export interface DroppingPeerOptions {
  readonly bearer: AdvertisingBearer;
  readonly clock: Clock;
  readonly role: "provisioner" | "device";
  /** A provisioner chooses it; a device takes that of the first Link Open. */
  readonly linkId?: number;
  /** The device's. */
  readonly uuid: Uint8Array;
}

/**
 * One end of a PB-ADV link as some stacks have it: no delay anywhere, one event a segment,
 * half a second to the next try. When the peer's next transaction begins it drops what it
 * is sending, and yet sends nothing else before that is acknowledged.
 */
export class DroppingPeer implements ProvisioningLink {
  readonly #options: DroppingPeerOptions;
  readonly #unsubscribe: () => void;
  #linkId: number | undefined;
  #callbacks: LinkCallbacks | undefined;
  #open = false;
  #receiver;
  #transaction: number;
  #queue: { readonly pdu: Uint8Array; readonly delivered: (() => void) | undefined }[] = [];
  /** Whether the first of the queue is on its way; it may have been dropped. */
  #sending = false;
  #transmissions: Transmission[] = [];
  #timer: TimerHandle | undefined;
  /** PDUs that it dropped before they were acknowledged. */
  dropped = 0;

  constructor(options: DroppingPeerOptions) {
    const provisioner = options.role === "provisioner";
    this.#options = options;
    this.#linkId = options.linkId;
    this.#receiver = initialReceiver(provisioner ? 0x80 : 0x00);
    this.#transaction = provisioner ? 0x00 : 0x80;
    this.#unsubscribe = options.bearer.onProvisioning((data, start, end) =>
      this.#receive(data, start, end),
    );
  }

  /** A provisioner opens its link; a device takes the one that is opened to it. */
  begin(callbacks: LinkCallbacks): this {
    this.#callbacks = callbacks;
    if (this.#options.role === "provisioner") this.#openLink();
    return this;
  }

  send(pdu: Uint8Array, delivered?: () => void): void {
    this.#queue.push({ pdu, delivered });
    this.#next();
  }

  close(reason: number): void {
    const callbacks = this.#callbacks;
    if (callbacks === undefined) return;
    this.#stop();
    this.#callbacks = undefined;
    this.#transmit(0, encodeGeneric({ type: "link-close", reason }), 3);
    callbacks.onClose(reason, "local");
  }

  /** Stops without a word. */
  end(): void {
    this.#stop();
    this.#callbacks = undefined;
    this.#unsubscribe();
  }

  #openLink(): void {
    if (this.#open || this.#callbacks === undefined) return;
    this.#transmit(0, encodeGeneric({ type: "link-open", uuid: this.#options.uuid }));
    this.#timer = this.#options.clock.schedule(() => this.#openLink(), nextTry);
  }

  #receive(data: Uint8Array, start: number, end: number): void {
    const generic = decodeGeneric(data, start + pbAdvHeader, end);
    if (typeof generic === "string" || this.#callbacks === undefined) return;
    const linkId = getUint32BE(data, start);
    if (generic.type === "link-open" && this.#options.role === "device") this.#linkId ??= linkId;
    if (linkId !== this.#linkId) return;
    const transaction = data[start + 4]!;
    switch (generic.type) {
      case "link-open":
        this.#transmit(0, encodeGeneric({ type: "link-ack" }));
        this.#opened();
        return;
      case "link-ack":
        this.#opened();
        return;
      case "link-close": {
        const callbacks = this.#callbacks;
        this.end();
        callbacks.onClose(generic.reason, "peer");
        return;
      }
      case "ack":
        if (this.#sending && transaction === this.#transaction) this.#acknowledged();
        return;
      default: {
        const step = reduceReceiver(this.#receiver, { transaction, pdu: generic });
        const known = this.#receiver.last;
        this.#receiver = step.state;
        if (generic.type === "start" && transaction !== known) this.#drop();
        for (const effect of step.effects) {
          if (effect.type !== "repeated" && effect.type !== "deliver") continue;
          this.#transmit(effect.transaction, encodeGeneric({ type: "ack" }));
          if (effect.type === "deliver") this.#callbacks?.onPdu(effect.pdu);
        }
      }
    }
  }

  #opened(): void {
    if (this.#open) return;
    this.#open = true;
    this.#stop();
    this.#callbacks?.onOpen();
  }

  #next(): void {
    if (this.#sending || this.#queue.length === 0) return;
    this.#sending = true;
    this.#try();
  }

  #try(): void {
    const { pdu } = this.#queue[0]!;
    this.#transmissions = segmentPdu(pdu).map((segment) =>
      this.#transmit(this.#transaction, segment),
    );
    this.#timer = this.#options.clock.schedule(() => this.#try(), nextTry);
  }

  #drop(): void {
    if (!this.#sending || this.#timer === undefined) return;
    this.#stop();
    this.dropped++;
  }

  #acknowledged(): void {
    this.#stop();
    this.#sending = false;
    this.#queue.shift()?.delivered?.();
    this.#transaction = nextTransaction(this.#transaction);
    this.#next();
  }

  #stop(): void {
    for (const transmission of this.#transmissions) this.#options.bearer.cancel(transmission);
    this.#transmissions = [];
    if (this.#timer !== undefined) this.#options.clock.cancel(this.#timer);
    this.#timer = undefined;
  }

  #transmit(transaction: number, generic: Uint8Array, transmissions = 1): Transmission {
    const payload = new Uint8Array(pbAdvHeader + generic.length);
    putUint32BE(payload, 0, this.#linkId!);
    payload[4] = transaction;
    payload.set(generic, pbAdvHeader);
    return this.#options.bearer.send({
      type: AdType.provisioning,
      payload,
      priority: Priority.provisioning,
      transmissions,
      interval: 20,
    });
  }
}
