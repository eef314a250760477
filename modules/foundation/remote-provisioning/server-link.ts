import type { AdvertisingBearer } from "../../bearer/advertising-bearer.js";
import type { Diagnostics } from "../../base/diagnostics.js";
import type { RunQueue } from "../../base/run-queue.js";
import { Timer } from "../../base/timer.js";
import type { Clock } from "../../host/clock.js";
import type { Random } from "../../host/random.js";
import { CloseReason, type LinkCallbacks, type ProvisioningLink } from "../../provisioning/link.js";
import { PbAdv } from "../../provisioning/pb-adv/pb-adv.js";
import type { PbAdvTiming } from "../../provisioning/pb-adv/timing.js";
import { LinkState, type NppiProcedure, RemoteStatus } from "./codes.js";
import {
  idleLink,
  linkStateCode,
  serverLink,
  type ServerLinkEffect,
  type ServerLinkEvent,
  type ServerLinkState,
} from "./link-server.js";
import type { LinkTarget } from "./messages.js";

/** Seconds that a link may take to open where the client does not say. Mesh Protocol 1.1 §4.3.4.9. */
const defaultTimeout = 10;

export interface ServerLinkOptions {
  readonly bearer: AdvertisingBearer;
  readonly clock: Clock;
  readonly queue: RunQueue;
  readonly random: Random;
  readonly diagnostics: Diagnostics;
  /** How PB-ADV paces its PDUs; `standardTiming` unless told. */
  readonly timing: PbAdvTiming | undefined;
  /** Opens a link to the node itself: the Node Provisioning Protocol Interface. */
  readonly openNppi: (
    refresh: NppiProcedure,
    callbacks: LinkCallbacks,
  ) => ProvisioningLink | undefined;
  /** Sends what goes to the client that opened the link; `done` is told whether it got there. */
  readonly send: (effect: ReportEffect, done: (delivered: boolean) => void) => void;
}

/** Effects that are messages to the owner of the link. */
export type ReportEffect = Extract<
  ServerLinkEffect,
  { readonly type: "report" | "outbound-report" | "pdu-report" }
>;
/** The effect that answers a request. */
export type StatusEffect = Extract<ServerLinkEffect, { readonly type: "status" }>;

/** Runs the link of a server: its PB-ADV link, its timer, and its messages, in order. */
export class ServerLink {
  readonly #options: ServerLinkOptions;
  #state: ServerLinkState = idleLink;
  #pbAdv: PbAdv | undefined;
  #link: ProvisioningLink | undefined;
  /** Tells the callbacks of a link from those of one before. */
  #epoch = 0;
  #links = 0;
  /** Until the link must be open. Made for the first link. */
  #opening: Timer<ServerLink> | undefined;
  readonly #events: ServerLinkEvent[] = [];
  #busy = false;
  #status: StatusEffect | undefined;

  constructor(options: ServerLinkOptions) {
    this.#options = options;
  }

  get state(): ServerLinkState {
    return this.#state;
  }

  get stateCode() {
    return linkStateCode(this.#state);
  }

  /** Links so far: what is sent about one is of no use to the next, though it is the same client's. */
  get links(): number {
    return this.#links;
  }

  /** Takes a request; the Link Status that answers it. */
  request(event: Extract<ServerLinkEvent, { readonly type: "open" | "close" }>): StatusEffect {
    if (event.type === "open" && "refresh" in event.target && this.#state.phase === "idle") {
      const own = this.#openNppi(event.target.refresh as NppiProcedure);
      if (!own)
        return { type: "status", status: RemoteStatus.linkCannotOpen, state: LinkState.idle };
      this.#link = own;
    }
    this.take(event);
    return this.#status!;
  }

  take(event: ServerLinkEvent): void {
    this.#events.push(event);
    if (this.#busy) return;
    this.#busy = true;
    for (let next = this.#events.shift(); next; next = this.#events.shift()) this.#step(next);
    this.#busy = false;
  }

  close(): void {
    this.#epoch++;
    this.#opening?.stop();
    this.#state = idleLink;
    // One to the node itself has a session with timers; nobody is told any more.
    this.#link?.close(CloseReason.fail);
    this.#link = undefined;
    this.#pbAdv?.close();
    this.#pbAdv = undefined;
  }

  #step(event: ServerLinkEvent): void {
    const { state, effects } = serverLink(this.#state, event);
    if (this.#state.phase === "idle" && state.phase !== "idle") this.#links++;
    this.#state = state;
    if (state.phase !== "opening") this.#opening?.stop();
    for (const effect of effects) this.#perform(effect);
    if (state.phase !== "idle") return;
    this.#epoch++;
    this.#link = undefined;
  }

  #perform(effect: ServerLinkEffect): void {
    switch (effect.type) {
      case "status":
        this.#status = effect;
        return;
      case "open-link":
        return this.#post((_link, current) => current && this.#open(effect.target));
      case "close-link":
        return this.#post((link) => link?.close(effect.reason));
      case "deliver": {
        const delivered = this.#current({ type: "delivered" });
        return this.#post((link) => link?.send(effect.pdu, delivered));
      }
      case "pdu-report": {
        const [reported, failed] = [
          this.#current({ type: "reported" }),
          this.#current({ type: "report-failed" }),
        ];
        return this.#options.send(effect, (delivered) => (delivered ? reported() : failed()));
      }
      default:
        return this.#options.send(effect, () => undefined);
    }
  }

  /** From the run queue: from a message to a link is half the way to the radio. `current`: the server has that link still. */
  #post(action: (link: ProvisioningLink | undefined, current: boolean) => void): void {
    const link = this.#link;
    const epoch = this.#epoch;
    this.#options.queue.call(() => {
      const current = epoch === this.#epoch;
      // One that was to be opened before this is there by now.
      action(link ?? (current ? this.#link : undefined), current);
    }, undefined);
  }

  #open(target: LinkTarget): void {
    // A link to the node itself was opened before the client was told.
    if ("refresh" in target) return;
    const { timing, ...others } = this.#options;
    this.#pbAdv ??= new PbAdv({ ...others, ...(timing && { timing }) });
    this.#link = this.#pbAdv.open(target.uuid, this.#callbacks());
    this.#opening ??= new Timer(this.#options.clock, ServerLink.#openTimedOut, this);
    this.#opening.start(1000 * (target.timeout ?? defaultTimeout));
  }

  static #openTimedOut(server: ServerLink): void {
    server.#link?.close(CloseReason.timeout);
  }

  #openNppi(refresh: NppiProcedure): ProvisioningLink | undefined {
    return this.#options.openNppi(refresh, this.#callbacks());
  }

  #callbacks(): LinkCallbacks {
    const epoch = this.#epoch;
    const when = (event: ServerLinkEvent) => {
      if (epoch === this.#epoch) this.take(event);
    };
    return {
      onOpen: () => when({ type: "opened" }),
      onPdu: (pdu) => when({ type: "received", pdu }),
      onClose: (reason, by) =>
        when(
          this.#state.phase === "opening"
            ? { type: "open-failed" }
            : { type: "closed", by, reason },
        ),
    };
  }

  #current(event: ServerLinkEvent): () => void {
    const epoch = this.#epoch;
    return () => {
      if (epoch === this.#epoch) this.take(event);
    };
  }
}
