import { randomBytes } from "../../base/random.js";
import { utf8Bytes } from "../../base/utf8.js";
import { equalSecrets, wipe } from "../constant-time.js";
import { SessionMessage } from "../proto/session.js";
import { NonceCipher } from "../security/nonce-cipher.js";
import { groupSize, SrpGroup } from "../security/srp.js";
import {
  checkedField,
  type ClientSecurity,
  type ClientTools,
  type Exchange,
  exchangeMessage,
  proving,
} from "./security.js";
import { ProofError, ProtocommError } from "./transport.js";

const exponentLength = 32;
const digestLength = 64;
const nonceLength = 12;

/** Credentials of security 2. */
export interface Security2Credentials {
  /** Encoded in UTF-8. */
  readonly username: string;
  /** Encoded in UTF-8. */
  readonly password: string;
}

/** Security 2. */
export class ClientSecurity2 implements ClientSecurity {
  readonly version = 2;
  readonly #tools: ClientTools;
  readonly #credentials: Security2Credentials;
  readonly #patchVersion: 0 | 1;
  readonly #group: SrpGroup;
  #cipher: NonceCipher | undefined;

  /** `patchVersion`: that of the device's proto-ver. */
  constructor(tools: ClientTools, credentials: Security2Credentials, patchVersion: 0 | 1) {
    this.#tools = tools;
    this.#credentials = credentials;
    this.#patchVersion = patchVersion;
    this.#group = new SrpGroup(tools.crypto);
  }

  async establish(exchange: Exchange): Promise<void> {
    this.close();
    const username = utf8Bytes(this.#credentials.username);
    const { exponent, clientKey } = await this.#makeKey();
    const first = await exchangeMessage(exchange, {
      sec_ver: 2,
      sec2: {
        msg: SessionMessage.Command0,
        sc0: { client_username: username, client_pubkey: clientKey },
      },
    });
    const sr0 = first.sec2?.sr0;
    const deviceKey = checkedField(sr0?.status, sr0?.device_pubkey, groupSize).slice();
    const salt = sr0?.device_salt?.slice();
    if (!salt || salt.length === 0 || this.#group.isForbidden(deviceKey))
      throw new ProtocommError("the device's answer lacks what a session is made of");
    const key = await this.#share(salt, clientKey, deviceKey, exponent);
    wipe(exponent);
    const proof = this.#group.clientProof({ username, salt, clientKey, deviceKey, key });
    const second = await proving(
      exchangeMessage(exchange, {
        sec_ver: 2,
        sec2: { msg: SessionMessage.Command1, sc1: { client_proof: proof } },
      }),
    );
    const sr1 = second.sec2?.sr1;
    const deviceProof = checkedField(sr1?.status, sr1?.device_proof, digestLength);
    const nonce = checkedField(sr1?.status, sr1?.device_nonce, nonceLength);
    if (!equalSecrets(deviceProof, this.#group.deviceProof(clientKey, proof, key)))
      throw new ProofError("the device does not know the verifier of the password");
    this.#cipher = new NonceCipher(this.#tools.crypto, key, nonce, this.#patchVersion);
    wipe(key);
  }

  encrypt(message: Uint8Array): Uint8Array {
    return this.#open().seal(message);
  }

  decrypt(message: Uint8Array): Uint8Array {
    const clear = this.#open().open(message);
    if (!clear) throw new ProtocommError("the device's answer was not encrypted in this session");
    return clear;
  }

  close(): void {
    this.#cipher?.close();
    this.#cipher = undefined;
  }

  #open(): NonceCipher {
    if (!this.#cipher) throw new ProtocommError("there is no session");
    return this.#cipher;
  }

  #power(base: Uint8Array, exponent: Uint8Array): Promise<Uint8Array> {
    return new Promise((resolve) => this.#group.power(base, exponent, resolve));
  }

  /** a and A = g^a, drawn again where A begins with a zero, which not every stack hashes. */
  async #makeKey(): Promise<{ exponent: Uint8Array; clientKey: Uint8Array }> {
    for (;;) {
      const exponent = randomBytes(this.#tools.random, exponentLength);
      const clientKey = await new Promise<Uint8Array>((resolve) =>
        this.#group.generate(exponent, resolve),
      );
      if (clientKey[0] !== 0) return { exponent, clientKey };
    }
  }

  /** K of S = (B - k g^x)^(a + u x) */
  async #share(
    salt: Uint8Array,
    clientKey: Uint8Array,
    deviceKey: Uint8Array,
    exponent: Uint8Array,
  ): Promise<Uint8Array> {
    const group = this.#group;
    const { username, password } = this.#credentials;
    const x = group.passwordHash(salt, utf8Bytes(username), utf8Bytes(password));
    const verifier = await new Promise<Uint8Array>((resolve) => group.generate(x, resolve));
    const base = group.subtract(
      group.multiply(deviceKey, Uint8Array.of(1)),
      group.scaled(verifier),
    );
    const left = await this.#power(base, exponent);
    const scrambler = group.scrambler(clientKey, deviceKey);
    const right = await this.#power(await this.#power(base, x), scrambler);
    const secret = group.multiply(left, right);
    const key = group.sessionKey(secret);
    wipe(x, secret, left, right);
    return key;
  }
}
