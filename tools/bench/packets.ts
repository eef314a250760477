import { ApplicationKey, DeviceKey } from "../../modules/crypto/application-key.js";
import { NetworkKeys } from "../../modules/crypto/network-keys.js";
import type { Crypto } from "../../modules/host/crypto.js";
import {
  GenericOnOffSet,
  GenericOnOffSetUnacknowledged,
} from "../../modules/models/generic-onoff/messages.js";
import { putUint16BE, putUint24BE } from "../../modules/base/bytes.js";
import { ClearPdu, NonceType } from "../../modules/host/network-cipher.js";
import { AesNetworkCipher } from "../../modules/network/network-cipher.js";
import { accessSegmentLength, encodeSegment } from "../../modules/transport/lower-transport-pdu.js";
import { UpperTransportCodec } from "../../modules/transport/upper-transport.js";

export const receiverAddress = 0x0100;
export const senderAddress = 0x0200;
export const group = 0xc000;

export function netKey(): Uint8Array {
  return new Uint8Array(16).fill(1);
}
export function appKey(): Uint8Array {
  return new Uint8Array(16).fill(2);
}
export function deviceKey(): Uint8Array {
  return new Uint8Array(16).fill(3);
}
export function foreignNetKey(): Uint8Array {
  return new Uint8Array(16).fill(4);
}

const meshMessage = 0x2a;

/** Sequence number, TTL and addresses of a packet. */
export interface PacketFields {
  readonly seq: number;
  readonly ttl: number;
  /** Default: the light's group. */
  readonly dst?: number;
  /** Default: `senderAddress`. */
  readonly src?: number;
}

/** Makes advertising packets with messages to the light; each call gives a new message. */
export class PacketMaker {
  readonly #network = new AesNetworkCipher();
  readonly #upper = new UpperTransportCodec();
  readonly #application: ApplicationKey;
  readonly #device: DeviceKey;
  readonly #keys: NetworkKeys;

  constructor(crypto: Crypto, key: Uint8Array) {
    this.#keys = new NetworkKeys({ crypto, key });
    this.#network.setKeys([this.#keys]);
    this.#application = new ApplicationKey({ crypto, key: appKey() });
    this.#device = new DeviceKey({ crypto, key: deviceKey() });
  }

  get nid(): number {
    return this.#keys.nid;
  }

  /**
   * AD structure with Generic OnOff Set Unacknowledged, sequence number `seq`, and the TTL after
   * some hops.
   */
  packet(seq: number, ttl: number): Uint8Array {
    return this.message({ seq, ttl }, onOffSet(GenericOnOffSetUnacknowledged, seq));
  }

  /** AD structure with Generic OnOff Set, which requests an answer. */
  acknowledged(fields: PacketFields): Uint8Array {
    return this.message(fields, onOffSet(GenericOnOffSet, fields.seq));
  }

  /**
   * AD structure with an access payload in an unsegmented message, encrypted with the device key
   * if `device`.
   */
  message(fields: PacketFields, payload: Uint8Array, device = false): Uint8Array {
    const upper = this.#sealUpper(fields, payload, device);
    return this.#packet(fields, Uint8Array.of(this.#keyOctet(device, 0x40), ...upper));
  }

  /** AD structures with a segmented access payload, with successive sequence numbers. */
  segments(fields: PacketFields, payload: Uint8Array): Uint8Array[] {
    const upper = this.#sealUpper(fields, payload, false);
    const segN = Math.ceil(upper.length / accessSegmentLength) - 1;
    const type = this.#keyOctet(false, 0x40);
    const header = { type, longMic: false, seqZero: fields.seq & 0x1fff, segN };
    return Array.from({ length: segN + 1 }, (_, segO) => {
      const start = segO * accessSegmentLength;
      const end = Math.min(start + accessSegmentLength, upper.length);
      const segment = encodeSegment({ ...header, segO }, upper, start, end);
      return this.#packet({ ...fields, seq: fields.seq + segO }, segment);
    });
  }

  #keyOctet(device: boolean, akf: number): number {
    return device ? 0 : akf | this.#application.aid;
  }

  #sealUpper(fields: PacketFields, payload: Uint8Array, device: boolean): Uint8Array {
    const whole = { ...places(fields), longMic: false, device };
    return this.#upper.seal(device ? this.#device : this.#application, whole, payload, undefined);
  }

  #packet(fields: PacketFields, transport: Uint8Array): Uint8Array {
    const { seq, src, dst } = places(fields);
    const clear = new Uint8Array(ClearPdu.transport + transport.length);
    clear[ClearPdu.controlTtl] = fields.ttl;
    putUint24BE(clear, ClearPdu.seq, seq);
    putUint16BE(clear, ClearPdu.src, src);
    putUint16BE(clear, ClearPdu.dst, dst);
    clear.set(transport, ClearPdu.transport);
    const room = new Uint8Array(29);
    const pdu = room.slice(
      0,
      this.#network.seal(NonceType.network, 0, 0, clear, clear.length, room),
    );
    return Uint8Array.of(1 + pdu.length, meshMessage, ...pdu);
  }
}

function places({ seq, src = senderAddress, dst = group }: PacketFields) {
  return { ivIndex: 0, seq, src, dst };
}

function onOffSet(message: typeof GenericOnOffSetUnacknowledged, seq: number): Uint8Array {
  return message.encode({ onOff: seq % 2 === 0, tid: seq & 0xff, transition: undefined });
}
