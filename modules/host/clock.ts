/** Result of `schedule`, for `cancel` only. */
export type TimerHandle = number;

/** Monotonic time in milliseconds from an arbitrary start, and timers. */
export interface Clock {
  /** Milliseconds since the clock's start; may have a fraction. */
  now(): number;
  /** Calls `callback` once, `delay` milliseconds from now (0 = as soon as possible, never inside this call). */
  schedule(callback: () => void, delay: number): TimerHandle;
  /** Cancels a scheduled callback: it is not called after this call. A handle that ran or was cancelled before is ignored. */
  cancel(timer: TimerHandle): void;
}
