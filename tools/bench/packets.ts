import { ApplicationKey } from "../../modules/crypto/application-key.js";
import { NetworkKeys } from "../../modules/crypto/network-keys.js";
import type { Crypto } from "../../modules/host/crypto.js";
import { GenericOnOffSetUnacknowledged } from "../../modules/models/generic-onoff/messages.js";
import { putUint16BE, putUint24BE } from "../../modules/base/bytes.js";
import { ClearPdu } from "../../modules/host/network-cipher.js";
import { AesNetworkCipher } from "../../modules/network/network-cipher.js";
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

/** Makes advertising packets of Generic OnOff Set messages to the group, each a new one. */
export class PacketMaker {
  readonly #network = new AesNetworkCipher();
  readonly #upper = new UpperTransportCodec();
  readonly #application: ApplicationKey;
  readonly #keys: NetworkKeys;

  constructor(crypto: Crypto, key: Uint8Array) {
    this.#keys = new NetworkKeys({ crypto, key });
    this.#network.setKeys([this.#keys]);
    this.#application = new ApplicationKey({ crypto, key: appKey() });
  }

  get nid(): number {
    return this.#keys.nid;
  }

  /** AD structure of message number `seq` as it is after so many hops. */
  packet(seq: number, ttl: number): Uint8Array {
    const fields = { ivIndex: 0, seq, src: senderAddress, dst: group };
    const payload = GenericOnOffSetUnacknowledged.encode({
      onOff: seq % 2 === 0,
      tid: seq & 0xff,
      transition: undefined,
    });
    const upper = this.#upper.seal(
      this.#application,
      { ...fields, longMic: false, device: false },
      payload,
      undefined,
    );
    const transport = Uint8Array.of(0x40 | this.#application.aid, ...upper);
    const clear = new Uint8Array(ClearPdu.transport + transport.length);
    clear[ClearPdu.controlTtl] = ttl;
    putUint24BE(clear, ClearPdu.seq, seq);
    putUint16BE(clear, ClearPdu.src, senderAddress);
    putUint16BE(clear, ClearPdu.dst, group);
    clear.set(transport, ClearPdu.transport);
    const room = new Uint8Array(29);
    const pdu = room.slice(0, this.#network.seal(0, 0, clear, clear.length, room));
    return Uint8Array.of(1 + pdu.length, meshMessage, ...pdu);
  }
}
