import { randomBytes } from "../../base/random.js";
import { equalSecrets, wipe } from "../constant-time.js";
import { Status } from "../proto/constants.js";
import { type SessionData, SessionMessage } from "../proto/session.js";
import { firstNonce, NonceCipher } from "./nonce-cipher.js";
import type { SecurityOptions } from "./options.js";
import type { SecuritySession, SessionAnswer, SessionTools } from "./session.js";
import { groupSize, type SrpExchange, SrpGroup } from "./srp.js";

/** Octets of the private exponent b: RFC 5054 §3.1 wants at least 256 bits. */
const exponentLength = 32;
const proofLength = 64;

type Security2Options = Extract<SecurityOptions, { version: 2 }>;

type State =
  | { readonly name: "new" | "busy" | "closed" }
  | { readonly name: "proof"; readonly exchange: SrpExchange }
  | { readonly name: "established"; readonly cipher: NonceCipher };

/** Security 2: SRP-6a, then AES-256-GCM. */
export class Security2Session implements SecuritySession {
  readonly version = 2;
  readonly #tools: SessionTools;
  readonly #options: Security2Options;
  readonly #group: SrpGroup;
  #state: State = { name: "new" };

  constructor(tools: SessionTools, options: Security2Options) {
    this.#tools = tools;
    this.#options = options;
    this.#group = new SrpGroup(tools.crypto);
  }

  get established(): boolean {
    return this.#state.name === "established";
  }

  handle({ sec2 }: SessionData, answer: SessionAnswer): void {
    if (sec2?.msg === SessionMessage.Command0 && this.#state.name === "new")
      this.#begin(sec2.sc0?.client_username, sec2.sc0?.client_pubkey, answer);
    else if (sec2?.msg === SessionMessage.Command1 && this.#state.name === "proof")
      this.#verify(this.#state.exchange, sec2.sc1?.client_proof, answer);
    else answer("message");
  }

  encrypt(message: Uint8Array): Uint8Array {
    return this.#cipher().seal(message);
  }

  decrypt(message: Uint8Array): Uint8Array | undefined {
    return this.#cipher().open(message);
  }

  close(): void {
    if (this.#state.name === "proof") wipe(this.#state.exchange.key);
    if (this.#state.name === "established") this.#state.cipher.close();
    this.#state = { name: "closed" };
  }

  #cipher(): NonceCipher {
    if (this.#state.name !== "established") throw new Error("the session is not established");
    return this.#state.cipher;
  }

  #begin(
    username: Uint8Array | undefined,
    clientKey: Uint8Array | undefined,
    answer: SessionAnswer,
  ): void {
    if (!username || username.length === 0 || clientKey?.length !== groupSize) {
      answer("message");
      return;
    }
    const copy = { username: username.slice(), clientKey: clientKey.slice() };
    if (this.#group.isForbidden(copy.clientKey)) {
      answer("message");
      return;
    }
    this.#state = { name: "busy" };
    this.#makeKey((exponent, deviceKey) => {
      this.#share(copy.clientKey, deviceKey, exponent, (key) => {
        wipe(exponent);
        if (this.#state.name !== "busy") {
          wipe(key);
          return;
        }
        const { salt } = this.#options;
        this.#state = { name: "proof", exchange: { ...copy, salt, deviceKey, key } };
        const sr0 = { status: Status.Success, device_pubkey: deviceKey, device_salt: salt };
        answer({ sec_ver: 2, sec2: { msg: SessionMessage.Response0, sr0 } });
      });
    });
  }

  /** B = k v + g^b, drawn again where it begins with a zero, which some clients strip. */
  #makeKey(done: (exponent: Uint8Array, deviceKey: Uint8Array) => void): void {
    const exponent = randomBytes(this.#tools.random, exponentLength);
    this.#group.generate(exponent, (power) => {
      const deviceKey = this.#group.add(this.#group.scaled(this.#options.verifier), power);
      if (deviceKey[0] !== 0) done(exponent, deviceKey);
      else if (this.#state.name === "busy") this.#makeKey(done);
    });
  }

  /** K of S = (A v^u)^b */
  #share(
    clientKey: Uint8Array,
    deviceKey: Uint8Array,
    exponent: Uint8Array,
    done: (key: Uint8Array) => void,
  ): void {
    const group = this.#group;
    const scrambler = group.scrambler(clientKey, deviceKey);
    group.power(this.#options.verifier, scrambler, (power) => {
      group.power(group.multiply(clientKey, power), exponent, (secret) => {
        const key = group.sessionKey(secret);
        wipe(secret, power);
        done(key);
      });
    });
  }

  #verify(exchange: SrpExchange, proof: Uint8Array | undefined, answer: SessionAnswer): void {
    if (proof?.length !== proofLength) {
      answer("message");
      return;
    }
    const { clientKey, key } = exchange;
    const expected = this.#group.clientProof(exchange);
    if (!equalSecrets(expected, proof)) {
      answer("proof");
      return;
    }
    const { patchVersion = 1 } = this.#options;
    const nonce = firstNonce(this.#tools.random, patchVersion);
    const cipher = new NonceCipher(this.#tools.crypto, key, nonce, patchVersion);
    const device_proof = this.#group.deviceProof(clientKey, expected, key);
    wipe(key);
    this.#state = { name: "established", cipher };
    const sr1 = { status: Status.Success, device_proof, device_nonce: nonce };
    answer({ sec_ver: 2, sec2: { msg: SessionMessage.Response1, sr1 } });
  }
}
