import type { EcdhKeyPair } from "../host/crypto.js";

/** A key pair that serves several sessions: it is closed when the last of them has closed its part. */
export class SharedKeyPair {
  readonly #pair: EcdhKeyPair;
  #left: number;
  #taken = 0;

  /** `uses`: sessions that it serves, 1 or more. */
  constructor(pair: EcdhKeyPair, uses: number) {
    this.#pair = pair;
    this.#left = uses;
  }

  /** The pair is not handed out any more. */
  get spent(): boolean {
    return this.#left <= 0;
  }

  /** A part in it, for one session. */
  take(): EcdhKeyPair {
    this.#left--;
    this.#taken++;
    const pair = this.#pair;
    let open = true;
    return {
      publicKey: pair.publicKey,
      sharedSecret: (peerKey, done) =>
        pair.sharedSecret(peerKey, (secret) => {
          if (open) done(secret);
        }),
      close: () => {
        if (!open) return;
        open = false;
        this.#taken--;
        this.#closeIfDone();
      },
    };
  }

  /** Closes it as soon as no session has a part in it. */
  retire(): void {
    this.#left = 0;
    this.#closeIfDone();
  }

  #closeIfDone(): void {
    if (this.spent && this.#taken === 0) this.#pair.close();
  }
}
