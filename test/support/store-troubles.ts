import { TestStore } from "./records.js";

/**
 * A store that remembers which record each of its changes was of. Its copy goes on counting, as the
 * same store after a restart, and with the trouble that is still to come.
 */
export class WatchedStore extends TestStore {
  /** Keys in the order of the changes; deletions begin with "-". */
  readonly changed: string[] = [];

  /** Whether the power went. */
  get isCut(): boolean {
    return this.changes > this.cutAt;
  }

  override copy(): WatchedStore {
    const copy = new WatchedStore();
    for (const [key, value] of this.records) copy.records.set(key, value.slice());
    copy.changed.push(...this.changed);
    copy.changes = this.changes;
    copy.failAt = this.failAt;
    copy.tornAt = this.tornAt;
    if (!this.isCut) copy.cutAt = this.cutAt;
    return copy;
  }

  override write(key: string, value: Uint8Array): void {
    this.changed.push(key);
    super.write(key, value);
  }

  override delete(key: string): void {
    this.changed.push(`-${key}`);
    super.delete(key);
  }
}

/** What can go wrong with one change of a store. */
export interface StoreTrouble {
  readonly name: string;
  /** It leaves half a record and says nothing; else it is not done at all. */
  readonly torn: boolean;
  /** Nothing is changed from there on: the power goes. */
  readonly cut: boolean;
  /** It is off and on again as soon as what it was doing is done. */
  readonly restart: boolean;
}

export const storeTroubles: readonly StoreTrouble[] = [
  { name: "fails, and the node goes on", torn: false, cut: false, restart: false },
  { name: "fails, and a restart follows", torn: false, cut: false, restart: true },
  { name: "is torn, and a restart follows", torn: true, cut: false, restart: true },
  { name: "is torn, and the power goes", torn: true, cut: true, restart: false },
  { name: "is lost, and the power goes", torn: false, cut: true, restart: false },
];

/** Arms a store: `change` counts from 0. */
export function trouble(store: TestStore, { cut, torn }: StoreTrouble, change: number): void {
  if (torn) store.tornAt = change;
  if (cut) store.cutAt = change;
  if (!torn && !cut) store.failAt = change;
}

/** A change of a store, and what is to go wrong with it. */
export interface Case {
  readonly change: number;
  readonly trouble: StoreTrouble;
}

/** Each trouble at each change. */
export function allCases(changes: number): Case[] {
  const cases: Case[] = [];
  for (let change = 0; change < changes; change++)
    for (const each of storeTroubles) cases.push({ change, trouble: each });
  return cases;
}

/** Some of them: every `step`th change, with the troubles in turn. */
export function someCases(changes: number, step: number): Case[] {
  const cases: Case[] = [];
  for (let i = 0; i * step < changes; i++)
    cases.push({ change: i * step, trouble: storeTroubles[i % storeTroubles.length]! });
  return cases;
}

export function caseName({ change, trouble: { name } }: Case): string {
  return `change ${change} ${name}`;
}
