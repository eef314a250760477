import { noMessage, ProxyOutcome } from "../../../modules/bearer/proxy-pdu.js";
import { ProxyReceiver } from "../../../modules/bearer/proxy-receiver.js";
import { PacketType } from "../../../hosts/hci/h4.js";
import { Att } from "../../../hosts/hci/att/att.js";
import { EventCode, LeEvent } from "../../../hosts/hci/opcodes.js";
import { LINKTYPE_HCI_H4, LINKTYPE_HCI_H4_BARE } from "../../capture/link-types.js";

/** A message of proxy PDUs (Mesh Protocol 1.1 §6.3) in a capture. */
export interface ProxyMessage {
  /** Address of its sender and of the other side, 48 bits; 0: the capture does not have it. */
  readonly from: number;
  readonly to: number;
  /** A ProxyPduType. */
  readonly type: number;
  readonly octets: Uint8Array;
}

/** Characteristics of the Mesh Provisioning and the Mesh Proxy Service (§7.1.3, 7.2.3). */
const meshCharacteristics: ReadonlySet<number> = new Set([0x2adb, 0x2adc, 0x2add, 0x2ade]);
const declarationType = 0x2803;
const attChannel = 4;

/** What one side of a connection sends. */
class Direction {
  readonly proxy = new ProxyReceiver();
  /** An L2CAP PDU that is being joined, with its header of 4 octets. */
  pdu: Uint8Array = new Uint8Array(0);
}

/** A connection of a capture: the central is its host's side, or the peripheral. */
class Connection {
  /** Handles of the values of mesh characteristics. */
  readonly handles = new Set<number>();
  readonly fromHost = new Direction();
  readonly fromPeer = new Direction();
  /** The host has asked for declarations of characteristics. */
  asked = false;

  constructor(
    readonly own: number,
    readonly peer: number,
  ) {}
}

/**
 * Finds the proxy PDUs of connections in a capture of HCI. A characteristic is known by its
 * declaration: of a connection whose discovery the capture lacks nothing is found.
 */
export class ConnectionReader {
  readonly #connections = new Map<number, Connection>();

  /** Takes each packet in the order of the capture. */
  read(linkType: number, data: Uint8Array): ProxyMessage | undefined {
    if (linkType !== LINKTYPE_HCI_H4 && linkType !== LINKTYPE_HCI_H4_BARE) return undefined;
    const packet = linkType === LINKTYPE_HCI_H4 ? data.subarray(4) : data;
    if (packet[0] === PacketType.acl) return this.#acl(packet);
    if (packet[0] === PacketType.event) this.#event(packet);
    return undefined;
  }

  #event(packet: Uint8Array): void {
    const isEnhanced = packet[3] === LeEvent.enhancedConnectionComplete;
    if (packet[1] === EventCode.disconnectionComplete)
      this.#connections.delete(word(packet, 4) & 0xfff);
    else if (
      packet[1] === EventCode.leMeta &&
      (isEnhanced || packet[3] === LeEvent.connectionComplete) &&
      packet[4] === 0 &&
      packet.length >= (isEnhanced ? 33 : 21)
    ) {
      const own = isEnhanced ? address(packet, 15) : 0;
      this.#connections.set(word(packet, 5) & 0xfff, new Connection(own, address(packet, 9)));
    }
  }

  /** Joins the fragments of an L2CAP PDU. */
  #acl(packet: Uint8Array): ProxyMessage | undefined {
    if (packet.length < 5) return undefined;
    const header = word(packet, 1);
    const connection = this.#connections.get(header & 0xfff);
    if (!connection) return undefined;
    const boundary = (header >> 12) & 3;
    // A fragment that continues has the same flags in both directions.
    const first = boundary === 1 ? undefined : boundary === 2 ? "fromPeer" : "fromHost";
    const side = first ?? this.#continued(connection);
    const direction = connection[side];
    const fragment = packet.subarray(5);
    const pdu = new Uint8Array((first ? 0 : direction.pdu.length) + fragment.length);
    if (!first) pdu.set(direction.pdu);
    pdu.set(fragment, pdu.length - fragment.length);
    direction.pdu = pdu;
    if (pdu.length < 4 || pdu.length < 4 + word(pdu, 0)) return undefined;
    direction.pdu = new Uint8Array(0);
    return word(pdu, 2) === attChannel
      ? this.#att(connection, side, pdu.subarray(4, 4 + word(pdu, 0)))
      : undefined;
  }

  /** The side whose L2CAP PDU is not complete. */
  #continued({ fromHost }: Connection): "fromHost" | "fromPeer" {
    return fromHost.pdu.length > 0 ? "fromHost" : "fromPeer";
  }

  #att(
    connection: Connection,
    side: "fromHost" | "fromPeer",
    pdu: Uint8Array,
  ): ProxyMessage | undefined {
    if (pdu[0] === Att.readByType)
      connection.asked = pdu.length === 7 && word(pdu, 5) === declarationType;
    if (pdu[0] === Att.readByTypeResponse && connection.asked && pdu[1] === 7)
      for (let at = 2; at + 7 <= pdu.length; at += 7)
        if (meshCharacteristics.has(word(pdu, at + 5))) connection.handles.add(word(pdu, at + 3));
    if (pdu[0] !== Att.writeCommand && pdu[0] !== Att.notification) return undefined;
    if (pdu.length < 4 || !connection.handles.has(word(pdu, 1))) return undefined;
    return this.#proxy(connection, side, pdu.slice(3));
  }

  #proxy(
    connection: Connection,
    side: "fromHost" | "fromPeer",
    value: Uint8Array,
  ): ProxyMessage | undefined {
    const { proxy } = connection[side];
    const outcome = proxy.receive(value);
    if (outcome === ProxyOutcome.deliver) {
      const { end, octets, start, type } = proxy;
      const { own, peer } = connection;
      const [from, to] = side === "fromHost" ? [own, peer] : [peer, own];
      return { from, to, type, octets: octets!.slice(start, end) };
    }
    if (outcome < noMessage) proxy.reset();
    return undefined;
  }
}

function word(octets: Uint8Array, at: number): number {
  return (octets[at] ?? 0) | ((octets[at + 1] ?? 0) << 8);
}

/** An address of 48 bits, least significant octet first. */
function address(octets: Uint8Array, at: number): number {
  let value = 0;
  for (let i = at + 5; i >= at; i--) value = value * 256 + octets[i]!;
  return value;
}
