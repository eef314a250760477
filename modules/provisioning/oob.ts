import { asciiBytes, isCapital, isDigit, putUint32BE } from "../base/bytes.js";
import { frozen } from "../base/frozen.js";
import { randomBetween } from "../base/random.js";
import type { Random } from "../host/random.js";
import { Method, type Capabilities, type Start } from "./pdu.js";

/** Algorithms of provisioning: their numbers in Start, and bit numbers in Capabilities. */
export const Algorithm = frozen({
  /** BTM_ECDH_P256_CMAC_AES128_AES_CCM */
  cmac: 0,
  /** BTM_ECDH_P256_HMAC_SHA256_AES_CCM */
  hmac: 1,
});
export type Algorithm = (typeof Algorithm)[keyof typeof Algorithm];

const bothAlgorithms: readonly Algorithm[] = frozen([Algorithm.hmac, Algorithm.cmac]);
const hmacAlone: readonly Algorithm[] = frozen([Algorithm.hmac]);

/**
 * The default algorithms of either role, the best first. `oob`: an OOB value or an OOB public
 * key is used. Then CMAC has to be chosen explicitly: with it a device that does not have the
 * value can compute it from the provisioner's confirmation (CVE-2020-26559).
 */
export function defaultAlgorithms(oob: boolean): readonly Algorithm[] {
  return oob ? hmacAlone : bothAlgorithms;
}

/** Output OOB actions: numbers in Start, bit numbers in Capabilities. */
export const OutputAction = frozen({ blink: 0, beep: 1, vibrate: 2, numeric: 3, alphanumeric: 4 });
export type OutputAction = (typeof OutputAction)[keyof typeof OutputAction];

/** Input OOB actions: numbers in Start, bit numbers in Capabilities. */
export const InputAction = frozen({ push: 0, twist: 1, numeric: 2, alphanumeric: 3 });
export type InputAction = (typeof InputAction)[keyof typeof InputAction];

/** Bits of OOBType in Capabilities. */
export const OobType = frozen({ static: 1 << 0, onlyAuthenticated: 1 << 1 });

/** A number for counted and numeric actions, capital letters and digits for alphanumeric ones. */
export type OobValue = number | string;

/** Octets of confirmations, randoms and AuthValue. */
export function authenticationSize(algorithm: Algorithm): 16 | 32 {
  return algorithm === Algorithm.hmac ? 32 : 16;
}

/** AuthValue without OOB. */
export function noAuthValue(algorithm: Algorithm): Uint8Array {
  return new Uint8Array(authenticationSize(algorithm));
}

/** AuthValue of a static OOB value: at the beginning, zeros after it, cut where it is too long. */
export function staticAuthValue(algorithm: Algorithm, value: Uint8Array): Uint8Array {
  const authValue = noAuthValue(algorithm);
  authValue.set(value.subarray(0, authValue.length));
  return authValue;
}

/** AuthValue of an Output or Input OOB value: numbers at the end, big-endian, characters at the beginning. */
export function oobAuthValue(algorithm: Algorithm, value: OobValue): Uint8Array {
  if (typeof value === "string") return staticAuthValue(algorithm, asciiBytes(value));
  const authValue = noAuthValue(algorithm);
  putUint32BE(authValue, authValue.length - 4, value);
  return authValue;
}

/** Kind of an action's value: a count from 1, a number from 0, or characters. */
export type OobKind = "counted" | "numeric" | "alphanumeric";

/** The kind of the action that a Start with method output or input names. */
export function kindOf(start: Start): OobKind {
  const { action } = start;
  if (start.method === Method.output) {
    if (action === OutputAction.alphanumeric) return "alphanumeric";
    return action === OutputAction.numeric ? "numeric" : "counted";
  }
  if (action === InputAction.alphanumeric) return "alphanumeric";
  return action === InputAction.numeric ? "numeric" : "counted";
}

const characters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** A random value of a kind, with `size` digits at most or `size` characters. */
export function randomOobValue(random: Random, kind: OobKind, size: number): OobValue {
  if (kind !== "alphanumeric")
    return randomBetween(random, kind === "counted" ? 1 : 0, 10 ** size - 1);
  let text = "";
  for (let i = 0; i < size; i++) text += characters[randomBetween(random, 0, 35)]!;
  return text;
}

/** AuthValue of a value that a user read or entered. Throws RangeError for what the Start does not allow. */
export function enteredAuthValue(start: Start, value: OobValue): Uint8Array {
  const { size } = start;
  const kind = kindOf(start);
  if (!fits(value, kind, size))
    throw new RangeError(`the OOB value: ${JSON.stringify(value)} is not ${allowed(kind, size)}`);
  return oobAuthValue(start.algorithm as Algorithm, value);
}

function allowed(kind: OobKind, size: number): string {
  if (kind === "alphanumeric") return `a string of 1 to ${size} digits and capital letters`;
  return `a number from ${kind === "counted" ? 1 : 0} to ${10 ** size - 1}`;
}

function fits(value: unknown, kind: OobKind, size: number): boolean {
  if (kind === "alphanumeric")
    return typeof value === "string" && value.length <= size && isAlphanumeric(value);
  const low = kind === "counted" ? 1 : 0;
  return typeof value === "number" && Number.isInteger(value) && value >= low && value < 10 ** size;
}

/** Whether a text is of digits and capital letters, at least one. Mesh Protocol 1.1 §5.4.2.4 */
function isAlphanumeric(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (!isDigit(code) && !isCapital(code)) return false;
  }
  return text !== "";
}

/** Whether the capabilities allow what a Start PDU selects. */
export function offers(capabilities: Capabilities, start: Start): boolean {
  if ((capabilities.algorithms & (1 << start.algorithm)) === 0) return false;
  if (start.publicKey === 1 && (capabilities.publicKeyType & 1) === 0) return false;
  const onlyAuthenticated = (capabilities.oobType & OobType.onlyAuthenticated) !== 0;
  if (onlyAuthenticated && (start.algorithm === Algorithm.cmac || start.method === Method.none))
    return false;
  switch (start.method) {
    case Method.none:
      return true;
    case Method.static:
      return (capabilities.oobType & OobType.static) !== 0;
    case Method.output:
      return (
        (capabilities.outputActions & (1 << start.action)) !== 0 &&
        start.size <= capabilities.outputSize
      );
    case Method.input:
      return (
        (capabilities.inputActions & (1 << start.action)) !== 0 &&
        start.size <= capabilities.inputSize
      );
    default:
      return false;
  }
}
