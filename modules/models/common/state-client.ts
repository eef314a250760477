import { ClientModel, type PublishResult, type RequestOptions } from "../../access/client-model.js";
import type { Message } from "../../access/message.js";
import { randomBetween } from "../../base/random.js";
import type { TransitionTimes } from "./state.js";

/** What a server tells of a state. */
export interface StateStatus<T> {
  /** The present state. */
  readonly present: T;
  /**
   * Target state and remaining milliseconds (undefined: unknown) of a transition; undefined: no
   * transition.
   */
  readonly change: { readonly target: T; readonly remaining: number | undefined } | undefined;
}

/** Parameters that all messages have that set a state with a transition. */
export interface SetValues {
  readonly tid: number;
  readonly transition: TransitionTimes | undefined;
}

/** A Set message and the one without an answer. */
export interface SetMessages<V, R> {
  readonly set: Message<V, R>;
  readonly setUnacknowledged: Message<V>;
}

/** What a client publishes, beside the state. */
export interface StatePublication {
  /** Times of the transition. Default: those of each server. */
  readonly transition?: TransitionTimes;
  /**
   * Whether each server that is reached answers, to `onStatus`. Default false, as is usual for
   * groups: their answers would collide.
   */
  readonly acknowledged?: boolean;
}

/** A client of states with transitions: counts transactions over all that it sends. Mesh Model 1.1 §3.4. */
export abstract class StateClient extends ClientModel {
  #tid = 0;

  /** The first TID is random: after a restart a server may still remember the latest transactions. */
  protected override onStart(): void {
    if (this.services) this.#tid = randomBetween(this.services.random, 0, 0xff);
  }

  /** The TID of a new transaction; its repeats carry the same one. */
  protected nextTid(): number {
    const tid = this.#tid;
    this.#tid = (tid + 1) & 0xff;
    return tid;
  }

  /** The parameters of a Set message that begins a transaction. */
  protected transaction<V extends object>(
    values: V,
    transition: TransitionTimes | undefined,
  ): V & SetValues {
    return { ...values, tid: this.nextTid(), transition };
  }

  /**
   * Sends a Set message and awaits the status. One that tells of another state than the one asked for
   * may have been published before: it is taken for the answer, of a server that does not
   * follow, once the message was sent again. `isWanted`: whether a state is the one asked for. Rejects as
   * `ClientModel.request` does.
   */
  protected requestSet<V extends SetValues, T, R extends StateStatus<T>>(
    message: Message<V, R>,
    values: V,
    wanted: T,
    options: RequestOptions,
    isWanted: (state: T, wanted: T) => boolean = Object.is,
  ): Promise<R> {
    const follows = ({ change, present }: R, sent: number) =>
      isWanted(change ? change.target : present, wanted) || sent > 1;
    return this.request(message, values, options, follows);
  }

  /**
   * Publishes a Set message to the address, with the AppKey and TTL and as many times as a provisioner
   * configured in the model's Publication state (Mesh Protocol 1.1 §4.2.3). Retransmissions
   * belong to the same transaction; `transition.delay` becomes shorter from one to the next, so
   * that all servers begin at the same time.
   */
  protected publishSet<V extends SetValues, R>(
    { set, setUnacknowledged }: SetMessages<V, R>,
    values: V,
    acknowledged = false,
  ): PublishResult {
    const { transition } = values;
    const later = transition && transition.delay > 0 ? delayedLess<V> : undefined;
    return this.publishMessage(acknowledged ? set : setUnacknowledged, values, later);
  }
}

/** The values of a retransmission: what is left of the delay (Mesh Model 1.1 §3.2.1.3). */
function delayedLess<V extends SetValues>(values: V, elapsed: number): V {
  const { delay, time } = values.transition!;
  return { ...values, transition: { time, delay: Math.max(0, delay - elapsed) } };
}
