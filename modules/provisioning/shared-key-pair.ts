import type { EcdhKeyPair } from "../host/crypto.js";

/** A key pair for several sessions: it is closed when the last of them has closed its share. */
export class SharedKeyPair {
  readonly #pair: EcdhKeyPair;
  #left: number;
  #taken = 0;

  /** `uses`: number of sessions, 1 or more. */
  constructor(pair: EcdhKeyPair, uses: number) {
    this.#pair = pair;
    this.#left = uses;
  }

  /** Whether `take` cannot be called any longer. */
  get spent(): boolean {
    return this.#left <= 0;
  }

  /** A share of it, for one session. */
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

  /** Closes it as soon as no session has a share of it. */
  retire(): void {
    this.#left = 0;
    this.#closeIfDone();
  }

  #closeIfDone(): void {
    if (this.spent && this.#taken === 0) this.#pair.close();
  }
}
