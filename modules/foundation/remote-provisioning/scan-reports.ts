import type { ScannedDevice } from "./found-devices.js";

/** What a server reports, as an async iterator that a client fills. */
export class ScanReports implements AsyncIterableIterator<ScannedDevice> {
  readonly #onReturn: () => void;
  #queue: ScannedDevice[] = [];
  #waiting: {
    readonly resolve: (result: IteratorResult<ScannedDevice>) => void;
    readonly reject: (error: Error) => void;
  }[] = [];
  /** What the next reader gets instead of the end. */
  #error: Error | undefined;
  #done = false;

  /** `onReturn` is called when the reader leaves its loop. */
  constructor(onReturn: () => void) {
    this.#onReturn = onReturn;
  }

  /** Devices that were reported and not yet read. */
  get length(): number {
    return this.#queue.length;
  }

  push(device: ScannedDevice): void {
    if (this.#done) return;
    const waiting = this.#waiting.shift();
    if (waiting) waiting.resolve({ value: device, done: false });
    else this.#queue.push(device);
  }

  /** Ends it, after what was reported; with an error it throws that then, once. */
  end(error?: Error): void {
    if (this.#done) return;
    this.#done = true;
    const [first, ...others] = this.#waiting;
    this.#waiting = [];
    if (error && first) first.reject(error);
    else {
      this.#error = error;
      first?.resolve({ value: undefined, done: true });
    }
    for (const { resolve } of others) resolve({ value: undefined, done: true });
  }

  next(): Promise<IteratorResult<ScannedDevice>> {
    const device = this.#queue.shift();
    if (device) return Promise.resolve({ value: device, done: false });
    if (this.#error) {
      const error = this.#error;
      this.#error = undefined;
      return Promise.reject(error);
    }
    if (this.#done) return Promise.resolve({ value: undefined, done: true });
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  return(): Promise<IteratorResult<ScannedDevice>> {
    const over = this.#done;
    this.end();
    this.#queue = [];
    this.#error = undefined;
    if (!over) this.#onReturn();
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
