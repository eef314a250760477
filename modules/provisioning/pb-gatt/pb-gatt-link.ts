import type { Diagnostics } from "../../base/diagnostics.js";
import type { RunQueue } from "../../base/run-queue.js";
import { Timer } from "../../base/timer.js";
import { noMessage, ProxyOutcome, ProxyPduType, proxySarTimeout } from "../../bearer/proxy-pdu.js";
import { ProxyReceiver } from "../../bearer/proxy-receiver.js";
import { type ProxyChannel, ProxySegmenter, ProxySender } from "../../bearer/proxy-sender.js";
import { CloseReason, type LinkCallbacks, type ProvisioningLink } from "../link.js";
import { PduType } from "../pdu.js";

/** HCI error code of a connection whose peer is not heard any longer (Core Specification 5.4, Vol 1 Part F §2). */
const connectionTimeout = 0x08;

/**
 * Milliseconds from Complete to the end of the connection, which is the provisioner's; then the
 * device ends it.
 */
const completeTime = 3000;

/** What a link of PB-GATT needs of its connection. */
export interface PbGattConnection extends Omit<ProxyChannel, "sent"> {
  /** Ends the connection; one that has ended is ignored. */
  disconnect(): void;
}

export interface PbGattLinkOptions {
  readonly connection: PbGattConnection;
  readonly queue: RunQueue;
  readonly diagnostics: Diagnostics;
  readonly role: "provisioner" | "device";
  /** For the trace. */
  readonly linkId: number;
  /** The link is closed: called once, before `onClose` of its callbacks. */
  readonly onClosed: () => void;
}

/**
 * A link of PB-GATT, which lasts as long as its connection (Mesh Protocol 1.1 §5.2.2): a
 * provisioning PDU is one message of proxy PDUs, without generic provisioning, acknowledgments or
 * repetitions. The calls by a host (`received`, `proceed`, `disconnected`) are no entries of the
 * run queue: what they post runs from a timer, with the whole stack.
 */
export class PbGattLink implements ProvisioningLink, ProxyChannel {
  readonly #options: PbGattLinkOptions;
  readonly #receiver = new ProxyReceiver();
  readonly #sender: ProxySender;
  /** Started by a segment that is not the last; of a device, also by Complete. */
  readonly #timer: Timer<PbGattLink>;
  readonly #delivered: ((() => void) | undefined)[] = [];
  #callbacks: LinkCallbacks | undefined;
  #isOpen = false;
  #completed = false;
  #closed = false;

  constructor(options: PbGattLinkOptions) {
    this.#options = options;
    this.#sender = new ProxySender(new ProxySegmenter(), this);
    this.#timer = new Timer(options.queue.clock, PbGattLink.#timeOver, this);
  }

  /** Sets the callbacks, before any other call. */
  begin(callbacks: LinkCallbacks): void {
    this.#callbacks = callbacks;
  }

  /** The client is subscribed: calls `onOpen`, from the run queue. */
  opened(): void {
    this.#trace("open");
    this.#isOpen = true;
    this.#options.queue.post(PbGattLink.#opened, this, undefined);
  }

  static #opened(link: PbGattLink): void {
    link.#callbacks?.onOpen();
  }

  /** The link cannot be opened, for a reason that the bearer knows, or a time that is over. */
  failed(reason: CloseReason, error?: Error): void {
    this.#close(reason, "local", error);
  }

  /**
   * `delivered`: a provisioner calls it when the connection has taken the PDU, a device when the
   * answer to it comes, and not at all after Complete, which the end of the connection answers.
   */
  send(pdu: Uint8Array, delivered?: () => void): void {
    if (this.#closed) return;
    this.#delivered.push(delivered);
    // From the run queue: the stack of the session, of the segments and of the radio would be one.
    this.#options.queue.post(PbGattLink.#transmit, this, pdu);
  }

  static #transmit(link: PbGattLink, pdu: Uint8Array): void {
    if (link.#closed) return;
    if (link.#options.role === "device" && pdu[0] === PduType.complete) {
      link.#completed = true;
      link.#timer.start(completeTime);
    }
    link.#sender.send(ProxyPduType.provisioning, pdu);
  }

  close(reason: CloseReason): void {
    this.#close(reason, "local");
  }

  /** Drops the link without a callback, and ends the connection. */
  abandon(): void {
    this.#callbacks = undefined;
    this.#close(CloseReason.fail, "local");
  }

  // The channel of its sender

  get room(): number {
    return this.#options.connection.room;
  }

  write(value: Uint8Array): boolean {
    return this.#options.connection.write(value);
  }

  sent(): void {
    if (this.#options.role === "device") return;
    const delivered = this.#delivered.shift();
    if (delivered) this.#options.queue.call(delivered, undefined);
  }

  // Calls by a host

  /** There is room for further segments. */
  proceed(): void {
    this.#sender.proceed();
  }

  /** The peer wrote or notified `value`. */
  received(value: Uint8Array): void {
    if (!this.#closed) this.#receive(value);
  }

  /** The connection has ended, by an HCI error code. */
  disconnected(reason: number): void {
    // A provisioner has what came before: Complete may be the last that comes.
    if (this.#options.role === "provisioner")
      this.#options.queue.post(PbGattLink.#ended, this, reason);
    else PbGattLink.#ended(this, reason);
  }

  static #ended(link: PbGattLink, reason: number): void {
    const failed = reason === connectionTimeout ? CloseReason.timeout : CloseReason.fail;
    link.#close(link.#completed ? CloseReason.success : failed, "peer");
  }

  /** The provisioner ended its subscription, and with it the link; it stays connected. */
  unsubscribed(): void {
    this.#close(CloseReason.fail, "peer");
  }

  #receive(value: Uint8Array): void {
    const { diagnostics, queue } = this.#options;
    const receiver = this.#receiver;
    const outcome = receiver.receive(value);
    // The time after Complete is shorter, and is not lengthened by anything.
    if (!this.#completed)
      if (outcome > noMessage) this.#timer.start(proxySarTimeout);
      else if (!receiver.collecting) this.#timer.stop();
    switch (outcome) {
      case ProxyOutcome.deliver: {
        const { end, octets, start, type } = receiver;
        if (type === ProxyPduType.provisioning)
          queue.post(PbGattLink.#handUp, this, octets!.slice(start, end));
        else diagnostics.drop("proxy.type", end - start);
        return;
      }
      case ProxyOutcome.type:
        return diagnostics.drop("proxy.type", value.length);
      case ProxyOutcome.length:
        return diagnostics.drop("proxy.length", value.length);
      case ProxyOutcome.violation:
        diagnostics.drop("proxy.segment", value.length);
        return this.#close(CloseReason.fail, "local");
    }
  }

  static #handUp(link: PbGattLink, pdu: Uint8Array): void {
    if (link.#options.role === "device")
      while (link.#delivered.length > 0) link.#delivered.shift()?.();
    link.#callbacks?.onPdu(pdu);
  }

  static #timeOver(link: PbGattLink): void {
    link.#close(link.#completed ? CloseReason.success : CloseReason.timeout, "local");
  }

  #close(reason: CloseReason, by: "local" | "peer", error?: Error): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#timer.stop();
    this.#sender.clear();
    this.#delivered.length = 0;
    const { connection, onClosed } = this.#options;
    if (this.#isOpen) this.#trace("close", reason);
    onClosed();
    if (by === "local") connection.disconnect();
    const callbacks = this.#callbacks;
    this.#callbacks = undefined;
    callbacks?.onClose(reason, by, error);
  }

  #trace(state: "open" | "close", reason?: number): void {
    const { diagnostics, linkId } = this.#options;
    const more = reason === undefined ? {} : { reason };
    if (diagnostics.tracing)
      diagnostics.emit({ type: "provisioning.link", state, linkId, ...more });
  }
}
