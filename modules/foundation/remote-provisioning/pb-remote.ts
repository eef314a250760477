import { Abort, type AbortSignalLike } from "../../base/abort.js";
import type { RunQueue } from "../../base/run-queue.js";
import { Timer } from "../../base/timer.js";
import type { Clock } from "../../host/clock.js";
import { CloseReason, type LinkCallbacks, type ProvisioningLink } from "../../provisioning/link.js";
import { LinkState, RemoteStatus } from "./codes.js";
import { answerTimeout } from "./server-timeouts.js";

/**
 * Milliseconds until the server is asked what became of a PDU: one that it has and whose
 * Outbound Report does not come, or one that may not have got to it.
 */
const askAfter = 8000;
const askUndelivered = 500;
/**
 * The same for a server that has reported earlier PDUs: so many times the longest of these waits,
 * from this many ms on. And for a PDU that the device has answered, before its report came.
 */
const patience = 4;
const askSoonest = 2000;
const askAnswered = 1000;
/** How often a PDU is sent, or waited for at the server, at most. */
const sends = 8;

/** Milliseconds between questions for the state of a link that does not open or close, and how many of them at its end. */
const pollAfter = 6000;
const closingPolls = 4;

/** The messages that a link sends by its client. */
export interface RemoteLinkMessages {
  /** Makes sure that the server has no link; rejects where another client has one, or on a timeout. */
  prepare(signal: AbortSignalLike): Promise<void>;
  /** Sends Link Open; the Link State of the status. Rejects where the server refuses or does not answer. */
  open(signal: AbortSignalLike): Promise<LinkState>;
  /** The state of the server's link; rejects where it does not answer within `timeout` ms, or a time of its own. */
  state(signal: AbortSignalLike, timeout?: number): Promise<LinkState>;
  /**
   * Sends a PDU; `done` is called when nothing of it is sent any longer: true where the server has
   * acknowledged it. Not after `signal`, which ends the sending: the server has all of it.
   */
  send(
    number: number,
    pdu: Uint8Array,
    signal: AbortSignalLike,
    done: (delivered: boolean) => void,
  ): void;
  /** Sends Link Close; the Link State of the status. Rejects where the server does not answer. */
  close(reason: CloseReason, signal: AbortSignalLike): Promise<LinkState>;
}

interface QueuedPdu {
  readonly pdu: Uint8Array;
  /** Undefined once it was called. */
  delivered: (() => void) | undefined;
  /** Whether the device has sent a PDU since: it has this one. */
  answered: boolean;
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
  /** "preparing": messages of the server are about an earlier link. "closing": closed for the provisioner role, and not yet by the server. */
  #phase: "preparing" | "opening" | "open" | "closing" | "closed" = "preparing";
  #waiting: QueuedPdu[] = [];
  #current: QueuedPdu | undefined;
  #outbound = 0;
  #inbound = 0;
  #sends = 0;
  /** Ends the sending of the last PDU, which began at this time of the clock. */
  #sending = new Abort();
  #sent = 0;
  /** Longest time from a PDU to its Outbound Report, ms; 0: none came yet. */
  #slowest = 0;
  readonly #clock: Clock;
  /** Calls `#action`. */
  readonly #timer: Timer<RemoteLink>;
  #action: () => void = () => undefined;

  /** `onEnd` is called once, when the server's link is closed too, or the server does not answer. */
  constructor(options: {
    readonly clock: Clock;
    readonly queue: RunQueue;
    readonly messages: RemoteLinkMessages;
    readonly callbacks: LinkCallbacks;
    readonly onEnd: () => void;
  }) {
    this.#clock = options.clock;
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

  /** Whether the link is closed for the provisioner role, and not yet by the server. */
  get closing(): boolean {
    return this.#phase === "closing";
  }

  send(pdu: Uint8Array, delivered?: () => void): void {
    if (!this.#busy) return;
    this.#waiting.push({ pdu, delivered, answered: false });
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
    // Where it was sent several times, the report may be of any of them.
    if (this.#sends === 1) this.#slowest = Math.max(this.#slowest, this.#clock.now() - this.#sent);
    this.#finish(current);
  }

  /** The device has the PDU; the next one begins. */
  #finish(current: QueuedPdu): void {
    this.#current = undefined;
    this.#timer.stop();
    // An acknowledgment that was lost would hold up the next PDU: one goes to a server at a time.
    this.#sending.abort();
    RemoteLink.#tellDelivered(current);
    this.#next();
  }

  /** A PDU Report; a repeated one is ignored. */
  pduReport(number: number, pdu: Uint8Array): void {
    if (number !== ((this.#inbound + 1) & 0xff)) return;
    // The link is open if the device sends PDUs, even where the Link Report was lost.
    this.#opened();
    if (this.#phase !== "open") return;
    this.#inbound = number;
    // The device has what it answers; the server's report of that may be lost, or late.
    if (this.#current && this.#sends > 0) this.#answered(this.#current);
    // The answer is sent through all layers again: from the run queue, with a short stack.
    this.#queue.post(RemoteLink.#deliver, this, pdu);
  }

  #answered(current: QueuedPdu): void {
    if (current.answered) return;
    current.answered = true;
    this.#sending.abort();
    RemoteLink.#tellDelivered(current);
    this.#after(askAnswered, () => this.#askFor(current));
  }

  static #deliver(link: RemoteLink, pdu: Uint8Array): void {
    if (link.#phase === "open") link.#callbacks.onPdu(pdu);
  }

  /** Closes the link without a message to the server: the client's node left its network. */
  abandon(): void {
    this.#fail(CloseReason.fail);
  }

  /** Whether the provisioner role still uses the link. */
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

  /** Sends Link Get periodically while the link opens: the Link Report may be lost. */
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

  /** Sends Link Get periodically until the server has closed the link, so that the next one can be opened. */
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

  static #tellDelivered(outgoing: QueuedPdu): void {
    const { delivered } = outgoing;
    outgoing.delivered = undefined;
    delivered?.();
  }

  static #transmit(link: RemoteLink): void {
    const current = link.#current;
    if (!current || !link.#mayTryAgain()) return;
    link.#sending = new Abort();
    link.#sent = link.#clock.now();
    link.#messages.send(link.#outbound, current.pdu, link.#sending, (delivered) => {
      if (link.#current === current)
        link.#after(delivered ? link.#patience : askUndelivered, () => link.#askFor(current));
    });
  }

  /** Milliseconds until the server is asked for a report that does not come. */
  get #patience(): number {
    if (this.#slowest === 0) return askAfter;
    return Math.min(askAfter, Math.max(askSoonest, patience * this.#slowest));
  }

  /** Counts an attempt. Closes the link and returns false after the last one. */
  #mayTryAgain(): boolean {
    if (this.#sends++ < sends) return true;
    this.close(CloseReason.timeout);
    return false;
  }

  /**
   * Sends Link Get before a PDU is sent again. The server sends its status after earlier
   * messages, such as the Outbound Report. Without an answer the PDU may not have arrived.
   */
  #askFor(current: QueuedPdu): void {
    this.#messages.state(this.#abort, answerTimeout).then(
      (state) => {
        if (this.#current !== current) return;
        if (state === LinkState.idle) this.#fail(CloseReason.fail);
        else if (state === LinkState.transfer) this.#askAgain(current, this.#patience);
        else if (current.answered) this.#finish(current);
        else RemoteLink.#transmit(this);
      },
      () => {
        if (this.#current !== current) return;
        if (current.answered) this.#askAgain(current, askAnswered);
        else RemoteLink.#transmit(this);
      },
    );
  }

  #askAgain(current: QueuedPdu, delay: number): void {
    if (this.#mayTryAgain()) this.#after(delay, () => this.#askFor(current));
  }

  /** Closes the link: the server closed it, or does not answer. */
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

  /** Enters a phase; the requests of the phase before are aborted. */
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
