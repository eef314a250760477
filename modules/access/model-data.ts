import type { Records } from "../base/records.js";
import type { Clock, TimerHandle } from "../host/clock.js";
import type { Model, ModelParts } from "./model.js";
import { modelDataKey } from "./model-records.js";

/** Milliseconds that a scheduled store waits for more changes. */
const defaultDelay = 2000;

interface Scheduled {
  data: Uint8Array;
  readonly timer: TimerHandle;
}

/**
 * What models keep across restarts: one record each, or up to 16, written at once, or a while
 * after the first of several changes, to save erasures of the flash.
 */
export class ModelData implements ModelParts {
  private readonly clock: Clock;
  private readonly records: Records;
  private readonly scheduled = new Map<Model, Scheduled>();

  constructor(options: { readonly clock: Clock; readonly records: Records }) {
    this.clock = options.clock;
    this.records = options.records;
  }

  load(model: Model): Uint8Array | undefined {
    return this.records.read(modelDataKey(model));
  }

  loadPart(model: Model, part: number): Uint8Array | undefined {
    return this.records.read(modelDataKey(model) + part.toString(16));
  }

  storePart(model: Model, part: number, data: Uint8Array | undefined): boolean {
    const key = modelDataKey(model) + part.toString(16);
    return data ? this.records.write(key, data) : this.records.delete(key);
  }

  /** Writes now; what was scheduled before is out of date. False where the store fails. */
  store(model: Model, data: Uint8Array): boolean {
    const scheduled = this.scheduled.get(model);
    if (scheduled) this.clock.cancel(scheduled.timer);
    this.scheduled.delete(model);
    return this.records.write(modelDataKey(model), data);
  }

  /** Writes `delay` milliseconds after the first call, what the last one said. */
  storeSoon(model: Model, data: Uint8Array, delay = defaultDelay): void {
    const scheduled = this.scheduled.get(model);
    if (scheduled) scheduled.data = data;
    else
      this.scheduled.set(model, {
        data,
        timer: this.clock.schedule(() => this.write(model), delay),
      });
  }

  /** Writes what is scheduled. */
  close(): void {
    for (const model of [...this.scheduled.keys()]) this.write(model);
  }

  private write(model: Model): void {
    const scheduled = this.scheduled.get(model);
    if (scheduled) this.store(model, scheduled.data);
  }
}
