import type {
  Advertisement,
  AdvertisingScheduler,
  AdvertisingSchedulerUser,
  Transmission,
} from "../../modules/host/advertising-scheduler.js";
import type { DropCounts } from "../../modules/host/drop-counts.js";
import type { DropReason } from "../../modules/host/drop-reason.js";
import { frozen } from "../../modules/base/frozen.js";

declare const schedulerBrand: unique symbol;
/** A scheduler object of C. The garbage collector frees it; `close` does so at once. */
export interface SchedulerHandle {
  readonly [schedulerBrand]: true;
}

/** The native functions of advertising-scheduler-xs.c. */
class Native {
  static enqueue(
    scheduler: SchedulerHandle,
    advertisement: Advertisement,
    type: number,
    priority: number,
    transmissions: number,
    interval: number,
  ): number {
    return native("xs_advertising_enqueue").call(
      this,
      scheduler,
      advertisement,
      type,
      priority,
      transmissions,
      interval,
    );
  }

  static evicted(scheduler: SchedulerHandle): number {
    return native("xs_advertising_evicted").call(this, scheduler);
  }

  static cancel(scheduler: SchedulerHandle, transmission: Transmission): void {
    return native("xs_advertising_cancel").call(this, scheduler, transmission);
  }

  static acknowledged(
    scheduler: SchedulerHandle,
    source: number,
    seqZero: number,
    bits: number,
  ): Transmission {
    return native("xs_advertising_acknowledged").call(this, scheduler, source, seqZero, bits);
  }

  static clear(scheduler: SchedulerHandle): Transmission {
    return native("xs_advertising_clear").call(this, scheduler);
  }

  static backlog(scheduler: SchedulerHandle, priority: number): number {
    return native("xs_advertising_backlog").call(this, scheduler, priority);
  }

  static proceed(scheduler: SchedulerHandle): void {
    return native("xs_advertising_proceed").call(this, scheduler);
  }

  static full(scheduler: SchedulerHandle): number {
    return native("xs_advertising_full").call(this, scheduler);
  }

  static close(scheduler: SchedulerHandle): void {
    return native("xs_advertising_close").call(this, scheduler);
  }
}

const reasons: readonly DropReason[] = frozen(["bearer.queue-full"]);

/** Opens a scheduler of C whose ends of awaited transmissions go to `onEnded`; undefined: there cannot be another. */
export type OpenScheduler = (
  onEnded: (transmission: Transmission) => void,
) => SchedulerHandle | undefined;

/**
 * The transmissions of the advertising bearer in advertising-scheduler.c. JavaScript runs at the end
 * of those that are awaited, and of no other.
 */
export class NativeScheduler implements AdvertisingScheduler, DropCounts {
  private readonly user: AdvertisingSchedulerUser;
  // C calls it; this field keeps it from the garbage collector.
  private readonly onEnded = (transmission: Transmission): void => {
    const { queue } = this.user;
    queue.entered = true;
    this.taken(transmission)?.(true);
    Native.proceed(this.handle!);
    queue.leave();
  };
  private readonly handle: SchedulerHandle | undefined;
  /** The transmissions that are awaited, 0 at a free index, and what awaits them. */
  private readonly awaited: Transmission[] = [];
  private readonly ends: Advertisement["onEnd"][] = [];

  /** A scheduler that `open` opened; undefined where it opened none. */
  static opened(open: OpenScheduler, user: AdvertisingSchedulerUser): NativeScheduler | undefined {
    const scheduler = new NativeScheduler(open, user);
    return scheduler.handle && scheduler;
  }

  private constructor(open: OpenScheduler, user: AdvertisingSchedulerUser) {
    this.user = user;
    this.handle = open(this.onEnded);
  }

  enqueue(
    advertisement: Advertisement,
    type: number,
    priority: number,
    transmissions: number,
    interval: number,
  ): Transmission {
    const transmission = Native.enqueue(
      this.handle!,
      advertisement,
      type,
      priority,
      transmissions,
      interval,
    );
    const { onEnd } = advertisement;
    if (transmission > 0) {
      if (onEnd !== undefined) this.await(transmission, onEnd);
      return transmission;
    }
    if (transmission === 0) {
      this.refuse(advertisement);
      return 0;
    }
    this.evict();
    if (onEnd !== undefined) this.await(-transmission, onEnd);
    return -transmission;
  }

  cancel(transmission: Transmission): void {
    Native.cancel(this.handle!, transmission);
    this.taken(transmission);
  }

  acknowledged(source: number, seqZero: number, bits: number): void {
    let ended;
    while ((ended = Native.acknowledged(this.handle!, source, seqZero, bits)) !== 0)
      this.user.tell(this.taken(ended), true);
  }

  clear(): void {
    let ended;
    while ((ended = Native.clear(this.handle!)) !== 0) this.user.tell(this.taken(ended), false);
  }

  backlog(priority: number): number {
    return Native.backlog(this.handle!, priority);
  }

  close(): void {
    Native.close(this.handle!);
  }

  get counts(): DropCounts {
    return this;
  }

  get reasons(): readonly DropReason[] {
    return reasons;
  }

  /** PDUs of other nodes that C was to retransmit, and had no room for. */
  dropped(): number {
    return Native.full(this.handle!);
  }

  private await(transmission: Transmission, onEnd: Advertisement["onEnd"]): void {
    const free = this.awaited.indexOf(0);
    const at = free < 0 ? this.awaited.length : free;
    this.awaited[at] = transmission;
    this.ends[at] = onEnd;
  }

  /** What awaits a transmission, and does no longer. */
  private taken(transmission: Transmission): Advertisement["onEnd"] {
    const at = this.awaited.indexOf(transmission);
    if (at < 0) return undefined;
    const onEnd = this.ends[at];
    this.awaited[at] = 0;
    this.ends[at] = undefined;
    return onEnd;
  }

  private refuse({ length, onEnd, payload }: Advertisement): void {
    this.user.dropped(length ?? payload.length);
    this.user.tell(onEnd, false);
  }

  /** Tells of the transmission that was dropped for another one. */
  private evict(): void {
    const evicted = Native.evicted(this.handle!);
    this.user.dropped(evicted % 32);
    this.user.tell(this.taken(Math.floor(evicted / 32)), false);
  }
}
