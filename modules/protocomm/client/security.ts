import { utf8Bytes } from "../../base/utf8.js";
import { randomBytes } from "../../base/random.js";
import type { Random } from "../../host/random.js";
import type { AesCtr, SessionCrypto } from "../../host/session-crypto.js";
import { decode, encode } from "../codec.js";
import { equalSecrets, wipe } from "../constant-time.js";
import { Status } from "../proto/constants.js";
import {
  readSessionData,
  type SessionData,
  type SessionDataInit,
  SessionMessage,
  writeSessionData,
} from "../proto/session.js";
import { security1Key } from "../security/security1.js";
import { ProofError, ProtocommError, ProtocommRefusedError } from "./transport.js";

/** Sends a message of prov-session and returns the answer. */
export type Exchange = (request: Uint8Array) => Promise<Uint8Array>;

export interface ClientTools {
  readonly crypto: SessionCrypto;
  readonly random: Random;
}

/** The client's side of a session. */
export interface ClientSecurity {
  readonly version: 0 | 1 | 2;
  /** Agrees on keys. Rejects with ProofError, ProtocommError, or what the exchange rejects with. */
  establish(exchange: Exchange): Promise<void>;
  encrypt(message: Uint8Array): Uint8Array;
  /** Throws ProtocommError for a message that the device did not encrypt in this session. */
  decrypt(message: Uint8Array): Uint8Array;
  /** Wipes all keys. */
  close(): void;
}

/** Sends one message of a session. Rejects with ProtocommError where the answer is not one. */
export async function exchangeMessage(
  exchange: Exchange,
  message: SessionDataInit,
): Promise<SessionData> {
  const answer = decode(readSessionData, await exchange(encode(writeSessionData, message)));
  if (!answer || answer.sec_ver !== (message.sec_ver ?? 0))
    throw new ProtocommError("the device answered with another security scheme, or with nonsense");
  return answer;
}

/** The field of an answer, which must be there, of this length, and with success. */
export function checkedField(
  status: number | undefined,
  field: Uint8Array | undefined,
  length: number,
): Uint8Array {
  if (status !== Status.Success || field?.length !== length)
    throw new ProtocommError("the device's answer lacks what a session is made of");
  return field;
}

/** Rejects with ProofError where the device refuses the message with the proof. */
export async function proving<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof ProtocommRefusedError)) throw error;
    throw new ProofError("the device does not accept the proof of possession or the password");
  }
}

/** Security 0. */
export class ClientSecurity0 implements ClientSecurity {
  readonly version = 0;

  async establish(exchange: Exchange): Promise<void> {
    const message = { sec_ver: 0, sec0: { msg: SessionMessage.Command0, sc: {} } };
    const { sec0 } = await exchangeMessage(exchange, message);
    if (!sec0 || (sec0.sr?.status ?? Status.Success) !== Status.Success)
      throw new ProtocommError("the device does not begin a session");
  }

  encrypt(message: Uint8Array): Uint8Array {
    return message;
  }

  decrypt(message: Uint8Array): Uint8Array {
    return message;
  }

  close(): void {
    // there are no keys
  }
}

/** Security 1. */
export class ClientSecurity1 implements ClientSecurity {
  readonly version = 1;
  readonly #tools: ClientTools;
  readonly #proof: Uint8Array;
  #stream: AesCtr | undefined;

  /** `proofOfPossession`: empty for a device without one. */
  constructor(tools: ClientTools, proofOfPossession: string) {
    this.#tools = tools;
    this.#proof = utf8Bytes(proofOfPossession);
  }

  async establish(exchange: Exchange): Promise<void> {
    const { crypto, random } = this.#tools;
    this.close();
    const privateKey = randomBytes(random, 32);
    const client = await new Promise<Uint8Array>((resolve) =>
      crypto.x25519PublicKey(privateKey, resolve),
    );
    const first = await exchangeMessage(exchange, {
      sec_ver: 1,
      sec1: { msg: SessionMessage.Command0, sc0: { client_pubkey: client } },
    });
    const sr0 = first.sec1?.sr0;
    const device = checkedField(sr0?.status, sr0?.device_pubkey, 32);
    const iv = checkedField(sr0?.status, sr0?.device_random, 16);
    const secret = await new Promise<Uint8Array | undefined>((resolve) =>
      crypto.x25519(privateKey, device, resolve),
    );
    wipe(privateKey);
    if (!secret) throw new ProtocommError("the device's public key is none");
    const stream = crypto.aesCtr(security1Key(crypto, secret, this.#proof), iv);
    wipe(secret);
    this.#stream = stream;
    const second = await proving(
      exchangeMessage(exchange, {
        sec_ver: 1,
        sec1: {
          msg: SessionMessage.Command1,
          sc1: { client_verify_data: stream.apply(device) },
        },
      }),
    );
    const sr1 = second.sec1?.sr1;
    const verify = checkedField(sr1?.status, sr1?.device_verify_data, 32);
    if (!equalSecrets(stream.apply(verify), client))
      throw new ProofError("the device does not know the proof of possession");
  }

  encrypt(message: Uint8Array): Uint8Array {
    return this.#open().apply(message);
  }

  decrypt(message: Uint8Array): Uint8Array {
    return this.#open().apply(message);
  }

  close(): void {
    this.#stream?.close();
    this.#stream = undefined;
  }

  #open(): AesCtr {
    if (!this.#stream) throw new ProtocommError("there is no session");
    return this.#stream;
  }
}
