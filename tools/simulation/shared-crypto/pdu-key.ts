import type { NetworkCipherKey } from "../../../modules/host/network-cipher.js";
import { AesNetworkCipher } from "../../../modules/network/network-cipher.js";

/** The keys of network PDUs that all nodes of a subnet have, with a cipher that has no others. */
export class PduKey {
  /** Above 0; the same only for the same keys. */
  readonly id: number;
  readonly nid: number;
  readonly cipher = new AesNetworkCipher();

  constructor(id: number, keys: NetworkCipherKey) {
    this.id = id;
    this.nid = keys.nid;
    this.cipher.setKeys([keys]);
  }
}
