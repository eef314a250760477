import type { Store } from "../../../modules/host/store.js";

/** The native functions of nvs.c. */
class Native {
  static open(): void {
    return native("xs_nvs_open").call(this);
  }

  static close(): void {
    return native("xs_nvs_close").call(this);
  }

  static entries(): number {
    return native("xs_nvs_entries").call(this);
  }

  static read(key: string): ArrayBuffer | undefined {
    return native("xs_nvs_read").call(this, key);
  }

  static write(key: string, value: Uint8Array, length: number): void {
    return native("xs_nvs_write").call(this, key, value, length);
  }

  static delete(key: string): void {
    return native("xs_nvs_delete").call(this, key);
  }

  static keys(): string[] {
    return native("xs_nvs_keys").call(this);
  }
}

/**
 * Entries of 32 octets that the partition must have. A node with the default limits fills 447 at
 * most: three for each record of up to 55 octets (one, and eight characters for each seven
 * octets), with two records for each source of the replay protection list, and the page of 126
 * that NVS keeps free to move entries. ESP-IDF fills 62 with the radio's calibration of 1,904
 * octets. The rest of the smallest partition, which has five pages with 630 entries, is for
 * Bluetooth and the application.
 */
const neededEntries = 512;

/** Records in the chip's flash (nvs.c), in the partition "nvs". */
export class NvsStore implements Store {
  /** Throws Error that says what to change when the partition is missing or too small. */
  constructor() {
    const entries = Native.entries();
    if (entries < neededEntries)
      throw new Error(
        `the partition "nvs" has ${entries} entries where a node needs ${neededEntries}: make it 0x5000 octets or more in partitions.csv`,
      );
    Native.open();
  }

  read(key: string): Uint8Array | undefined {
    const record = Native.read(key);
    return record && new Uint8Array(record);
  }

  write(key: string, value: Uint8Array): void {
    Native.write(key, value, value.length);
  }

  delete(key: string): void {
    Native.delete(key);
  }

  keys(): string[] {
    return Native.keys();
  }

  close(): void {
    Native.close();
  }
}
