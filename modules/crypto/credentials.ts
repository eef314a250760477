import type { AesKey, Crypto } from "../host/crypto.js";
import { k2 } from "./toolbox.js";

export interface CredentialsOptions {
  readonly crypto: Crypto;
  /** The NetKey, 16 octets. Another length throws RangeError. */
  readonly key: Uint8Array;
}

/**
 * Security credentials that network PDUs are sent with: for managed flooding,
 * a friendship or directed forwarding (Mesh Protocol 1.1 §3.9.6.3.1).
 */
export class Credentials {
  /** Network identifier, 7 bits. */
  readonly nid: number;
  readonly encryptionKey: AesKey;
  readonly privacyKey: AesKey;

  /** `p` is what k2 takes: see floodingInput, friendshipInput, directedInput. */
  constructor(options: CredentialsOptions, p: Uint8Array) {
    const { crypto, key } = options;
    if (key.length !== 16) throw new RangeError("key: 16 octets");
    const material = k2(crypto, key, p);
    this.nid = material.nid;
    this.encryptionKey = crypto.aesKey(material.encryptionKey);
    this.privacyKey = crypto.aesKey(material.privacyKey);
  }

  close(): void {
    this.encryptionKey.close();
    this.privacyKey.close();
  }
}
