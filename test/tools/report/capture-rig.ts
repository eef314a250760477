import { NodeCrypto } from "../../../hosts/node/crypto.js";
import { VirtualClock } from "../../../hosts/node/virtual-clock.js";
import { concatBytes, putUint16BE, putUint24BE } from "../../../modules/base/bytes.js";
import { ApplicationKey, DeviceKey } from "../../../modules/crypto/application-key.js";
import { NetworkKeys } from "../../../modules/crypto/network-keys.js";
import { ClearPdu, NonceType } from "../../../modules/host/network-cipher.js";
import { AesNetworkCipher } from "../../../modules/network/network-cipher.js";
import { encodeSegment } from "../../../modules/transport/lower-transport-pdu.js";
import { UpperTransportCodec } from "../../../modules/transport/upper-transport.js";
import type { CapturedFile, CapturedPacket } from "../../../tools/capture/read-pcapng.js";
import { advertisingReport } from "../../../tools/capture/capture.js";
import { LINKTYPE_HCI_H4 } from "../../../tools/capture/link-types.js";
import type { ReportKeys } from "../../../tools/report/decode/report-keys.js";

const octets16 = (value: number) => new Uint8Array(16).fill(value);

export const rigKeys: ReportKeys = {
  netKeys: [octets16(1)],
  appKeys: [octets16(2)],
  labels: [],
  deviceKeys: [
    { address: 1, key: octets16(3) },
    { address: 2, key: octets16(4) },
  ],
  ivIndexes: [0],
  names: new Map(),
};

interface Fields {
  readonly src: number;
  readonly dst: number;
  readonly seq: number;
  readonly ttl: number;
}

/** Addresses of packets by the number of their station. */
export function addressOf(station: number): number {
  return 0xc00000000000 + station;
}

/** Makes the packets of a capture by hand. */
export class CaptureRig {
  readonly packets: CapturedPacket[] = [];
  readonly comments: string[] = [];
  readonly crypto = new NodeCrypto({ clock: new VirtualClock() });
  readonly network = new NetworkKeys({ crypto: this.crypto, key: octets16(1) });
  readonly #cipher = new AesNetworkCipher();
  readonly #codec = new UpperTransportCodec();
  readonly #appKey = new ApplicationKey({ crypto: this.crypto, key: octets16(2) });

  constructor() {
    this.#cipher.setKeys([this.network]);
  }

  get file(): CapturedFile {
    return { packets: this.packets, comments: this.comments, damage: undefined };
  }

  /** An AD structure, sent by a station. */
  send(time: number, station: number, type: number, content: Uint8Array): void {
    const data = concatBytes(Uint8Array.of(content.length + 1, type), content);
    const packet = { kind: 3, address: addressOf(station), data };
    this.packets.push({ time, linkType: LINKTYPE_HCI_H4, data: advertisingReport(packet, -60) });
  }

  /** A lower transport PDU, sent by a station in a network PDU. */
  pdu(time: number, station: number, fields: Fields, transport: Uint8Array, control = false): void {
    const { dst, seq, src, ttl } = fields;
    const clear = new Uint8Array(ClearPdu.size);
    clear[ClearPdu.controlTtl] = (control ? 0x80 : 0) | ttl;
    putUint24BE(clear, ClearPdu.seq, seq);
    putUint16BE(clear, ClearPdu.src, src);
    putUint16BE(clear, ClearPdu.dst, dst);
    clear.set(transport, ClearPdu.transport);
    const pdu = new Uint8Array(29);
    const length = ClearPdu.transport + transport.length;
    const end = this.#cipher.seal(NonceType.network, 0, 0, clear, length, pdu);
    this.send(time, station, 0x2a, pdu.slice(0, end));
  }

  /** An access message with the AppKey, unsegmented. */
  application(time: number, station: number, fields: Fields, payload: Uint8Array): void {
    const nonce = { ...fields, ivIndex: 0, longMic: false, device: false };
    const upper = this.#codec.seal(this.#appKey, nonce, payload, undefined);
    const type = 0x40 | this.#appKey.aid;
    this.pdu(time, station, fields, concatBytes(Uint8Array.of(type), upper));
  }

  /** The segments of an access message with the device key of a node, in lower transport PDUs. */
  segments(fields: Fields, payload: Uint8Array, node: 1 | 2): Uint8Array[] {
    const key = new DeviceKey({ crypto: this.crypto, key: octets16(2 + node) });
    const nonce = { ...fields, ivIndex: 0, longMic: false, device: true };
    const upper = this.#codec.seal(key, nonce, payload, undefined);
    const segN = Math.ceil(upper.length / 12) - 1;
    return Array.from({ length: segN + 1 }, (_, segO) => {
      const header = { type: 0, longMic: false, seqZero: fields.seq & 0x1fff, segO, segN };
      return encodeSegment(header, upper, segO * 12, Math.min(upper.length, segO * 12 + 12));
    });
  }

  /** A configuration message, each segment 10 ms after the one before it, with its own SEQ. */
  configuration(time: number, station: number, fields: Fields, payload: Uint8Array, node: 1 | 2) {
    this.segments(fields, payload, node).forEach((segment, i) =>
      this.pdu(time + 10 * i, station, { ...fields, seq: fields.seq + i }, segment),
    );
  }
}
