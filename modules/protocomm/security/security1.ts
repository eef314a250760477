import { randomBytes } from "../../base/random.js";
import type { AesCtr } from "../../host/session-crypto.js";
import { equalSecrets, wipe } from "../constant-time.js";
import { Status } from "../proto/constants.js";
import { type SessionData, SessionMessage } from "../proto/session.js";
import type { SecuritySession, SessionAnswer, SessionTools } from "./session.js";

const keyLength = 32;

/** The key of a session: the shared secret XOR the hash of the proof of possession. Changes `secret`. */
export function security1Key(
  crypto: SessionTools["crypto"],
  secret: Uint8Array,
  proof: Uint8Array,
): Uint8Array {
  if (proof.length === 0) return secret;
  const hash = crypto.sha256(proof);
  for (let i = 0; i < keyLength; i++) secret[i]! ^= hash[i]!;
  return secret;
}

type State =
  | { readonly name: "new" | "busy" | "closed" }
  | { readonly name: "proof"; readonly client: Uint8Array; readonly device: Uint8Array }
  | { readonly name: "established" };

/**
 * Security 1: X25519, then AES-256-CTR with one key stream for both directions,
 * whose first messages prove that both sides know the proof of possession.
 */
export class Security1Session implements SecuritySession {
  readonly version = 1;
  readonly #tools: SessionTools;
  readonly #proof: Uint8Array;
  #state: State = { name: "new" };
  #stream: AesCtr | undefined;

  /** `proof`: empty where there is no proof of possession. */
  constructor(tools: SessionTools, proof: Uint8Array) {
    this.#tools = tools;
    this.#proof = proof;
  }

  get established(): boolean {
    return this.#state.name === "established";
  }

  handle({ sec1 }: SessionData, answer: SessionAnswer): void {
    if (sec1?.msg === SessionMessage.Command0 && this.#state.name === "new")
      this.#begin(sec1.sc0?.client_pubkey, answer);
    else if (sec1?.msg === SessionMessage.Command1 && this.#state.name === "proof")
      this.#verify(this.#state, sec1.sc1?.client_verify_data, answer);
    else answer("message");
  }

  encrypt(message: Uint8Array): Uint8Array {
    return this.#stream!.apply(message);
  }

  decrypt(message: Uint8Array): Uint8Array {
    return this.#stream!.apply(message);
  }

  close(): void {
    this.#stream?.close();
    this.#stream = undefined;
    this.#state = { name: "closed" };
  }

  #begin(clientKey: Uint8Array | undefined, answer: SessionAnswer): void {
    if (clientKey?.length !== keyLength) {
      answer("message");
      return;
    }
    const { crypto, random } = this.#tools;
    const client = clientKey.slice();
    const privateKey = randomBytes(random, keyLength);
    this.#state = { name: "busy" };
    crypto.x25519PublicKey(privateKey, (device) => {
      crypto.x25519(privateKey, client, (secret) => {
        wipe(privateKey);
        if (this.#state.name !== "busy") wipe(secret);
        else if (!secret) answer("message");
        else this.#agree(client, device, secret, answer);
      });
    });
  }

  #agree(client: Uint8Array, device: Uint8Array, secret: Uint8Array, answer: SessionAnswer): void {
    const { crypto, random } = this.#tools;
    const iv = randomBytes(random, 16);
    this.#stream = crypto.aesCtr(security1Key(crypto, secret, this.#proof), iv);
    wipe(secret);
    this.#state = { name: "proof", client, device };
    const sr0 = { status: Status.Success, device_pubkey: device, device_random: iv };
    answer({ sec_ver: 1, sec1: { msg: SessionMessage.Response0, sr0 } });
  }

  #verify(
    { client, device }: Extract<State, { name: "proof" }>,
    verify: Uint8Array | undefined,
    answer: SessionAnswer,
  ): void {
    if (verify?.length !== keyLength) {
      answer("message");
      return;
    }
    if (!equalSecrets(this.#stream!.apply(verify), device)) {
      answer("proof");
      return;
    }
    this.#state = { name: "established" };
    const sr1 = { status: Status.Success, device_verify_data: this.#stream!.apply(client) };
    answer({ sec_ver: 1, sec1: { msg: SessionMessage.Response1, sr1 } });
  }
}
