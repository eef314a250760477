import { randomFillSync } from "node:crypto";
import { NodeClock } from "../../hosts/node/clock.js";
import { NodeSessionCrypto } from "../../hosts/node/session-crypto.js";
import { srpVerifier } from "../../modules/protocomm/security/srp.js";

/** What a device with security 2 stores for a user: salt and verifier (SRP6a). */
export interface Credentials {
  readonly salt: Uint8Array;
  readonly verifier: Uint8Array;
}

function octets(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text));
}

/** Makes the salt (random by default) and verifier of a user for security 2. */
export function makeCredentials(options: {
  readonly username: string;
  readonly password: string;
  readonly salt?: Uint8Array;
  /** Octets of a random salt. Default 16. */
  readonly saltLength?: number;
}): Promise<Credentials> {
  const { username, password, saltLength = 16 } = options;
  const salt = options.salt ?? new Uint8Array(saltLength);
  // Some clients remove leading zeros.
  while (!options.salt && (salt[0] ?? 1) === 0) randomFillSync(salt);
  const crypto = new NodeSessionCrypto({ clock: new NodeClock() });
  const user = { crypto, salt, username: octets(username), password: octets(password) };
  return new Promise((resolve) => srpVerifier(user, (verifier) => resolve({ salt, verifier })));
}

function cArray(name: string, bytes: Uint8Array): string {
  const numbers = Array.from(bytes, (octet) => `0x${octet.toString(16).padStart(2, "0")}`);
  const lines: string[] = [];
  for (let at = 0; at < numbers.length; at += 12) lines.push(numbers.slice(at, at + 12).join(", "));
  return `static const char ${name}[] = {\n    ${lines.join(",\n    ")}\n};\n`;
}

/** Salt and verifier as C arrays, with the names of ESP-IDF's example. */
export function credentialsAsC({ salt, verifier }: Credentials): string {
  return `${cArray("sec2_salt", salt)}\n${cArray("sec2_verifier", verifier)}`;
}
