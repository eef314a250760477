import type { AesKey, Crypto } from "../host/crypto.js";
import { Credentials, type CredentialsOptions } from "./credentials.js";
import { beaconKey, floodingInput, identityKey, k3, privateBeaconKey } from "./toolbox.js";

/** A NetKey with everything derived from it, made once (Mesh Protocol 1.1 §3.9, "Keys"). */
export class NetworkKeys extends Credentials {
  /** The NetKey, 16 octets. */
  readonly key: Uint8Array;
  /** Network ID, 8 octets. */
  readonly networkId: Uint8Array;
  private readonly crypto: Crypto;
  #beaconKey: AesKey | undefined;
  #privateBeaconKey: AesKey | undefined;
  #identityKey: AesKey | undefined;

  constructor(options: CredentialsOptions) {
    super(options, floodingInput());
    this.crypto = options.crypto;
    this.key = new Uint8Array(options.key);
    this.networkId = k3(options.crypto, this.key);
  }

  /** Authenticates Secure Network beacons. */
  get beaconKey(): AesKey {
    return (this.#beaconKey ??= this.crypto.aesKey(beaconKey(this.crypto, this.key)));
  }

  /** Authenticates and hides Mesh Private beacons. */
  get privateBeaconKey(): AesKey {
    return (this.#privateBeaconKey ??= this.crypto.aesKey(privateBeaconKey(this.crypto, this.key)));
  }

  /** Makes the hashes of Node Identity and Private Network Identity. */
  get identityKey(): AesKey {
    return (this.#identityKey ??= this.crypto.aesKey(identityKey(this.crypto, this.key)));
  }

  override close(): void {
    super.close();
    this.#beaconKey?.close();
    this.#privateBeaconKey?.close();
    this.#identityKey?.close();
    this.#beaconKey = this.#privateBeaconKey = this.#identityKey = undefined;
  }
}
