import type { Diagnostics } from "../../base/diagnostics.js";
import type { AdvertisingBearer } from "../../bearer/advertising-bearer.js";
import type { Clock } from "../../host/clock.js";
import type { Random } from "../../host/random.js";
import { CloseReason, type LinkCallbacks, type ProvisioningLink } from "../link.js";
import {
  initialAcknowledger,
  reduceAcknowledger,
  type AcknowledgerEffect,
  type AcknowledgerEvent,
  type AcknowledgerState,
} from "./acknowledger.js";
import { PduKind, PduSender } from "./pdu-sender.js";
import { encodeGeneric, segmentPdu, type GenericPdu } from "./generic-pdu.js";
import {
  acceptLink,
  openLink,
  reduceControl,
  type ControlEffect,
  type ControlEvent,
  type ControlState,
  type ControlStep,
} from "./link-control.js";
import { LinkPace } from "./link-pace.js";
import { LinkTimers, type LinkTimer, type LinkTimerOwner } from "./link-timers.js";
import type { PbAdvTiming } from "./timing.js";
import {
  initialReceiver,
  reduceReceiver,
  type ReceiverEffect,
  type ReceiverState,
} from "./transaction-receiver.js";
import {
  initialSender,
  isSentOnce,
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
  /** Called once, when no PDU is sent or accepted on this link any longer. */
  readonly onReleased: () => void;
}

type Effect =
  | ControlEffect
  | SenderEffect
  | ReceiverEffect
  | AcknowledgerEffect
  /** Passed on after the effects of the acknowledgment in the PDU. */
  | { readonly type: "hand-up"; readonly pdu: Uint8Array }
  | { readonly type: "handed-up" };

/**
 * A PB-ADV link: runs the reducers of link control and of the transactions each
 * way, with their timers, on the advertising bearer.
 */
export class PbAdvLink implements ProvisioningLink, LinkTimerOwner {
  readonly linkId: number;
  readonly #options: PbAdvLinkOptions;
  readonly #timers: LinkTimers;
  readonly #pduSender: PduSender;
  readonly #pace: LinkPace;
  #callbacks: LinkCallbacks | undefined;
  #control: ControlState = { name: "closed" };
  #sender: SenderState;
  #receiver: ReceiverState;
  #acknowledger: AcknowledgerState = initialAcknowledger;
  readonly #effects: Effect[] = [];
  /** How many of those were added by the effect that is being performed. */
  #arisen = 0;
  #draining = false;
  /** Callbacks of PDUs not delivered yet, in the order of `send`. */
  #delivered: ((() => void) | undefined)[] = [];
  /** Of the PDU that is sent now. */
  #segments: readonly Uint8Array[] = [];

  constructor(options: PbAdvLinkOptions) {
    this.#options = options;
    this.linkId = options.linkId;
    this.#pace = new LinkPace(options);
    this.#timers = new LinkTimers(options.clock, this.#pace, this);
    this.#pduSender = new PduSender(options, options.timing);
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

  /** Drops the link at once; no PDU is sent, and no callback called. */
  abandon(): void {
    this.#callbacks = undefined;
    this.#control = { name: "closed" };
    this.#sender = { name: "stopped" };
    this.#effects.length = 0;
    this.#arisen = 0;
    this.#delivered = [];
    this.#release();
  }

  /** A generic PDU of the peer on this link. */
  receive(transaction: number, pdu: GenericPdu): void {
    // A Link Open that comes again is no answer to the Link Ack.
    if (pdu.type !== "link-open") this.#pace.hearAny();
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
          this.#pace.hearSegment();
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

  #acknowledge(event: AcknowledgerEvent): void {
    const step = reduceAcknowledger(this.#acknowledger, event, this.#pace.rules);
    this.#acknowledger = step.state;
    this.#run(step.effects);
  }

  /** Performs effects in order; effects that one of them causes are inserted right after it. */
  #run(effects: readonly Effect[]): void {
    if (effects.length === 0) return;
    const waiting = this.#effects;
    const later = waiting.length > this.#arisen ? waiting.splice(this.#arisen) : undefined;
    for (const effect of effects) waiting.push(effect);
    this.#arisen = waiting.length;
    if (later !== undefined) for (const effect of later) waiting.push(effect);
    if (this.#draining) return;
    this.#draining = true;
    for (let effect = waiting.shift(); effect; effect = waiting.shift()) {
      this.#arisen = 0;
      this.#perform(effect);
    }
    this.#draining = false;
  }

  #perform(effect: Effect): void {
    const { timing } = this.#pace;
    switch (effect.type) {
      // Transactions to the peer; link control is last, as each case costs a comparison
      case "answering":
        return this.#acknowledge(effect);
      case "transmit":
        return this.#transmit(effect);
      case "cancel-transmissions":
        this.#segments = [];
        return this.#pduSender.cancelSegments();
      case "start-retransmission-timer":
      case "start-timeout-timer":
      case "stop-timers":
        return this.#timers.perform(effect);
      case "answered":
        this.#delivered.shift()?.();
        return;
      case "delivered":
        if (!effect.answered) this.#delivered.shift()?.();
        if (effect.last) this.#acknowledge({ type: "answered" });
        return;
      case "gave-up":
        this.#event({ type: "close", reason: CloseReason.timeout });
        return;

      // Transactions from the peer
      case "began":
        if (timing.implicitAcknowledgement) this.#peerWentOn();
        this.#acknowledge({ type: "peer-went-on" });
        return;
      case "again":
        return this.#pace.hearAgain();
      case "repeated":
        if (this.#pace.repeated()) this.#acknowledge(effect);
        return;
      case "deliver":
        this.#pace.received();
        this.#send({ type: "peer-answered" });
        this.#acknowledge({ type: "received", transaction: effect.transaction });
        this.#run([{ ...effect, type: "hand-up" }, { type: "handed-up" }]);
        return;
      case "hand-up":
        this.#callbacks?.onPdu(effect.pdu);
        return;
      case "handed-up":
        if (this.#control.name === "open") this.#acknowledge(effect);
        return;
      case "drop":
        this.#options.diagnostics.drop(effect.reason, 0);
        return;

      // Acknowledgements
      case "hold":
      case "release":
        return this.#send(effect);
      case "send-acknowledgement":
        this.#sendAcknowledgement(effect.transaction, effect.delayed);
        return;
      case "start-acknowledgement-timer":
        return this.#timers.perform(effect);
      case "stop-acknowledgement":
        this.#timers.stop("acknowledgement");
        this.#pduSender.cancel(PduKind.acknowledgement);
        return;

      // Link control
      case "send-link-open":
        this.#pace.openAgain();
        this.#sendControl({ type: "link-open", uuid: this.#options.uuid });
        return;
      case "send-link-close":
        this.#sendControl({ type: "link-close", reason: effect.reason }, timing.closeTransmissions);
        return;
      case "send-link-ack":
        if (this.#pduSender.has(PduKind.control)) return;
        this.#pace.openAgain();
        this.#sendControl({ type: "link-ack" }, 1);
        return;
      case "start-retry-timer":
      case "start-open-timer":
      case "start-linger-timer":
      case "stop-link-timers":
        return this.#timers.perform(effect);
      case "opened":
        if (this.#options.role === "provisioner") this.#pduSender.cancel(PduKind.control);
        this.#pace.hear();
        this.#traceLink("open");
        this.#callbacks?.onOpen();
        return;
      case "closed":
        return this.#closed(effect.reason, effect.by);
      case "released":
        return this.#release();
    }
  }

  #closed(reason: CloseReason, by: "local" | "peer"): void {
    this.#send({ type: "stop" });
    this.#acknowledge({ type: "closed" });
    this.#delivered = [];
    this.#traceLink("close", reason);
    const callbacks = this.#callbacks;
    this.#callbacks = undefined;
    callbacks?.onClose(reason, by);
  }

  #release(): void {
    this.#timers.stopAll();
    this.#pduSender.close();
    this.#options.onReleased();
  }

  #traceLink(state: "open" | "close", reason?: number): void {
    const { diagnostics, linkId } = this.#options;
    const more = reason === undefined ? {} : { reason };
    if (diagnostics.tracing)
      diagnostics.emit({ type: "provisioning.link", state, linkId, ...more });
  }

  #sendControl(pdu: GenericPdu, transmissions = this.#pace.transmissions): void {
    this.#pduSender.send(PduKind.control, {
      transaction: 0,
      pdu: encodeGeneric(pdu),
      notBefore: this.#pace.due(),
      transmissions,
      ...(pdu.type === "link-close" && { interval: this.#pace.timing.closeInterval }),
      onEnd: () => {
        this.#pace.controlSent();
        this.#event({ type: "transmitted" });
      },
    });
  }

  #transmit({ transaction, pdu, segment, tries }: Extract<SenderEffect, { type: "transmit" }>) {
    if (segment === 0) {
      this.#segments = segmentPdu(pdu);
      this.#pace.begin();
    }
    // Without delays all segments are passed to the radio, which sends them as fast as it can.
    const together = this.#pace.immediate && segment < this.#segments.length - 1;
    const transmitted = () => this.#send({ type: "transmitted" });
    this.#pduSender.send(segment, {
      transaction,
      pdu: this.#segments[segment]!,
      notBefore: this.#pace.segmentDue(tries),
      transmissions: this.#pace.transmissions,
      onEnd: together ? () => undefined : transmitted,
    });
    if (together) transmitted();
  }

  /** For the link's timers. */
  timeOver(timer: LinkTimer): void {
    switch (timer) {
      case "retransmission":
        return this.#retransmit();
      case "transaction":
        return this.#send({ type: "timeout" });
      case "acknowledgement":
        return this.#acknowledge({ type: "timer" });
      case "open-retry":
        return this.#event({ type: "retry" });
      case "open":
        return this.#event({ type: "open-timeout" });
      case "linger":
        return this.#event({ type: "linger-over" });
    }
  }

  #retransmit(): void {
    this.#pace.retry();
    if (this.#sender.name === "sending" && this.#sender.tries > 0)
      this.#acknowledge({ type: "retransmitting" });
    this.#send({ type: "retransmit" });
  }

  #peerWentOn(): void {
    if (isSentOnce(this.#sender)) this.#pace.answeredByNext();
    this.#send({ type: "peer-went-on" });
  }

  #acknowledged(transaction: number): void {
    const sender = this.#sender;
    if (sender.name === "sending" && sender.transaction === transaction)
      this.#pace.delivered(isSentOnce(sender));
    this.#send({ type: "acknowledged", transaction });
  }

  #sendAcknowledgement(transaction: number, delayed: boolean): void {
    this.#pduSender.send(PduKind.acknowledgement, {
      transaction,
      pdu: encodeGeneric({ type: "ack" }),
      notBefore: delayed ? this.#pace.due() : 0,
      transmissions: 1,
      onEnd: () => {
        this.#pace.acknowledgementSent();
        this.#acknowledge({ type: "transmitted" });
      },
    });
  }
}
