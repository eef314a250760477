import type { AesKey, Crypto } from "../host/crypto.js";
import { k4 } from "./toolbox.js";

export interface AccessKeyOptions {
  readonly crypto: Crypto;
  /** 16 octets. Another length throws RangeError. */
  readonly key: Uint8Array;
}

/** A device key, held for the upper transport layer (Mesh Protocol 1.1 §3.9, "Keys"). */
export class DeviceKey {
  /** 16 octets. */
  readonly key: Uint8Array;
  /** The same key, expanded for AES by the host's crypto. */
  readonly aes: AesKey;
  /** Whether it was closed: deleted or replaced, so that what still waits must not be sent with it. */
  closed = false;

  constructor(options: AccessKeyOptions) {
    this.key = new Uint8Array(options.key);
    this.aes = options.crypto.aesKey(this.key);
  }

  /** Releases the key's handle. */
  close(): void {
    this.closed = true;
    this.aes.close();
  }
}

/** An AppKey, held for the upper transport layer, with its AID. */
export class ApplicationKey extends DeviceKey {
  /** Application key identifier, 6 bits. */
  readonly aid: number;

  constructor(options: AccessKeyOptions) {
    super(options);
    this.aid = k4(options.crypto, this.key);
  }
}
