import { asciiLowerCase, isCapital } from "../base/bytes.js";
import { frozen } from "../base/frozen.js";

/** Status codes of the foundation models. Mesh Protocol 1.1 §4.3.5. */
export const Status = frozen({
  success: 0x00,
  invalidAddress: 0x01,
  invalidModel: 0x02,
  invalidAppKeyIndex: 0x03,
  invalidNetKeyIndex: 0x04,
  insufficientResources: 0x05,
  keyIndexAlreadyStored: 0x06,
  invalidPublishParameters: 0x07,
  notASubscribeModel: 0x08,
  storageFailure: 0x09,
  featureNotSupported: 0x0a,
  cannotUpdate: 0x0b,
  cannotRemove: 0x0c,
  cannotBind: 0x0d,
  temporarilyUnableToChangeState: 0x0e,
  cannotSet: 0x0f,
  unspecifiedError: 0x10,
  invalidBinding: 0x11,
});

export type Status = (typeof Status)[keyof typeof Status];

/** The name of a status code, for people. */
export function statusText(status: number): string {
  for (const [name, value] of Object.entries(Status)) if (value === status) return inWords(name);
  return `status ${status}`;
}

/** A name in camel case as words in lower case, for people. */
export function inWords(name: string): string {
  let words = "";
  for (let i = 0; i < name.length; i++) {
    const letter = name[i]!;
    words += isCapital(name.charCodeAt(i)) ? ` ${asciiLowerCase(letter)}` : letter;
  }
  return words;
}
