import { aclPacket, Boundary } from "../../hosts/hci/h4.js";
import type { Link } from "../air/gatt/link.js";
import type { LinkEnd, LinkParameters, Side } from "../air/gatt/link-side.js";
import {
  encodeCompletedPackets,
  encodeConnectionUpdate,
  encodeDataLength,
} from "./connection-events.js";
import { LeEvent } from "./events.js";
import type { HciData } from "./h4.js";
import { Status } from "./opcodes.js";

/** What a connection calls at its controller. */
export interface ConnectionEvents {
  /** Sends an LE event, unless the host has disabled it. */
  leEvent(event: number, packet: Uint8Array): void;
  /** Sends a packet that no mask disables. */
  packet(packet: Uint8Array): void;
  /** The peripheral asks for other parameters. */
  parametersRequested(connection: ControllerConnection, wanted: LinkParameters): void;
  closed(connection: ControllerConnection, reason: number): void;
}

/** One connection of a controller: ACL data of its host and data PDUs on the air. */
export class ControllerConnection implements LinkEnd {
  readonly handle: number;
  readonly link: Link;
  readonly side: Side;
  readonly #events: ConnectionEvents;
  /** For each data PDU on its way: whether it is the last one of an ACL packet. */
  readonly #onWay: boolean[] = [];
  /** ACL packets of the host that are not completed. */
  #packets = 0;
  /** The host waits for LE Connection Update Complete. */
  #isUpdating = false;

  constructor(handle: number, link: Link, side: Side, events: ConnectionEvents) {
    this.handle = handle;
    this.link = link;
    this.side = side;
    this.#events = events;
    link.attach(side, this);
  }

  /** ACL packets of the host that are not completed. */
  get packets(): number {
    return this.#packets;
  }

  /** ACL data of the host: as many data PDUs as the link needs for it. */
  send({ boundary, data }: HciData): void {
    if (data.length === 0) return;
    this.#packets++;
    const size = this.link.dataLength(this.side);
    for (let at = 0; at < data.length; at += size) {
      this.#onWay.push(at + size >= data.length);
      const isFirst = at === 0 && boundary !== Boundary.continuation;
      this.link.send(this.side, data.slice(at, at + size), isFirst);
    }
  }

  /** The host has asked for other parameters. */
  update(wanted: LinkParameters): void {
    this.#isUpdating = true;
    if (this.side === 0) this.link.update(wanted);
    else this.link.requestParameters(wanted);
  }

  /** The central refuses what this peripheral asked for. */
  updateRefused(): void {
    if (!this.#isUpdating) return;
    this.#isUpdating = false;
    const { connectionUpdateComplete } = LeEvent;
    this.#events.leEvent(
      connectionUpdateComplete,
      encodeConnectionUpdate(Status.unacceptableParameters, this.handle, this.link.parameters),
    );
  }

  receive(fragment: Uint8Array, isFirst: boolean): void {
    const boundary = isFirst ? Boundary.firstFromController : Boundary.continuation;
    this.#events.packet(aclPacket(this.handle, boundary, fragment));
  }

  acknowledged(): void {
    if (!this.#onWay.shift()) return;
    this.#packets--;
    this.#events.packet(encodeCompletedPackets(this.handle, 1));
  }

  closed(reason: number): void {
    this.#events.closed(this, reason);
  }

  updated(parameters: LinkParameters): void {
    this.#isUpdating = false;
    const packet = encodeConnectionUpdate(Status.success, this.handle, parameters);
    this.#events.leEvent(LeEvent.connectionUpdateComplete, packet);
  }

  lengthChanged(): void {
    const other: Side = this.side === 0 ? 1 : 0;
    const sent = this.link.dataLength(this.side);
    const packet = encodeDataLength(this.handle, sent, this.link.dataLength(other));
    this.#events.leEvent(LeEvent.dataLengthChange, packet);
  }

  parametersRequested(wanted: LinkParameters): void {
    this.#events.parametersRequested(this, wanted);
  }
}
