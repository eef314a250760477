import type { Random } from "../../host/random.js";
import type { SessionCrypto } from "../../host/session-crypto.js";
import type { SessionData, SessionDataInit } from "../proto/session.js";

/** Why a message of a session was refused. */
export type SessionRefusal =
  /** It is malformed, or not allowed in this state. */
  | "message"
  /** The client does not know the proof of possession or the password. */
  | "proof";

/** Gets the answer to a message of a session, once. */
export type SessionAnswer = (answer: SessionDataInit | SessionRefusal) => void;

/** Parts of the host that sessions use. */
export interface SessionTools {
  readonly crypto: SessionCrypto;
  readonly random: Random;
}

/** The device's side of a session with one security scheme. */
export interface SecuritySession {
  readonly version: 0 | 1 | 2;
  /** Whether messages can be encrypted and decrypted. */
  readonly established: boolean;
  /** Takes a message of the endpoint prov-session. The answer may come later; none comes after `close`. */
  handle(message: SessionData, answer: SessionAnswer): void;
  encrypt(message: Uint8Array): Uint8Array;
  /** Undefined for a message that was not encrypted in this session, where the scheme can detect that. */
  decrypt(message: Uint8Array): Uint8Array | undefined;
  /** Wipes all keys. */
  close(): void;
}
