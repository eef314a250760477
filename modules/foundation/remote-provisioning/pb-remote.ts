import { Abort, type AbortSignalLike } from "../../base/abort.js";
import type { RunQueue } from "../../base/run-queue.js";
import { Timer } from "../../base/timer.js";
import type { Clock } from "../../host/clock.js";
import { CloseReason, type LinkCallbacks, type ProvisioningLink } from "../../provisioning/link.js";
import { LinkState, RemoteStatus } from "./codes.js";
import { silence } from "./patience.js";

/**
 * Milliseconds until the server is asked what became of a PDU: one that it has and whose
 * Outbound Report does not come, or one that may not have got to it.
 */
const askAfter = 8000;
const askUndelivered = 500;
/** How often a PDU is sent, or waited for at the server, at most. */
const sends = 8;

/** Milliseconds between questions for the state of a link that does not open or close, and how many of them at its end. */
const pollAfter = 6000;
const closingPolls = 4;

/** What a link asks of its client. */
export interface RemoteLinkMessages {
  /** Makes sure that the server has no link; rejects where it is another client's, or nobody answers. */
  prepare(signal: AbortSignalLike): Promise<void>;
  /** Asks the server to open the link: its state then. Rejects where it refuses or does not answer. */
  open(signal: AbortSignalLike): Promise<LinkState>;
  /** The state of the server's link; rejects where it does not answer within `patience` ms, or a time of its own. */
  state(signal: AbortSignalLike, patience?: number): Promise<LinkState>;
  /** Sends a PDU; `done` is told, once no more of it is sent, whether it got to the server for certain. */
  send(number: number, pdu: Uint8Array, done: (delivered: boolean) => void): void;
  /** Asks the server to close the link: its state then. Rejects where it does not answer. */
  close(reason: CloseReason, signal: AbortSignalLike): Promise<LinkState>;
}

interface Segmentation {
  readonly pdu: Uint8Array;
  /** Undefined once it was called. */
  delivered: (() => void) | undefined;
}

/**
 * PB-Remote as the provisioner sees it: a link over a Remote Provisioning server.
 * One PDU is under way at a time, and is repeated under its number until the
 * server reports it, but never while the server may have it: there are servers
 * that look at no number, and give a PDU that comes twice to the device twice.
 * What the device sends counts by its own numbers, so that neither waits for
 * the other. Mesh Protocol 1.1 §5.3.3.
 */
export class RemoteLink implements ProvisioningLink {
  readonly #queue: RunQueue;
  readonly #messages: RemoteLinkMessages;
  readonly #callbacks: LinkCallbacks;
  readonly #onEnd: () => void;
  /** Ends the requests of a phase. */
  #abort = new Abort();
  /** "preparing": what is heard is about a link before. "closing": over for the role, and not yet for the server. */
  #phase: "preparing" | "opening" | "open" | "closing" | "closed" = "preparing";
  #waiting: Segmentation[] = [];
  #current: Segmentation | undefined;
  #outbound = 0;
  #inbound = 0;
  #sends = 0;
  /** Calls `#action`. */
  readonly #timer: Timer<RemoteLink>;
  #action: () => void = () => undefined;

  /** `onEnd` is called once, when the server's link is closed too, or nothing more is heard of it. */
  constructor(options: {
    readonly clock: Clock;
    readonly queue: RunQueue;
    readonly messages: RemoteLinkMessages;
    readonly callbacks: LinkCallbacks;
    readonly onEnd: () => void;
  }) {
    this.#timer = new Timer(options.clock, RemoteLink.#act, this);
    this.#queue = options.queue;
    this.#messages = options.messages;
    this.#callbacks = options.callbacks;
    this.#onEnd = options.onEnd;
    this.#messages
      .prepare(this.#abort)
      .then(() => {
        if (this.#phase !== "preparing") return;
        this.#phase = "opening";
        return this.#open();
      })
      .catch((error: unknown) => {
        const late = this.#phase !== "preparing" && this.#phase !== "opening";
        if (!late) this.#fail(CloseReason.fail, error as Error);
      });
  }

  /** Whether the role is through with it, and the server not yet. */
  get closing(): boolean {
    return this.#phase === "closing";
  }

  send(pdu: Uint8Array, delivered?: () => void): void {
    if (!this.#busy) return;
    this.#waiting.push({ pdu, delivered });
    this.#next();
  }

  close(reason: CloseReason): void {
    if (!this.#busy) return;
    const prepared = this.#phase !== "preparing";
    this.#leave("closing");
    if (prepared) this.#closeServerLink(reason);
    else this.#end();
    this.#callbacks.onClose(reason, "local");
  }

  /** A Link Report of the server. */
  report(status: number, state: number, reason: number | undefined): void {
    if (this.#phase === "preparing") return;
    // What was not closed here cannot have been closed by its client: that is a link before.
    if (status === RemoteStatus.linkClosedByClient && this.#busy) return;
    if (status === RemoteStatus.success && state === LinkState.active) this.#opened();
    else if (state === LinkState.idle) this.#fail(reason ?? CloseReason.fail);
  }

  /** A PDU Outbound Report: the device has everything up to this number. */
  outboundReport(number: number): void {
    const current = this.#current;
    if (!current || number !== this.#outbound) return;
    this.#current = undefined;
    this.#timer.stop();
    RemoteLink.#tellDelivered(current);
    this.#next();
  }

  /** A PDU Report; one that came before is not heeded. */
  pduReport(number: number, pdu: Uint8Array): void {
    if (number !== ((this.#inbound + 1) & 0xff)) return;
    // A device that speaks has a link, whatever became of the report that says so.
    this.#opened();
    if (this.#phase !== "open") return;
    this.#inbound = number;
    // The device has what it answers; the server's report of that may be lost, or late.
    if (this.#current && this.#sends > 0) RemoteLink.#tellDelivered(this.#current);
    // What answers it goes down as far as this came up: not in one stack.
    this.#queue.post(RemoteLink.#deliver, this, pdu);
  }

  static #deliver(link: RemoteLink, pdu: Uint8Array): void {
    if (link.#phase === "open") link.#callbacks.onPdu(pdu);
  }

  /** Nothing more can be heard of the server: the client's node left its network. */
  abandon(): void {
    this.#fail(CloseReason.fail);
  }

  /** Whether the role is not through with it. */
  get #busy(): boolean {
    return this.#phase !== "closing" && this.#phase !== "closed";
  }

  async #open(): Promise<void> {
    const state = await this.#messages.open(this.#abort);
    if (state === LinkState.active) this.#opened();
    else this.#poll();
  }

  #closeServerLink(reason: CloseReason): void {
    const told = reason === CloseReason.success ? reason : CloseReason.fail;
    this.#messages.close(told, this.#abort).then(
      (state) => {
        if (state === LinkState.idle) this.#end();
        else this.#pollClosing(closingPolls);
      },
      () => this.#end(),
    );
  }

  #opened(): void {
    if (this.#phase !== "opening") return;
    this.#enter("open");
    this.#callbacks.onOpen();
    this.#next();
  }

  /** Asks for the state now and then while the link opens: the report may be lost. */
  #poll(): void {
    if (this.#phase !== "opening") return;
    this.#after(pollAfter, () => {
      this.#messages.state(this.#abort).then(
        (state) => {
          if (this.#phase !== "opening") return;
          if (state === LinkState.idle) this.#fail(CloseReason.fail);
          else if (state !== LinkState.opening) this.#opened();
          else this.#poll();
        },
        () => {
          if (this.#phase === "opening") this.#fail(CloseReason.timeout);
        },
      );
    });
  }

  /** The same at the end, so that the next link finds the server free. */
  #pollClosing(left: number): void {
    if (this.#phase !== "closing") return;
    if (left === 0) return this.#end();
    this.#after(pollAfter, () => {
      this.#messages.state(this.#abort).then(
        (state) => (state === LinkState.idle ? this.#end() : this.#pollClosing(left - 1)),
        () => this.#end(),
      );
    });
  }

  #next(): void {
    if (this.#phase !== "open" || this.#current) return;
    this.#current = this.#waiting.shift();
    if (!this.#current) return;
    this.#outbound = (this.#outbound + 1) & 0xff;
    this.#sends = 0;
    this.#queue.post(RemoteLink.#transmit, this, undefined);
  }

  static #tellDelivered(outgoing: Segmentation): void {
    const { delivered } = outgoing;
    outgoing.delivered = undefined;
    delivered?.();
  }

  static #transmit(link: RemoteLink): void {
    const current = link.#current;
    if (!current || !link.#mayTryAgain()) return;
    link.#messages.send(link.#outbound, current.pdu, (delivered) => {
      if (link.#current === current)
        link.#after(delivered ? askAfter : askUndelivered, () => link.#askFor(current));
    });
  }

  /** Once more, or the link is given up. */
  #mayTryAgain(): boolean {
    if (this.#sends++ < sends) return true;
    this.close(CloseReason.timeout);
    return false;
  }

  /**
   * Asks what the server does before a PDU is sent again. The answer comes behind whatever the
   * server had to say before, the Outbound Report too. A silent one may not have heard it.
   */
  #askFor(current: Segmentation): void {
    this.#messages.state(this.#abort, silence).then(
      (state) => {
        if (this.#current !== current) return;
        if (state === LinkState.idle) this.#fail(CloseReason.fail);
        else if (state !== LinkState.transfer) RemoteLink.#transmit(this);
        else if (this.#mayTryAgain()) this.#after(askAfter, () => this.#askFor(current));
      },
      () => {
        if (this.#current === current) RemoteLink.#transmit(this);
      },
    );
  }

  /** Over, by the server's doing or for want of it. */
  #fail(reason: CloseReason, error?: Error): void {
    const told = this.#busy;
    this.#end();
    if (told) this.#callbacks.onClose(reason, "peer", error);
  }

  #end(): void {
    if (this.#phase === "closed") return;
    this.#leave("closed");
    this.#onEnd();
  }

  #leave(phase: "closing" | "closed"): void {
    this.#enter(phase);
    this.#waiting = [];
    this.#current = undefined;
  }

  /** The next phase; questions of the one before are not asked any more. */
  #enter(phase: "open" | "closing" | "closed"): void {
    const abort = this.#abort;
    this.#phase = phase;
    this.#abort = new Abort();
    abort.abort();
    this.#timer.stop();
  }

  #after(delay: number, action: () => void): void {
    this.#action = action;
    this.#timer.start(delay);
  }

  static #act(link: RemoteLink): void {
    link.#action();
  }
}
