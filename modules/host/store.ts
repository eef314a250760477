/**
 * Small records that survive a power cut. A write is atomic: after a cut at any
 * instant a key holds the old value or the new one.
 */
export interface Store {
  /** A copy of the record, or undefined where there is none. */
  read(key: string): Uint8Array | undefined;
  /** Replaces the record with a copy of `value`. Keys: 1..15 characters of [a-z0-9.-] (the limit of NVS). Throws when the medium fails. */
  write(key: string, value: Uint8Array): void;
  /** Removes the record; one that is not there is ignored. Throws when the medium fails. */
  delete(key: string): void;
  /** The keys that hold a record, in no particular order. */
  keys(): string[];
}
