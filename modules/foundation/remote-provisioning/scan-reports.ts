import type { ScannedDevice } from "./scan.js";

/** What a server reports, as an async iterator that a client fills. */
export class ScanReports implements AsyncIterableIterator<ScannedDevice> {
  readonly #onReturn: () => void;
  #queue: ScannedDevice[] = [];
  #waiting: ((result: IteratorResult<ScannedDevice>) => void)[] = [];
  #failing: ((error: Error) => void)[] = [];
  #error: Error | undefined;
  #done = false;

  /** `onReturn`: whoever reads it has had enough. */
  constructor(onReturn: () => void) {
    this.#onReturn = onReturn;
  }

  /** Devices that were reported and not yet read. */
  get length(): number {
    return this.#queue.length;
  }

  push(device: ScannedDevice): void {
    if (this.#done) return;
    this.#failing.shift();
    const waiting = this.#waiting.shift();
    if (waiting) waiting({ value: device, done: false });
    else this.#queue.push(device);
  }

  /** Ends it, after what was reported; with an error it throws that then. */
  end(error?: Error): void {
    if (this.#done) return;
    this.#done = true;
    this.#error = error;
    for (const fail of error ? this.#failing : []) fail(error!);
    for (const waiting of error ? [] : this.#waiting) waiting({ value: undefined, done: true });
    if (error && this.#failing.length > 0) this.#error = undefined;
    this.#waiting = [];
    this.#failing = [];
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
    return new Promise((resolve, reject) => {
      this.#waiting.push(resolve);
      this.#failing.push(reject);
    });
  }

  return(): Promise<IteratorResult<ScannedDevice>> {
    const over = this.#done;
    this.end();
    this.#queue = [];
    if (!over) this.#onReturn();
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
