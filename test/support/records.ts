import { Diagnostics } from "../../modules/base/diagnostics.js";
import { Records } from "../../modules/base/records.js";
import type { Store } from "../../modules/host/store.js";
import type { TraceEvent } from "../../modules/host/trace.js";

/** A store in memory, on any engine. `failing` makes every change throw. */
export class TestStore implements Store {
  readonly records = new Map<string, Uint8Array>();
  failing = false;
  /** Changes so far; from number `cutAt` on nothing is changed any more: the power is gone. */
  changes = 0;
  cutAt = Infinity;
  /** The change with this number throws, no other. */
  failAt = -1;
  /** The change with this number leaves half a record, and says nothing of it. */
  tornAt = -1;

  read(key: string): Uint8Array | undefined {
    return this.records.get(key)?.slice();
  }

  write(key: string, value: Uint8Array): void {
    if (this.#change(key, value)) this.records.set(key, value.slice());
  }

  delete(key: string): void {
    if (this.#change(key, this.records.get(key))) this.records.delete(key);
  }

  keys(): string[] {
    return [...this.records.keys()];
  }

  /** What a device finds at its next start. */
  copy(): TestStore {
    const copy = new TestStore();
    for (const [key, value] of this.records) copy.records.set(key, value.slice());
    return copy;
  }

  #change(key: string, value: Uint8Array | undefined): boolean {
    if (this.failing) throw new Error("the medium fails");
    const number = this.changes++;
    if (number === this.failAt) throw new Error("the medium fails once");
    if (number !== this.tornAt) return number < this.cutAt;
    if (value) this.records.set(key, value.slice(0, value.length >> 1));
    return false;
  }
}

/** Records on a test store, with what they trace. */
export function testRecords(store = new TestStore()) {
  const events: TraceEvent[] = [];
  const diagnostics = new Diagnostics((event) => events.push(event));
  return { store, events, diagnostics, records: new Records({ store, diagnostics }) };
}
