// What both sides derive during provisioning, Mesh Protocol 1.1 §5.4.2.
import { asciiBytes, concatBytes } from "../base/bytes.js";
import { aesCmac, k1, k5, s1, s2 } from "../crypto/toolbox.js";
import type { Crypto } from "../host/crypto.js";
import { Algorithm } from "./oob.js";
import { decodeFields, encodeFields } from "./pdu-codec.js";
import {
  encodePdu,
  PduType,
  provisioningDataFields,
  type Capabilities,
  type ProvisioningData,
  type Start,
} from "./pdu.js";

/** The parameters of the PDUs that both sides have, for ConfirmationInputs. §5.4.2.4 */
export interface Transcript {
  /** AttentionDuration of the Invite. */
  readonly attention: number;
  readonly capabilities: Capabilities;
  readonly start: Start;
  /** 64 octets each. */
  readonly provisionerKey: Uint8Array;
  readonly deviceKey: Uint8Array;
}

/** ConfirmationSalt and ConfirmationKey, 16 or 32 octets each. */
export interface ConfirmationSecrets {
  readonly algorithm: Algorithm;
  readonly salt: Uint8Array;
  readonly key: Uint8Array;
  readonly authValue: Uint8Array;
}

/** ConfirmationInputs, 145 octets: the PDUs' parameters, without their types. */
export function confirmationInputs(transcript: Transcript): Uint8Array {
  const { attention, capabilities, start, provisionerKey, deviceKey } = transcript;
  return concatBytes(
    Uint8Array.of(attention),
    encodePdu({ ...capabilities, type: PduType.capabilities }).subarray(1),
    encodePdu({ ...start, type: PduType.start }).subarray(1),
    provisionerKey,
    deviceKey,
  );
}

export function confirmationSecrets(
  crypto: Crypto,
  algorithm: Algorithm,
  sharedSecret: Uint8Array,
  authValue: Uint8Array,
  inputs: Uint8Array,
): ConfirmationSecrets {
  if (algorithm === Algorithm.cmac) {
    const salt = s1(crypto, inputs);
    return { algorithm, salt, key: k1(crypto, sharedSecret, salt, asciiBytes("prck")), authValue };
  }
  const salt = s2(crypto, inputs);
  const secret = concatBytes(sharedSecret, authValue);
  return { algorithm, salt, key: k5(crypto, secret, salt, asciiBytes("prck256")), authValue };
}

/** The confirmation of a side's random number. */
export function confirmation(
  crypto: Crypto,
  secrets: ConfirmationSecrets,
  random: Uint8Array,
): Uint8Array {
  return secrets.algorithm === Algorithm.cmac
    ? aesCmac(crypto, secrets.key, concatBytes(random, secrets.authValue))
    : crypto.hmacSha256(secrets.key, random);
}

/** ProvisioningSalt (16 octets), session key (16), session nonce (13) and device key (16). */
export interface SessionSecrets {
  readonly salt: Uint8Array;
  readonly sessionKey: Uint8Array;
  readonly sessionNonce: Uint8Array;
  readonly deviceKey: Uint8Array;
}

export function sessionSecrets(
  crypto: Crypto,
  sharedSecret: Uint8Array,
  confirmationSalt: Uint8Array,
  provisionerRandom: Uint8Array,
  deviceRandom: Uint8Array,
): SessionSecrets {
  const salt = s1(crypto, concatBytes(confirmationSalt, provisionerRandom, deviceRandom));
  return {
    salt,
    sessionKey: k1(crypto, sharedSecret, salt, asciiBytes("prsk")),
    sessionNonce: k1(crypto, sharedSecret, salt, asciiBytes("prsn")).slice(3),
    deviceKey: deviceKeyOf(crypto, sharedSecret, salt),
  };
}

/** Device key, 16 octets, of an ECDH secret (32 octets) and a ProvisioningSalt (16). §5.4.2.5 */
export function deviceKeyOf(
  crypto: Crypto,
  sharedSecret: Uint8Array,
  provisioningSalt: Uint8Array,
): Uint8Array {
  return k1(crypto, sharedSecret, provisioningSalt, asciiBytes("prdk"));
}

/** Octets of provisioning data, and of its MIC. */
const dataLength = 25;
const micLength = 8;

/**
 * Provisioning data for so many elements, before they are encrypted. Throws
 * RangeError, naming the field, for values that are not allowed.
 */
export function encodeProvisioningData(data: ProvisioningData, elements: number): Uint8Array {
  const last = 0x8000 - elements;
  if (data.address > last)
    throw new RangeError(
      `address must be 1..${last} for ${elements} elements, not ${data.address}`,
    );
  return Uint8Array.from(encodeFields(provisioningDataFields, { ...data }));
}

/** Encoded provisioning data as it is sent. */
export function sealProvisioningData(
  crypto: Crypto,
  secrets: SessionSecrets,
  plain: Uint8Array,
): { encrypted: Uint8Array; mic: Uint8Array } {
  const sealed = new Uint8Array(dataLength + micLength);
  const key = crypto.aesKey(secrets.sessionKey);
  key.seal(secrets.sessionNonce, plain, 0, dataLength, micLength, sealed, 0);
  key.close();
  return { encrypted: sealed.slice(0, dataLength), mic: sealed.slice(dataLength) };
}

/** Received provisioning data, decrypted; "decrypt" where the MIC does not fit, "value" where a field is not allowed. */
export function openProvisioningData(
  crypto: Crypto,
  secrets: SessionSecrets,
  encrypted: Uint8Array,
  mic: Uint8Array,
): ProvisioningData | "decrypt" | "value" {
  const plain = new Uint8Array(dataLength);
  const key = crypto.aesKey(secrets.sessionKey);
  const sealed = concatBytes(encrypted, mic);
  const fits = key.open(secrets.sessionNonce, sealed, 0, sealed.length, micLength, plain, 0);
  key.close();
  if (!fits) return "decrypt";
  const data = decodeFields(provisioningDataFields, plain, 0, dataLength);
  return data === undefined ? "value" : (data as unknown as ProvisioningData);
}
