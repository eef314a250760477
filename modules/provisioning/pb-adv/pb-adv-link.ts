import type { Diagnostics } from "../../base/diagnostics.js";
import { putUint32BE } from "../../base/bytes.js";
import { randomBetween } from "../../base/random.js";
import { AdType } from "../../bearer/ad-type.js";
import type { AdvertisingBearer, Transmission } from "../../bearer/advertising-bearer.js";
import { Priority } from "../../bearer/queue.js";
import type { Clock } from "../../host/clock.js";
import type { Random } from "../../host/random.js";
import { CloseReason, type LinkCallbacks, type ProvisioningLink } from "../link.js";
import { encodeGeneric, pbAdvHeader, segmentPdu, type GenericPdu } from "./generic-pdu.js";
import {
  acceptLink,
  openLink,
  reduceControl,
  type ControlEffect,
  type ControlEvent,
  type ControlState,
  type ControlStep,
} from "./link-control.js";
import { Timers } from "../../base/timers.js";
import { backoffDelay, type PbAdvTiming } from "./timing.js";
import {
  initialReceiver,
  reduceReceiver,
  type ReceiverEffect,
  type ReceiverState,
} from "./transaction-receiver.js";
import {
  initialSender,
  reduceSender,
  type SenderEffect,
  type SenderEvent,
  type SenderState,
} from "./transaction-sender.js";

export interface PbAdvLinkOptions {
  readonly bearer: AdvertisingBearer;
  readonly clock: Clock;
  readonly random: Random;
  readonly diagnostics: Diagnostics;
  readonly timing: PbAdvTiming;
  /** 32 bits, chosen by the provisioner. */
  readonly linkId: number;
  readonly role: "provisioner" | "device";
  /** The device's, 16 octets. */
  readonly uuid: Uint8Array;
  /** Called once, when nothing more is sent or taken on this link. */
  readonly onReleased: () => void;
}

type Effect = ControlEffect | SenderEffect | ReceiverEffect;

/** After a Link Close, PDUs of a peer that missed it are answered by another for so long (ms). */
const lingering = 1000;

/**
 * A PB-ADV link: runs the reducers of link control and of the transactions each
 * way, with their timers, on the advertising bearer.
 */
export class PbAdvLink implements ProvisioningLink {
  readonly linkId: number;
  readonly #options: PbAdvLinkOptions;
  readonly #timers: Timers<"link" | "open" | "transaction" | "timeout" | "send" | "acknowledge">;
  #callbacks: LinkCallbacks | undefined;
  #control: ControlState = { name: "closed" };
  #sender: SenderState;
  #receiver: ReceiverState;
  #effects: Effect[] = [];
  #draining = false;
  /** Callbacks of PDUs not delivered yet, in the order of `send`. */
  #delivered: ((() => void) | undefined)[] = [];
  #segments: Transmission[] = [];
  #controlTransmission: Transmission = 0;
  #linkAck: Transmission = 0;
  #ack: Transmission = 0;
  #ackFor: number | undefined;
  #ackTime = -Infinity;

  constructor(options: PbAdvLinkOptions) {
    this.#options = options;
    this.linkId = options.linkId;
    this.#timers = new Timers(options.clock);
    const provisioner = options.role === "provisioner";
    this.#sender = initialSender(provisioner ? 0x00 : 0x80);
    this.#receiver = initialReceiver(provisioner ? 0x80 : 0x00);
  }

  /** Opens it (a provisioner) or acknowledges the peer's Link Open (a device). Once. */
  begin(callbacks: LinkCallbacks): void {
    this.#callbacks = callbacks;
    this.#apply(this.#options.role === "provisioner" ? openLink() : acceptLink());
  }

  /** Whether its user may still use it. */
  get isOpen(): boolean {
    return this.#control.name === "opening" || this.#control.name === "open";
  }

  send(pdu: Uint8Array, delivered?: () => void): void {
    if (this.#control.name !== "open") return;
    this.#delivered.push(delivered);
    this.#send({ type: "send", pdu });
  }

  close(reason: CloseReason): void {
    this.#event({ type: "close", reason });
  }

  /** Stops at once: nothing is sent, nobody is told. */
  abandon(): void {
    this.#callbacks = undefined;
    this.#control = { name: "closed" };
    this.#sender = { name: "stopped" };
    this.#effects = [];
    this.#delivered = [];
    this.#release();
  }

  /** A generic PDU of the peer on this link. */
  receive(transaction: number, pdu: GenericPdu): void {
    switch (pdu.type) {
      case "link-open":
      case "link-ack":
      case "link-close":
        this.#event(pdu);
        return;
      case "ack":
        this.#event({ type: "transaction" });
        this.#acknowledged(transaction);
        return;
      case "start":
      case "continuation":
        this.#event({ type: "transaction" });
        if (this.#control.name === "open") {
          const step = reduceReceiver(this.#receiver, { transaction, pdu });
          this.#receiver = step.state;
          this.#run(step.effects);
        }
        return;
    }
  }

  #event(event: ControlEvent): void {
    this.#apply(reduceControl(this.#control, event));
  }

  #apply(step: ControlStep): void {
    this.#control = step.state;
    this.#run(step.effects);
  }

  #send(event: SenderEvent): void {
    const step = reduceSender(this.#sender, event);
    this.#sender = step.state;
    this.#run(step.effects);
  }

  /** Runs effects in order; those that arise meanwhile come after them. */
  #run(effects: readonly Effect[]): void {
    for (const effect of effects) this.#effects.push(effect);
    if (this.#draining) return;
    this.#draining = true;
    for (let effect = this.#effects.shift(); effect; effect = this.#effects.shift())
      this.#perform(effect);
    this.#draining = false;
  }

  #perform(effect: Effect): void {
    const { timing, random, diagnostics } = this.#options;
    switch (effect.type) {
      // Link control
      case "send-link-open":
        this.#sendControl({ type: "link-open", uuid: this.#options.uuid }, timing.transmissions);
        return;
      case "send-link-close":
        this.#sendControl({ type: "link-close", reason: effect.reason }, timing.closeTransmissions);
        return;
      case "send-link-ack":
        if (this.#linkAck !== 0) return;
        this.#linkAck = this.#transmit(
          0,
          encodeGeneric({ type: "link-ack" }),
          timing.transmissions,
          () => {
            this.#linkAck = 0;
          },
        );
        return;
      case "start-retry-timer":
        this.#timers.start("link", backoffDelay(timing.linkOpen, effect.tries, random), () =>
          this.#event({ type: "retry" }),
        );
        return;
      case "start-open-timer":
        this.#timers.start("open", timing.openTimeout, () => this.#event({ type: "open-timeout" }));
        return;
      case "start-linger-timer":
        this.#timers.start("link", lingering, () => this.#event({ type: "linger-over" }));
        return;
      case "stop-link-timers":
        this.#timers.stop("link");
        this.#timers.stop("open");
        return;
      case "opened":
        this.#options.bearer.cancel(this.#controlTransmission);
        this.#traceLink("open");
        this.#callbacks?.onOpen();
        return;
      case "closed":
        this.#closed(effect.reason, effect.by);
        return;
      case "released":
        this.#release();
        return;

      // Transactions to the peer
      case "transmit":
        this.#transmitSegments(effect.transaction, effect.pdu);
        return;
      case "cancel-transmissions":
        this.#timers.stop("send");
        this.#cancelSegments();
        return;
      case "start-retransmission-timer":
        this.#timers.start(
          "transaction",
          backoffDelay(timing.retransmission, effect.tries, random),
          () => this.#send({ type: "retransmit" }),
        );
        return;
      case "start-timeout-timer":
        this.#timers.start("timeout", timing.transactionTimeout, () =>
          this.#send({ type: "timeout" }),
        );
        return;
      case "stop-timers":
        this.#timers.stop("transaction");
        this.#timers.stop("timeout");
        return;
      case "delivered":
        this.#delivered.shift()?.();
        return;
      case "gave-up":
        this.#event({ type: "close", reason: CloseReason.timeout });
        return;

      // Transactions from the peer
      case "began":
        if (timing.implicitAcknowledgement) this.#send({ type: "peer-went-on" });
        this.#forgetAcknowledgement();
        return;
      case "acknowledge":
        this.#acknowledge(effect.transaction);
        return;
      case "deliver":
        this.#deliver(effect.transaction, effect.pdu);
        return;
      case "drop":
        diagnostics.drop(effect.reason, 0);
        return;
    }
  }

  #closed(reason: CloseReason, by: "local" | "peer"): void {
    this.#send({ type: "stop" });
    this.#delivered = [];
    this.#traceLink("close", reason);
    const callbacks = this.#callbacks;
    this.#callbacks = undefined;
    callbacks?.onClose(reason, by);
  }

  #release(): void {
    const { bearer } = this.#options;
    this.#timers.stopAll();
    this.#cancelSegments();
    bearer.cancel(this.#ack);
    bearer.cancel(this.#linkAck);
    bearer.cancel(this.#controlTransmission);
    this.#options.onReleased();
  }

  #traceLink(state: "open" | "close", reason?: number): void {
    const { diagnostics, linkId } = this.#options;
    if (!diagnostics.tracing) return;
    diagnostics.emit({
      type: "provisioning.link",
      state,
      linkId,
      ...(reason === undefined ? {} : { reason }),
    });
  }

  /** Link Open and Link Close: at most one of them waits. */
  #sendControl(pdu: GenericPdu, transmissions: number): void {
    this.#options.bearer.cancel(this.#controlTransmission);
    this.#controlTransmission = this.#transmit(0, encodeGeneric(pdu), transmissions, () =>
      this.#event({ type: "transmitted" }),
    );
  }

  #transmitSegments(transaction: number, pdu: Uint8Array): void {
    this.#delayed("send", () => {
      const segments = segmentPdu(pdu);
      let left = segments.length;
      const ended = () => {
        if (--left === 0) this.#send({ type: "transmitted" });
      };
      const { transmissions } = this.#options.timing;
      this.#segments = [];
      for (const segment of segments)
        this.#segments.push(this.#transmit(transaction, segment, transmissions, ended));
    });
  }

  #cancelSegments(): void {
    for (const segment of this.#segments) this.#options.bearer.cancel(segment);
    this.#segments = [];
  }

  /**
   * An answer that is sent at once says that its question came: it may leave first,
   * and the acknowledgement follows only when the peer does not go on.
   */
  #deliver(transaction: number, pdu: Uint8Array): void {
    const { timing } = this.#options;
    if (timing.answerLead === 0) this.#acknowledge(transaction);
    this.#callbacks?.onPdu(pdu);
    if (timing.answerLead === 0 || this.#control.name !== "open") return;
    if (this.#sender.name !== "sending") {
      this.#acknowledge(transaction);
      return;
    }
    this.#ackFor = transaction;
    this.#timers.start("acknowledge", timing.answerLead, () => this.#sendAcknowledgement());
  }

  #acknowledged(transaction: number): void {
    const sender = this.#sender;
    const ours = sender.name === "sending" && sender.transaction === transaction;
    // The answer says that its question came.
    if (ours && this.#options.timing.answerLead > 0) this.#forgetAcknowledgement();
    this.#send({ type: "acknowledged", transaction });
  }

  /** The peer went on: it needs no acknowledgement of what it sent before. */
  #forgetAcknowledgement(): void {
    this.#timers.stop("acknowledge");
    this.#options.bearer.cancel(this.#ack);
    this.#ack = 0;
  }

  /** One acknowledgement waits at most. */
  #acknowledge(transaction: number): void {
    const { timing, clock } = this.#options;
    if (transaction === this.#ackFor) {
      if (this.#ack !== 0 || this.#timers.runs("acknowledge")) return;
      if (clock.now() - this.#ackTime < timing.acknowledgementGap) return;
    }
    this.#ackFor = transaction;
    this.#delayed("acknowledge", () => this.#sendAcknowledgement());
  }

  #sendAcknowledgement(): void {
    const { timing, clock } = this.#options;
    const pdu = encodeGeneric({ type: "ack" });
    this.#ack = this.#transmit(this.#ackFor!, pdu, timing.transmissions, () => {
      this.#ack = 0;
      this.#ackTime = clock.now();
    });
  }

  #delayed(timer: "send" | "acknowledge", action: () => void): void {
    const { timing, random } = this.#options;
    const { high, low } = timing.delay;
    // Without delay from a timer too: from a session to the radio it is too far for one stack.
    this.#timers.start(timer, high === 0 ? 0 : randomBetween(random, low, high), action);
  }

  #transmit(
    transaction: number,
    generic: Uint8Array,
    transmissions: number,
    onEnd: () => void,
  ): Transmission {
    const { bearer, timing } = this.#options;
    const payload = new Uint8Array(pbAdvHeader + generic.length);
    putUint32BE(payload, 0, this.linkId);
    payload[4] = transaction;
    payload.set(generic, pbAdvHeader);
    return bearer.send({
      type: AdType.provisioning,
      payload,
      priority: Priority.provisioning,
      transmissions,
      interval: timing.interval,
      onEnd,
    });
  }
}
