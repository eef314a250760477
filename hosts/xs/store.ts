import type { Store } from "../../modules/host/store.js";

class Native {
  static read(key: string): ArrayBuffer | undefined {
    return native("xs_host_store_read").call(this, key);
  }

  static keys(): string {
    return native("xs_host_store_keys").call(this);
  }
}

/** Inside XS: the store of the machine's host. Records of up to 16,000 octets. */
export class XsStore implements Store {
  read(key: string): Uint8Array | undefined {
    const record = Native.read(key);
    return record && new Uint8Array(record);
  }

  write(key: string, value: Uint8Array): void {
    return native("xs_host_store_write").call(this, key, value);
  }

  delete(key: string): void {
    return native("xs_host_store_delete").call(this, key);
  }

  keys(): string[] {
    const keys = Native.keys();
    return keys === "" ? [] : keys.split("\n");
  }
}
