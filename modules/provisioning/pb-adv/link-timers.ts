import { frozen } from "../../base/frozen.js";
import { Timer } from "../../base/timer.js";
import type { Clock } from "../../host/clock.js";
import type { AcknowledgerEffect } from "./acknowledger.js";
import type { ControlEffect } from "./link-control.js";
import type { LinkPace } from "./link-pace.js";
import type { SenderEffect } from "./transaction-sender.js";

/** Milliseconds after a Link Close in which PDUs of the peer, which may have missed it, are answered by another Link Close. */
const lingering = 1000;

/**
 * The timers of a link, by what happens at their end: Link Open is sent again; the link fails to
 * open; a closed link is released; segments are sent again; a transaction fails; the peer's
 * transaction is acknowledged.
 */
export type LinkTimer =
  "open-retry" | "open" | "linger" | "retransmission" | "transaction" | "acknowledgement";

/** Effects of the reducers that start and stop timers. */
export type TimerEffect = Extract<
  ControlEffect | SenderEffect | AcknowledgerEffect,
  {
    readonly type:
      | "start-retry-timer"
      | "start-open-timer"
      | "start-linger-timer"
      | "stop-link-timers"
      | "start-retransmission-timer"
      | "start-timeout-timer"
      | "stop-timers"
      | "start-acknowledgement-timer";
  }
>;

/** The link whose timers they are. */
export interface LinkTimerOwner {
  timeOver(timer: LinkTimer): void;
}

/** What each runs; its name is the timer's. */
const runs = frozen({
  "open-retry": (owner: LinkTimerOwner) => owner.timeOver("open-retry"),
  open: (owner: LinkTimerOwner) => owner.timeOver("open"),
  linger: (owner: LinkTimerOwner) => owner.timeOver("linger"),
  retransmission: (owner: LinkTimerOwner) => owner.timeOver("retransmission"),
  transaction: (owner: LinkTimerOwner) => owner.timeOver("transaction"),
  acknowledgement: (owner: LinkTimerOwner) => owner.timeOver("acknowledgement"),
});

/** The timers of a PB-ADV link, each created when it is needed first: few links need all. */
export class LinkTimers {
  readonly #clock: Clock;
  readonly #pace: LinkPace;
  readonly #owner: LinkTimerOwner;
  readonly #timers: { [timer in LinkTimer]?: Timer<LinkTimerOwner> } = {};

  constructor(clock: Clock, pace: LinkPace, owner: LinkTimerOwner) {
    this.#clock = clock;
    this.#pace = pace;
    this.#owner = owner;
  }

  perform(effect: TimerEffect): void {
    const pace = this.#pace;
    switch (effect.type) {
      case "start-retransmission-timer":
        return this.start("retransmission", pace.tried(effect.tries));
      case "start-timeout-timer":
        return this.start("transaction", pace.timing.transactionTimeout);
      case "stop-timers":
        this.stop("retransmission");
        this.stop("transaction");
        return;
      case "start-acknowledgement-timer":
        return this.start("acknowledgement", pace.acknowledgementWait(effect.timer, effect.count));
      case "start-retry-timer":
        return this.start("open-retry", pace.linkOpenWait(effect.tries));
      case "start-open-timer":
        return this.start("open", pace.timing.openTimeout);
      case "start-linger-timer":
        return this.start("linger", lingering);
      case "stop-link-timers":
        this.stop("open-retry");
        this.stop("open");
        this.stop("linger");
        return;
    }
  }

  stop(timer: LinkTimer): void {
    this.#timers[timer]?.stop();
  }

  stopAll(): void {
    for (const timer of Object.values(this.#timers)) timer.stop();
  }

  private start(timer: LinkTimer, delay: number): void {
    this.#timers[timer] ??= new Timer(this.#clock, runs[timer], this.#owner);
    this.#timers[timer].start(delay);
  }
}
