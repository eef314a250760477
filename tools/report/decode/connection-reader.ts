import { noMessage, ProxyOutcome } from "../../../modules/bearer/proxy-pdu.js";
import { ProxyReceiver } from "../../../modules/bearer/proxy-receiver.js";
import { PacketType } from "../../../hosts/hci/h4.js";
import { L2cap } from "../../../hosts/hci/l2cap.js";
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

type Side = "host" | "peer";

/** What one side of a connection sends. */
class Direction {
  readonly proxy = new ProxyReceiver();
  readonly l2cap: L2cap;
  /** Octets that an L2CAP PDU which has begun still lacks. */
  #lacking = 0;
  /** The ATT PDU that the latest fragment has completed. */
  pdu: Uint8Array | undefined;

  constructor() {
    const nothing = (): void => undefined;
    // It only listens: what it would answer goes nowhere.
    this.l2cap = new L2cap({ fragment: () => 27, send: nothing, disconnect: nothing });
    this.l2cap.attach({ receive: (pdu) => (this.pdu = pdu), room: nothing, closed: nothing });
  }

  /** Takes a fragment of an L2CAP PDU. Returns the ATT PDU that it completes. */
  receive(fragment: Uint8Array, isFirst: boolean): Uint8Array | undefined {
    this.pdu = undefined;
    this.l2cap.receive(fragment, isFirst);
    const before = isFirst ? 4 + word(fragment, 0) : this.#lacking;
    this.#lacking = Math.max(0, before - fragment.length);
    return this.pdu;
  }

  get isPartial(): boolean {
    return this.#lacking > 0;
  }
}

/** A connection of a capture: the capture is that of the central's or of the peripheral's host. */
class Connection {
  /** Handles of the values of mesh characteristics. */
  readonly handles = new Set<number>();
  readonly host = new Direction();
  readonly peer = new Direction();
  /** One side has asked for declarations of characteristics. */
  asked = false;

  constructor(
    readonly own: number,
    readonly other: number,
  ) {}
}

/** Boundary flags of ACL data (Core Specification 5.4, Vol 4 Part E §5.4.2). */
const Boundary = { continuing: 1, firstFromController: 2 } as const;
/** The direction before a packet of LINKTYPE_HCI_H4. */
const sentByHost = 0;

/**
 * Finds the proxy PDUs of connections in a capture of HCI. A characteristic is known by its
 * declaration: of a connection whose discovery the capture lacks nothing is found.
 */
export class ConnectionReader {
  readonly #connections = new Map<number, Connection>();

  /** Takes each packet in the order of the capture. */
  read(linkType: number, data: Uint8Array): ProxyMessage | undefined {
    if (linkType === LINKTYPE_HCI_H4_BARE) return this.#packet(data, undefined);
    if (linkType !== LINKTYPE_HCI_H4) return undefined;
    return this.#packet(data.subarray(4), data[3] === sentByHost ? "host" : "peer");
  }

  /** `by`: who sent it, where the capture tells that. */
  #packet(packet: Uint8Array, by: Side | undefined): ProxyMessage | undefined {
    if (packet[0] === PacketType.acl) return this.#acl(packet, by);
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

  #acl(packet: Uint8Array, by: Side | undefined): ProxyMessage | undefined {
    if (packet.length < 5) return undefined;
    const header = word(packet, 1);
    const connection = this.#connections.get(header & 0xfff);
    if (!connection) return undefined;
    const boundary = (header >> 12) & 3;
    const isFirst = boundary !== Boundary.continuing;
    const side = by ?? sideOf(connection, boundary);
    const pdu = connection[side].receive(packet.slice(5), isFirst);
    return pdu && this.#att(connection, side, pdu);
  }

  #att(connection: Connection, side: Side, pdu: Uint8Array): ProxyMessage | undefined {
    if (pdu[0] === Att.readByType)
      connection.asked = pdu.length === 7 && word(pdu, 5) === declarationType;
    if (pdu[0] === Att.readByTypeResponse && connection.asked && pdu[1] === 7)
      for (let at = 2; at + 7 <= pdu.length; at += 7)
        if (meshCharacteristics.has(word(pdu, at + 5))) connection.handles.add(word(pdu, at + 3));
    if (pdu[0] !== Att.writeCommand && pdu[0] !== Att.notification) return undefined;
    if (pdu.length < 4 || !connection.handles.has(word(pdu, 1))) return undefined;
    return this.#proxy(connection, side, pdu.slice(3));
  }

  #proxy(connection: Connection, side: Side, value: Uint8Array): ProxyMessage | undefined {
    const { proxy } = connection[side];
    const outcome = proxy.receive(value);
    if (outcome === ProxyOutcome.deliver) {
      const { end, octets, start, type } = proxy;
      const { other, own } = connection;
      const [from, to] = side === "host" ? [own, other] : [other, own];
      return { from, to, type, octets: octets!.slice(start, end) };
    }
    if (outcome < noMessage) proxy.reset();
    return undefined;
  }
}

/**
 * Who sent ACL data, by its flags: those of a fragment that continues are the same in both
 * directions, and it belongs to the side whose L2CAP PDU is not complete.
 */
function sideOf({ host }: Connection, boundary: number): Side {
  if (boundary === Boundary.continuing) return host.isPartial ? "host" : "peer";
  return boundary === Boundary.firstFromController ? "peer" : "host";
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
