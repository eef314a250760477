import { Diagnostics } from "../../modules/base/diagnostics.js";
import { fromHex, toHex } from "../../modules/base/bytes.js";
import type { Clock } from "../../modules/host/clock.js";
import type { Random } from "../../modules/host/random.js";
import type { SessionCrypto } from "../../modules/host/session-crypto.js";
import { Protocomm } from "../../modules/protocomm/protocomm.js";

/** Parameters of the benchmark's device, in hexadecimal digits. */
export interface SessionOrder {
  readonly version: 1 | 2;
  readonly salt: string;
  readonly verifier: string;
}

export const proofOfPossession = "abcd1234";

/** The device in a session, on any engine; requests and answers are hexadecimal digits. */
export class SessionWork {
  readonly #protocomm: Protocomm;
  #answer: string | undefined;

  constructor(crypto: SessionCrypto, random: Random, clock: Clock, order: SessionOrder) {
    const salt = fromHex(order.salt);
    const verifier = fromHex(order.verifier);
    this.#protocomm = new Protocomm({
      clock,
      crypto,
      random,
      diagnostics: new Diagnostics(),
      securities: [
        order.version === 1 ? { version: 1, proofOfPossession } : { version: 2, salt, verifier },
      ],
    });
  }

  /** The answer to the latest request; undefined until it is answered. */
  get answer(): string | undefined {
    return this.#answer;
  }

  request(hex: string): void {
    this.#answer = undefined;
    this.#protocomm.handle(1, "prov-session", fromHex(hex), (octets) => {
      this.#answer = octets ? toHex(octets) : "";
    });
  }
}
