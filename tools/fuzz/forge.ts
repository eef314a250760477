import { fromHex } from "../../modules/base/bytes.js";
import { AdType } from "../../modules/bearer/ad-type.js";
import { ApplicationKey, DeviceKey } from "../../modules/crypto/application-key.js";
import { NetworkKeys } from "../../modules/crypto/network-keys.js";
import type { Message } from "../../modules/access/message.js";
import type { Crypto } from "../../modules/host/crypto.js";
import { NonceType } from "../../modules/host/network-cipher.js";
import { encodeMeshPrivateBeacon } from "../../modules/network/private-beacon.js";
import { encodeSecureNetworkBeacon } from "../../modules/network/secure-network-beacon.js";
import { encodeUnprovisionedBeacon } from "../../modules/provisioning/beacon.js";
import { frameCheckSequence } from "../../modules/provisioning/pb-adv/fcs.js";
import { encodeGeneric } from "../../modules/provisioning/pb-adv/generic-pdu.js";
import { encodeSegment } from "../../modules/transport/lower-transport-pdu.js";
import { UpperTransportCodec } from "../../modules/transport/upper-transport.js";
import { accessPayload, appKeyMessages, deviceKeyMessages } from "./access-payload.js";
import type { Draw } from "./draw.js";
import { known } from "./keys.js";
import { NetworkPduCodec } from "./network-pdu.js";
import { adStructure, mutated } from "./octets.js";

/** Octets of an upper transport PDU in one segment. */
const segmentOctets = 12;
/** Octets of an upper transport PDU in an unsegmented PDU. */
const unsegmentedOctets = 15;
/** Number of sources of most forged packets. */
const sources = 40;
const firstSource = 0x0300;

/**
 * Packets that are invalid at one layer and valid below it: from random octets to access payloads
 * encrypted with the right keys.
 */
export class Forge {
  readonly #draw: Draw;
  readonly #codec = new NetworkPduCodec();
  readonly #upper = new UpperTransportCodec();
  readonly #netKeys: NetworkKeys;
  readonly #appKey: ApplicationKey;
  readonly #deviceKey: DeviceKey;
  /** The latest packets, which are sent again with changes. */
  readonly #recent: Uint8Array[] = [];
  #seq = 1;
  #link: Uint8Array = new Uint8Array(4);
  #transaction = 0;
  readonly #messages: readonly Message[];

  /** `messages`: those of the models that use AppKeys. */
  constructor(crypto: Crypto, draw: Draw, messages: readonly Message[] = appKeyMessages) {
    this.#draw = draw;
    this.#messages = messages;
    this.#netKeys = new NetworkKeys({ crypto, key: fromHex(known.netKey) });
    this.#appKey = new ApplicationKey({ crypto, key: fromHex(known.appKey) });
    this.#deviceKey = new DeviceKey({ crypto, key: fromHex(known.deviceKey) });
  }

  /** The kinds of packets by name; each call makes one input of one or more packets. */
  readonly kinds: Readonly<Record<string, () => Uint8Array[]>> = {
    octets: () => [mutated(this.#draw, this.#recent)],
    beacon: () => [this.#beacon()],
    provisioning: () => this.#provisioning(),
    transport: () => [this.#transport()],
    segment: () => [this.#segment()],
    "access, AppKey": () => this.#access(this.#appKey, this.#messages),
    "access, device key": () => this.#access(this.#deviceKey, deviceKeyMessages),
    replay: () => [this.#replay()],
  };

  /** A valid message of the friend. */
  message(payload: Uint8Array): Uint8Array[] {
    return this.#sealed(this.#appKey, known.friend, known.address, payload);
  }

  /** A proxy configuration message: an opcode with parameters. `src`: any, where it is absent. */
  configuration(bytes: Uint8Array, src = this.#anySource()): Uint8Array {
    const message = { ivIndex: known.ivIndex, control: true, ttl: 0, dst: 0 };
    const fields = { ...message, seq: this.#seq++, src };
    return this.#codec.seal(this.#netKeys, fields, bytes, NonceType.proxy);
  }

  remember(packet: Uint8Array): void {
    this.#recent.push(packet.slice());
    if (this.#recent.length > 64) this.#recent.shift();
  }

  #packet(type: number, payload: Uint8Array): Uint8Array {
    const packet = adStructure(type, payload);
    this.remember(packet);
    return packet;
  }

  #beacon(): Uint8Array {
    const draw = this.#draw;
    // The current state in 63 of 64 cases: if the node accepts another one, it drops most of the
    // packets that follow.
    const other = draw.below(64) === 0;
    const state = {
      keyRefresh: other && draw.below(2) === 0,
      ivUpdate: other && draw.below(2) === 0,
      ivIndex: known.ivIndex + (other ? draw.below(5) - 2 : 0),
    };
    switch (draw.below(4)) {
      case 0:
        return this.#packet(AdType.beacon, encodeSecureNetworkBeacon(this.#netKeys, state));
      case 1: {
        const random = draw.bytes(13);
        const beacon = encodeMeshPrivateBeacon(this.#netKeys, random, state);
        return this.#packet(AdType.beacon, beacon);
      }
      case 2: {
        const uuid = draw.bytes(16);
        const oobInformation = draw.below(0x10000);
        return this.#packet(AdType.beacon, encodeUnprovisionedBeacon({ uuid, oobInformation }));
      }
      default:
        return this.#packet(
          AdType.beacon,
          Uint8Array.of(draw.below(4), ...draw.bytes(draw.below(26))),
        );
    }
  }

  /**
   * A PB-ADV link to the device with any provisioning PDU on it, and with a right frame check
   * sequence.
   */
  #provisioning(): Uint8Array[] {
    const draw = this.#draw;
    const generic = (octets: Uint8Array, transaction: number) =>
      this.#packet(AdType.provisioning, Uint8Array.of(...this.#link, transaction, ...octets));
    switch (draw.below(6)) {
      case 0:
        this.#link = draw.bytes(4);
        this.#transaction = 0;
        return [generic(encodeGeneric({ type: "link-open", uuid: this.uuid }), 0)];
      case 1:
        return [generic(draw.bytes(1 + draw.below(24)), draw.below(256))];
      case 2:
        return [generic(Uint8Array.of(0x03 | (draw.below(4) << 2), ...draw.bytes(1)), 0)];
      default: {
        const pdu = Uint8Array.of(draw.below(16), ...draw.bytes(draw.below(20)));
        const start = { lastSegment: 0, totalLength: pdu.length, fcs: frameCheckSequence(pdu) };
        const octets = encodeGeneric({ type: "start", ...start, payload: pdu });
        return [generic(octets, this.#transaction++ & 0x7f)];
      }
    }
  }

  /** The device to which links are opened, 16 octets. */
  uuid: Uint8Array = new Uint8Array(16);

  #transport(): Uint8Array {
    const draw = this.#draw;
    const control = draw.below(2) === 0;
    const bytes = draw.bytes(1 + draw.below(control ? 12 : 16));
    // Half of the access messages name a key that the node has: their TransMIC is wrong.
    if (!control && draw.below(2) === 0)
      bytes[0] = draw.below(2) === 0 ? 0x00 : 0x40 | this.#appKey.aid;
    return this.#network(this.#anySource(), this.#anyDestination(), control, bytes);
  }

  #segment(): Uint8Array {
    const draw = this.#draw;
    const segN = draw.below(32);
    const header = {
      type: draw.below(0x80),
      longMic: draw.below(4) === 0,
      seqZero: draw.below(2) === 0 ? this.#seq & 0x1fff : draw.below(0x2000),
      segO: draw.below(segN + 1),
      segN,
    };
    const bytes = encodeSegment(header, draw.bytes(segmentOctets), 0, segmentOctets);
    return this.#network(this.#anySource(), this.#anyDestination(), false, bytes);
  }

  #access(key: ApplicationKey | DeviceKey, messages: readonly Message[]): Uint8Array[] {
    const draw = this.#draw;
    const toDevice = !(key instanceof ApplicationKey);
    const dst = toDevice || draw.below(2) === 0 ? known.address : this.#anyDestination();
    return this.#sealed(key, this.#anySource(), dst, accessPayload(draw, messages));
  }

  #replay(): Uint8Array {
    const recent = this.#recent;
    return recent[this.#draw.below(recent.length)] ?? this.#transport();
  }

  #sealed(
    key: ApplicationKey | DeviceKey,
    src: number,
    dst: number,
    payload: Uint8Array,
  ): Uint8Array[] {
    const first = this.#seq;
    const device = !(key instanceof ApplicationKey);
    const type = device ? 0 : 0x40 | key.aid;
    const fields = { ivIndex: known.ivIndex, seq: first, src, dst, longMic: false, device };
    const upper = this.#upper.seal(key, fields, payload, undefined);
    if (upper.length <= unsegmentedOctets)
      return [this.#network(src, dst, false, Uint8Array.of(type, ...upper))];
    const segN = Math.ceil(upper.length / segmentOctets) - 1;
    return Array.from({ length: segN + 1 }, (_, segO) => {
      const header = { type, longMic: false, seqZero: first & 0x1fff, segO, segN };
      const end = Math.min(segmentOctets * (segO + 1), upper.length);
      const bytes = encodeSegment(header, upper, segmentOctets * segO, end);
      return this.#network(src, dst, false, bytes);
    });
  }

  #network(src: number, dst: number, control: boolean, bytes: Uint8Array): Uint8Array {
    const ttl = this.#draw.below(128);
    const fields = { ivIndex: known.ivIndex, control, ttl, seq: this.#seq++, src, dst };
    return this.#packet(AdType.networkPdu, this.#codec.seal(this.#netKeys, fields, bytes));
  }

  #anySource(): number {
    const draw = this.#draw;
    return draw.below(8) === 0 ? draw.below(0x10000) : firstSource + draw.below(sources);
  }

  #anyDestination(): number {
    const { address, elements, group } = known;
    const all = [address, address + 1, address + elements, group, 0xffff, 0x8000, 0];
    return all[this.#draw.below(all.length)]!;
  }
}
