import { eventPacket, PacketType } from "../../hosts/hci/h4.js";
import type { Side } from "../air/gatt/link-side.js";
import type { LinkListener, WatchedLink } from "../air/gatt/link-watch.js";
import { encodeConnectionComplete } from "../hci/connection-events.js";
import { EventCode } from "../hci/events.js";

/** Octets of the direction before a packet of LINKTYPE_HCI_H4: sent or received by the host. */
const sentByHost = 0;
const receivedByHost = 1;

/** Packet boundary flags of ACL data (Core Specification 5.4, Vol 4 Part E §5.4.2). */
const Boundary = { firstFromHost: 0, continuing: 1, firstFromController: 2 } as const;

/**
 * The connections of an air as packets of LINKTYPE_HCI_H4, as the hosts of the centrals see them:
 * their beginning, the data of both directions, their end. Each has a handle of its own while it
 * lasts, the least that is free.
 */
export class ConnectionPackets implements LinkListener {
  readonly #write: (packet: Uint8Array, link: WatchedLink) => void;
  readonly #handles = new Map<WatchedLink, number>();

  constructor(write: (packet: Uint8Array, link: WatchedLink) => void) {
    this.#write = write;
  }

  opened(link: WatchedLink): void {
    const used = new Set(this.#handles.values());
    let handle = 1;
    while (used.has(handle)) handle++;
    this.#handles.set(link, handle);
    const [own, address] = link.addresses;
    const { parameters } = link;
    const fields = { status: 0, handle, role: 0, random: true, address, own, parameters };
    // The enhanced event has the central's address, too: no packet of its own may have it.
    this.#write(hciPacket(encodeConnectionComplete(fields, true)), link);
  }

  delivered(link: WatchedLink, from: Side, fragment: Uint8Array, isFirst: boolean): void {
    const handle = this.#handles.get(link);
    if (handle === undefined) return;
    const first = from === 0 ? Boundary.firstFromHost : Boundary.firstFromController;
    const flags = isFirst ? first : Boundary.continuing;
    const { length } = fragment;
    const header = [PacketType.acl, handle & 0xff, (handle >> 8) | (flags << 4)];
    const acl = Uint8Array.of(...header, length & 0xff, length >> 8, ...fragment);
    this.#write(hciPacket(acl, from === 0 ? sentByHost : receivedByHost), link);
  }

  closed(link: WatchedLink, reason: number): void {
    const handle = this.#handles.get(link);
    if (handle === undefined) return;
    this.#handles.delete(link);
    const event = Uint8Array.of(0, handle & 0xff, handle >> 8, reason);
    this.#write(hciPacket(eventPacket(EventCode.disconnectionComplete, event)), link);
  }
}

/** An H4 packet as one of LINKTYPE_HCI_H4. */
export function hciPacket(packet: Uint8Array, direction = receivedByHost): Uint8Array {
  const octets = new Uint8Array(4 + packet.length);
  octets[3] = direction;
  octets.set(packet, 4);
  return octets;
}
