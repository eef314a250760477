import type { Clock, TimerHandle } from "../../host/clock.js";
import { CloseReason, type LinkCallbacks, type ProvisioningLink } from "../../provisioning/link.js";
import { LinkState, RemoteStatus } from "./codes.js";

/** Milliseconds until a PDU is sent again whose Outbound Report did not come, and how often that is done. */
const resendAfter = 8000;
const sends = 6;

/** Milliseconds between questions for the state of a link that does not open. */
const pollAfter = 6000;

/** What a link asks of its client. */
export interface RemoteLinkMessages {
  /** Asks the server to open the link; rejects where it refuses or does not answer. */
  open(): Promise<void>;
  /** The state of the server's link; rejects where it does not answer. */
  state(): Promise<LinkState>;
  send(number: number, pdu: Uint8Array): void;
  close(reason: CloseReason): void;
}

interface Outgoing {
  readonly pdu: Uint8Array;
  readonly delivered: (() => void) | undefined;
}

/**
 * PB-Remote as the provisioner sees it: a link over a Remote Provisioning server.
 * One PDU is under way at a time, and is repeated under its number until the
 * server reports it; what the device sends counts by its own numbers, so that
 * neither waits for the other. Mesh Protocol 1.1 §5.3.3.
 */
export class RemoteLink implements ProvisioningLink {
  readonly #clock: Clock;
  readonly #messages: RemoteLinkMessages;
  readonly #callbacks: LinkCallbacks;
  readonly #onEnd: () => void;
  #phase: "opening" | "open" | "closed" = "opening";
  #waiting: Outgoing[] = [];
  #current: Outgoing | undefined;
  #outbound = 0;
  #inbound = 0;
  #sends = 0;
  #timer: TimerHandle | undefined;

  /** `onEnd` is called once, when the link is closed. */
  constructor(options: {
    readonly clock: Clock;
    readonly messages: RemoteLinkMessages;
    readonly callbacks: LinkCallbacks;
    readonly onEnd: () => void;
  }) {
    this.#clock = options.clock;
    this.#messages = options.messages;
    this.#callbacks = options.callbacks;
    this.#onEnd = options.onEnd;
    this.#messages.open().then(
      () => this.#poll(),
      () => this.#end(CloseReason.fail, "peer"),
    );
  }

  send(pdu: Uint8Array, delivered?: () => void): void {
    if (this.#phase === "closed") return;
    this.#waiting.push({ pdu, delivered });
    this.#next();
  }

  close(reason: CloseReason): void {
    if (this.#phase === "closed") return;
    this.#messages.close(reason === CloseReason.success ? reason : CloseReason.fail);
    this.#end(reason, "local");
  }

  /** A Link Report of the server. */
  report(status: number, state: number, reason: number | undefined): void {
    if (status === RemoteStatus.success && state === LinkState.active) this.#opened();
    else if (state === LinkState.idle) this.#end(reason ?? CloseReason.fail, "peer");
  }

  /** A PDU Outbound Report: the device has everything up to this number. */
  outboundReport(number: number): void {
    const current = this.#current;
    if (!current || number !== this.#outbound) return;
    this.#current = undefined;
    this.#stopTimer();
    current.delivered?.();
    this.#next();
  }

  /** A PDU Report; one that came before is not heeded. */
  pduReport(number: number, pdu: Uint8Array): void {
    if (this.#phase === "closed" || number !== ((this.#inbound + 1) & 0xff)) return;
    // A device that speaks has a link, whatever became of the report that says so.
    this.#opened();
    this.#inbound = number;
    this.#callbacks.onPdu(pdu);
  }

  #opened(): void {
    if (this.#phase !== "opening") return;
    this.#phase = "open";
    this.#stopTimer();
    this.#callbacks.onOpen();
    this.#next();
  }

  /** Asks for the state now and then while the link opens: the report may be lost. */
  #poll(): void {
    if (this.#phase !== "opening") return;
    this.#timer = this.#clock.schedule(() => {
      this.#timer = undefined;
      this.#messages.state().then(
        (state) => {
          if (state === LinkState.idle) this.#end(CloseReason.fail, "peer");
          else if (state !== LinkState.opening) this.#opened();
          else this.#poll();
        },
        () => this.#end(CloseReason.timeout, "peer"),
      );
    }, pollAfter);
  }

  #next(): void {
    if (this.#phase !== "open" || this.#current) return;
    this.#current = this.#waiting.shift();
    if (!this.#current) return;
    this.#outbound = (this.#outbound + 1) & 0xff;
    this.#sends = 0;
    this.#transmit();
  }

  #transmit(): void {
    const current = this.#current;
    if (!current) return;
    if (this.#sends++ === sends) return this.close(CloseReason.timeout);
    this.#messages.send(this.#outbound, current.pdu);
    this.#timer = this.#clock.schedule(() => {
      this.#timer = undefined;
      this.#transmit();
    }, resendAfter);
  }

  #end(reason: CloseReason, by: "local" | "peer"): void {
    if (this.#phase === "closed") return;
    this.#phase = "closed";
    this.#stopTimer();
    this.#waiting = [];
    this.#current = undefined;
    this.#onEnd();
    this.#callbacks.onClose(reason, by);
  }

  #stopTimer(): void {
    if (this.#timer !== undefined) this.#clock.cancel(this.#timer);
    this.#timer = undefined;
  }
}
