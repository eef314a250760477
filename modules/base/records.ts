import { development } from "./development.js";
import type { Store } from "../host/store.js";
import type { Diagnostics } from "./diagnostics.js";
import { getUint16BE, putUint16BE } from "./bytes.js";

/** The first octet of a record. */
export const recordVersion = 1;
const overhead = 3;

/**
 * Records in a Store, each with a version octet before and a CRC-16 behind, so
 * that a damaged one is noticed. Failures of the store are traced.
 */
export class Records {
  private readonly store: Store;
  private readonly diagnostics: Diagnostics;
  private written = 0;

  constructor(options: { readonly store: Store; readonly diagnostics: Diagnostics }) {
    development.options?.("Records", options);
    this.store = options.store;
    this.diagnostics = options.diagnostics;
  }

  /** Writes and deletions so far: the wear of the medium. */
  get writes(): number {
    return this.written;
  }

  /** The record's content. One that is damaged is set aside under "bad." and undefined is returned. */
  read(key: string): Uint8Array | undefined {
    let record: Uint8Array | undefined;
    try {
      record = this.store.read(key);
    } catch (error) {
      this.failed(key, error);
      return undefined;
    }
    if (record === undefined) return undefined;
    if (isSound(record)) return record.slice(1, record.length - 2);
    this.setAside(key, record[0] === recordVersion ? "checksum" : "version");
    return undefined;
  }

  /** Moves a record with invalid content to "bad.<key>", for a person to look at: the stack does not read it. */
  setAside(key: string, message: string): void {
    this.diagnostics.emit({ type: "store.corrupt", key, message });
    try {
      const record = this.store.read(key);
      this.written += 2;
      if (record) this.store.write(`bad.${key}`.slice(0, 15), record);
      this.store.delete(key);
    } catch (error) {
      this.failed(key, error);
    }
  }

  /** Replaces the record. False (and a trace event) when the medium failed: the old record is still there. */
  write(key: string, content: Uint8Array): boolean {
    const record = new Uint8Array(content.length + overhead);
    record[0] = recordVersion;
    record.set(content, 1);
    putUint16BE(record, content.length + 1, crc16(record, 0, content.length + 1));
    return this.writeWhole(key, record);
  }

  /** As `write`, of a record that has its version and its CRC already; the store copies it. */
  writeWhole(key: string, record: Uint8Array): boolean {
    try {
      this.written++;
      this.store.write(key, record);
      return true;
    } catch (error) {
      this.failed(key, error);
      return false;
    }
  }

  /**
   * Writes the record and reads it back: for a record without which the node is lost, or whose
   * storing is confirmed to a peer. A record that is damaged is written once more; false where it
   * is damaged then too.
   */
  writeChecked(key: string, content: Uint8Array): boolean {
    if (!this.write(key, content)) return false;
    if (this.isSound(key)) return true;
    return this.write(key, content) && this.isSound(key);
  }

  private isSound(key: string): boolean {
    try {
      const record = this.store.read(key);
      return record === undefined || isSound(record);
    } catch (error) {
      this.failed(key, error);
      return false;
    }
  }

  /** Removes the record. False (and a trace event) when the medium failed. */
  delete(key: string): boolean {
    try {
      this.written++;
      this.store.delete(key);
      return true;
    } catch (error) {
      this.failed(key, error);
      return false;
    }
  }

  /** The keys that begin with `prefix`, sorted. */
  keys(prefix: string): string[] {
    try {
      return this.store
        .keys()
        .filter((key) => key.startsWith(prefix))
        .sort();
    } catch (error) {
      this.failed(prefix, error);
      return [];
    }
  }

  private failed(key: string, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.diagnostics.emit({ type: "store.failure", key, message });
  }
}

function isSound(record: Uint8Array): boolean {
  const end = record.length - 2;
  return (
    end >= 1 && record[0] === recordVersion && crc16(record, 0, end) === getUint16BE(record, end)
  );
}

/** CRC-16 of `bytes[start..end)`: polynomial 0x1021, initial 0xFFFF (CRC-16/IBM-3740). */
export function crc16(bytes: Uint8Array, start: number, end: number): number {
  let crc = 0xffff;
  for (let i = start; i < end; i++) {
    // The polynomial has so few terms that an octet takes some shifts and no table.
    let octet = (crc >> 8) ^ bytes[i]!;
    octet ^= octet >> 4;
    crc = ((crc << 8) ^ (octet << 12) ^ (octet << 5) ^ octet) & 0xffff;
  }
  return crc;
}
