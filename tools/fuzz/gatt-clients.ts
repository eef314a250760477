import { createECDH } from "node:crypto";
import { ProxyPduType, proxySegmentHeader } from "../../modules/bearer/proxy-pdu.js";
import type { GattConnection } from "../../modules/host/gatt.js";
import { ProvisioningService } from "../../modules/provisioning/pb-gatt/service.js";
import { PduType } from "../../modules/provisioning/pdu.js";
import { ProxyOpcode } from "../../modules/proxy/configuration-messages.js";
import type { Draw } from "./draw.js";
import type { Forge } from "./forge.js";
import type { HandGatt } from "./hand-gatt.js";

const mtus = [23, 69, 185, 517];
/** Octets of the parameters of the provisioning PDUs, by their type. Mesh Protocol 1.1 §5.4.1. */
const parameters = [1, 11, 5, 64, 0, 16, 16, 33, 0, 1, 6, 10, 0, 6];
/** What a provisioner sends, in its order. */
const usual = [
  PduType.invite,
  PduType.start,
  PduType.publicKey,
  PduType.confirmation,
  PduType.random,
  PduType.data,
];

/** A point of P-256: others are refused before anything is computed. */
function publicKey(): Uint8Array {
  const pair = createECDH("prime256v1");
  pair.setPrivateKey(Buffer.alloc(32, 7));
  return Uint8Array.from(pair.getPublicKey().subarray(1));
}

/**
 * Clients of the GATT server of a node: they connect, subscribe and write whatever may come, to the
 * proxy of a node and to PB-GATT of a device.
 */
export class GattClients {
  readonly #gatt: HandGatt;
  readonly #draw: Draw;
  readonly #forge: Forge;
  readonly #key = publicKey();
  /** The latest writes, which are sent again with changes. */
  readonly #recent: Uint8Array[] = [];
  /** The next step of a provisioning, in `usual`. */
  #step = 0;

  constructor(gatt: HandGatt, draw: Draw, forge: Forge) {
    this.#gatt = gatt;
    this.#draw = draw;
    this.#forge = forge;
  }

  /** The kinds of inputs by name; each call does one thing. */
  readonly kinds: Readonly<Record<string, () => void>> = {
    connection: () => this.#change(),
    "proxy octets": () => this.#octets(),
    "proxy message": () => this.#message(),
  };

  /** A client, which has subscribed in most cases; undefined: none can connect. */
  #client(): GattConnection | undefined {
    const { open } = this.#gatt;
    if (open.length > 0 && this.#draw.below(16) > 0) {
      const one = open[this.#draw.below(open.length)]!;
      if (this.#draw.below(8) === 0) this.#gatt.subscribe(one, true);
      return one;
    }
    const connection = this.#gatt.connect();
    if (connection === undefined) return open[0];
    this.#gatt.exchangeMtu(connection, mtus[this.#draw.below(mtus.length)]!);
    if (this.#draw.below(8) > 0) this.#gatt.subscribe(connection, true);
    this.#step = 0;
    return connection;
  }

  #change(): void {
    const connection = this.#client();
    if (connection === undefined) return;
    switch (this.#draw.below(8)) {
      case 0:
        return this.#gatt.leave(connection);
      case 1:
        return this.#gatt.subscribe(connection, false);
      case 2:
        return this.#gatt.exchangeMtu(connection, mtus[this.#draw.below(mtus.length)]!);
      case 3:
        return this.#gatt.makeRoom(connection, this.#draw.below(3));
      case 4:
        return this.#gatt.makeRoom(connection, Infinity);
      case 5:
        return void this.#gatt.connect();
      default:
        this.#step = 0;
        return this.#gatt.subscribe(connection, true);
    }
  }

  /** Random octets, with a valid header or none, or a write of before with changes. */
  #octets(): void {
    const connection = this.#client();
    if (connection === undefined) return;
    const draw = this.#draw;
    const value = draw.bytes(draw.below(80));
    const before = this.#recent[draw.below(64)];
    if (before && draw.below(2) === 0) {
      const changed = before.slice(0, 1 + draw.below(before.length));
      for (let i = draw.below(3); i > 0; i--)
        changed[draw.below(changed.length)]! ^= 1 << draw.below(8);
      return this.#gatt.write(connection, changed);
    }
    if (value.length > 0 && draw.below(4) > 0) value[0] = (draw.below(4) << 6) | draw.below(4);
    this.#gatt.write(connection, value);
  }

  /** A message that is right up to some layer, in segments of which one may be lost, doubled or changed. */
  #message(): void {
    const connection = this.#client();
    if (connection === undefined) return;
    const draw = this.#draw;
    const isDevice = this.#gatt.service === ProvisioningService.uuid;
    const other = draw.below(16) === 0;
    const type = isDevice !== other ? ProxyPduType.provisioning : draw.below(3);
    for (const message of this.#messages(type)) {
      const segments = this.#segments(connection, type, message);
      const at = draw.below(segments.length);
      const fault = draw.below(32);
      if (fault === 0) segments.splice(at, 1);
      if (fault === 1) segments.splice(at, 0, segments[at]!);
      if (fault === 2) segments[at] = segments[at]!.map((octet, i) => (i > 0 ? octet : octet ^ 1));
      for (const segment of segments) {
        this.#recent[draw.below(64)] = segment;
        this.#gatt.write(connection, segment);
      }
    }
  }

  #messages(type: number): readonly Uint8Array[] {
    const { kinds } = this.#forge;
    switch (type) {
      case ProxyPduType.network: {
        const names = ["transport", "segment", "access, AppKey", "access, device key"];
        // Without the length and the type of the AD structure.
        return kinds[names[this.#draw.below(names.length)]!]!().map((packet) => packet.slice(2));
      }
      case ProxyPduType.beacon:
        return kinds["beacon"]!().map((packet) => packet.slice(2));
      case ProxyPduType.configuration:
        return [this.#forge.configuration(this.#configuration())];
      default:
        return [this.#provisioning()];
    }
  }

  #configuration(): Uint8Array {
    const draw = this.#draw;
    const opcode = draw.below(6);
    const octets = opcode === ProxyOpcode.setFilterType ? 1 : 2 * draw.below(6);
    const bytes = draw.bytes(1 + (draw.below(8) === 0 ? draw.below(12) : octets));
    bytes[0] = opcode;
    if (opcode === ProxyOpcode.setFilterType && bytes.length > 1) bytes[1]! &= 3;
    return bytes;
  }

  /** A provisioning PDU: in most cases the next one of a provisioner. */
  #provisioning(): Uint8Array {
    const draw = this.#draw;
    const follows = draw.below(8) > 0;
    const type = follows ? usual[this.#step++ % usual.length]! : draw.below(16);
    const pdu = draw.bytes(1 + (parameters[type] ?? draw.below(40)));
    pdu[0] = type;
    // One of the algorithms, without OOB.
    if (follows && type === PduType.start) pdu.set([draw.below(2), 0, 0, 0, 0], 1);
    if (follows && type === PduType.publicKey) pdu.set(this.#key, 1);
    return draw.below(16) === 0 ? pdu.slice(0, 1 + draw.below(pdu.length)) : pdu;
  }

  #segments(connection: GattConnection, type: number, message: Uint8Array): Uint8Array[] {
    const room = this.#gatt.mtu(connection) - 3;
    const segments: Uint8Array[] = [];
    for (let offset = 0; offset < message.length; offset += room - 1) {
      const header = proxySegmentHeader(type, message.length, offset, room);
      segments.push(Uint8Array.of(header, ...message.subarray(offset, offset + room - 1)));
    }
    return segments;
  }
}
