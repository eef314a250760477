import { Status } from "../proto/constants.js";
import { type SessionData, SessionMessage } from "../proto/session.js";
import type { SecuritySession, SessionAnswer } from "./session.js";

/** Security 0: no encryption at all. */
export class Security0Session implements SecuritySession {
  readonly version = 0;
  #established = false;

  get established(): boolean {
    return this.#established;
  }

  handle({ sec0 }: SessionData, answer: SessionAnswer): void {
    if ((sec0?.msg ?? SessionMessage.Command0) !== SessionMessage.Command0) {
      answer("message");
      return;
    }
    this.#established = true;
    const sr = { status: Status.Success };
    answer({ sec_ver: 0, sec0: { msg: SessionMessage.Response0, sr } });
  }

  encrypt(message: Uint8Array): Uint8Array {
    return message;
  }

  decrypt(message: Uint8Array): Uint8Array {
    return message;
  }

  close(): void {
    this.#established = false;
  }
}
