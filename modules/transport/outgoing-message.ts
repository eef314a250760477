import { MeshError } from "../base/errors.js";
import type { Clock, TimerHandle } from "../host/clock.js";
import type { Network } from "../network/network.js";
import type { SarStates } from "./sar-configuration.js";
import {
  sender,
  type SenderResult,
  type SenderState,
  startSender,
  type SenderStep,
} from "./segment-sender.js";

/** A message was not delivered; `reason` says why. */
export class TransportError extends MeshError {
  constructor(
    readonly reason: "timeout" | "cancelled-by-peer" | "cancelled" | "no-room" | "store" | "bearer",
    message: string,
  ) {
    super(message);
  }

  override get name(): string {
    return "TransportError";
  }
}

export interface OutgoingMessageOptions {
  readonly clock: Clock;
  readonly sar: Pick<SarStates, "sarTransmitter">;
  readonly dst: number;
  readonly unicast: boolean;
  readonly ttl: number;
  /** Relays on the way; -1: not known. */
  readonly relays: number;
  readonly seqZero: number;
  readonly segN: number;
  /** What was handed over leaves after its `backlog`. */
  readonly network: Pick<Network, "backlog">;
  /** Sends one segment. False where that cannot be done: the message fails. */
  readonly send: (segment: number) => boolean;
  readonly onEnd: (result: SenderResult | "store") => void;
}

/** Runs the segment sender of one message: its timer and its segments. */
export class OutgoingMessage {
  readonly #options: OutgoingMessageOptions;
  #state: SenderState = { phase: "ended" };
  #timer: TimerHandle | undefined;

  constructor(options: OutgoingMessageOptions) {
    this.#options = options;
  }

  get dst(): number {
    return this.#options.dst;
  }

  get seqZero(): number {
    return this.#options.seqZero;
  }

  start(): void {
    const { relays, segN, unicast, ttl, sar } = this.#options;
    this.#take(startSender({ segN, unicast, ttl, relays }, sar.sarTransmitter));
  }

  acknowledge(bits: number): void {
    const { sarTransmitter } = this.#options.sar;
    this.#take(sender(this.#state, { type: "acknowledgment", bits }, sarTransmitter));
  }

  /** Stops; `onEnd` is not called. */
  close(): void {
    this.#state = { phase: "ended" };
    this.#cancelTimer();
  }

  #take({ state, effects }: SenderStep): void {
    this.#state = state;
    for (const effect of effects) {
      switch (effect.type) {
        case "send":
          if (this.#options.send(effect.segment)) break;
          this.close();
          this.#options.onEnd("store");
          return;
        case "schedule":
          this.#cancelTimer();
          this.#timer = this.#options.clock.schedule(
            this.#onTimer,
            effect.delay + this.#options.network.backlog,
          );
          break;
        case "end":
          this.#cancelTimer();
          this.#options.onEnd(effect.result);
          break;
      }
    }
  }

  readonly #onTimer = (): void => {
    this.#timer = undefined;
    this.#take(sender(this.#state, { type: "timer" }, this.#options.sar.sarTransmitter));
  };

  #cancelTimer(): void {
    if (this.#timer !== undefined) this.#options.clock.cancel(this.#timer);
    this.#timer = undefined;
  }
}
