import type { AdvertisedPacket } from "../packet.js";
import type { Station } from "../station.js";
import type { Link } from "./link.js";

/** The request of an initiator (CONNECT_IND, Core 5.4, Vol 6 Part B §2.3.3.1). */
export interface ConnectionRequest {
  /** The initiator. */
  readonly station: Station;
  /** Its address, 48 bits. */
  readonly address: number;
  /** The connection; the advertiser is its side 1. */
  readonly link: Link;
}

/** A connectable packet of an advertiser that accepts connections. */
export interface ConnectablePacket extends AdvertisedPacket {
  /** The advertiser. */
  readonly sender: Station;
  /**
   * An initiator that received the packet connects. Returns false if the advertiser does not listen
   * any longer.
   */
  readonly accept: (request: ConnectionRequest) => boolean;
}

/** A packet that can be connected to, as one of any kind. */
export function connectable(packet: ConnectablePacket): AdvertisedPacket {
  return packet;
}

/** Whether a packet is one that can be connected to. */
export function isConnectable(packet: AdvertisedPacket): packet is ConnectablePacket {
  return "accept" in packet;
}
