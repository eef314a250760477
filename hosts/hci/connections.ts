import { connectionUpdate, dataLength, words } from "./commands.js";
import type { AclData, ControllerPort } from "./controller-port.js";
import {
  completedPackets,
  type ConnectionComplete,
  disconnectionComplete,
  parameterRequest,
} from "./events.js";
import { Boundary } from "./h4.js";
import { L2cap } from "./l2cap.js";
import { type ConnectionRange, isValidRange } from "./l2cap-signalling.js";
import { Opcode, Status } from "./opcodes.js";
import type { Capabilities } from "./start.js";

/** Parameters that a connection of ours has: 15 to 50 ms, supervision timeout 5 s. */
export const usualRange: ConnectionRange = { least: 12, most: 40, latency: 0, timeout: 500 };
/** Milliseconds of an interval above which a peripheral asks for a shorter one. */
const slowInterval = 60;

interface Connection {
  readonly handle: number;
  readonly l2cap: L2cap;
  /** Fragments that wait for a buffer of the controller. */
  readonly queue: { readonly fragment: Uint8Array; readonly isFirst: boolean }[];
  /** Fragments in the controller's buffers. */
  inFlight: number;
}

export interface ConnectionsOptions {
  readonly port: ControllerPort;
  readonly capabilities: Capabilities;
}

/**
 * The connections of a controller: ACL data in both directions, in turn within the controller's
 * buffers (Core Specification 5.4, Vol 4 Part E §4.1), and their parameters.
 */
export class Connections {
  readonly #options: ConnectionsOptions;
  readonly #connections = new Map<number, Connection>();
  /** Free buffers of the controller. */
  #credits: number;

  constructor(options: ConnectionsOptions) {
    this.#options = options;
    this.#credits = options.capabilities.aclPackets;
  }

  /** A connection was established; returns its L2CAP. */
  open({ handle, interval, isCentral }: ConnectionComplete): L2cap {
    // A handle that is used again without an end: the event of the end was lost.
    this.#end(handle, Status.connectionTimeout);
    const { capabilities } = this.#options;
    const queue: Connection["queue"] = [];
    const l2cap = new L2cap({
      fragment: () => capabilities.aclLength,
      send: (fragment, isFirst) => {
        queue.push({ fragment, isFirst });
        this.#pump();
      },
      disconnect: () => this.disconnect(handle),
      ...(isCentral && { onParameters: (range) => this.#update(handle, range) }),
    });
    this.#connections.set(handle, { handle, l2cap, queue, inFlight: 0 });
    if (capabilities.dataLength) this.#attempt(Opcode.leSetDataLength, dataLength(handle));
    if (!isCentral && interval > slowInterval) l2cap.requestParameters(usualRange);
    return l2cap;
  }

  /** Ends a connection; its end is reported to its L2CAP when the controller reports it. */
  disconnect(handle: number): void {
    const parameters = Uint8Array.of(...words(handle), Status.remoteUserTerminated);
    this.#attempt(Opcode.disconnect, parameters);
  }

  receive({ boundary, data, handle }: AclData): void {
    this.#connections.get(handle)?.l2cap.receive(data, boundary !== Boundary.continuation);
  }

  /** Disconnection Complete. */
  disconnected(parameters: Uint8Array): void {
    const event = disconnectionComplete(parameters);
    if (event) this.#end(event.handle, event.reason);
  }

  /** Number Of Completed Packets. */
  completed(parameters: Uint8Array): void {
    for (const [handle, packets] of completedPackets(parameters)) {
      const connection = this.#connections.get(handle);
      if (!connection) continue;
      const count = Math.min(packets, connection.inFlight);
      connection.inFlight -= count;
      this.#credits += count;
      this.#pump();
      connection.l2cap.completed(count);
    }
    this.#pump();
  }

  /** LE Remote Connection Parameter Request, which must be answered (§7.7.65.6). */
  parametersRequested(parameters: Uint8Array): void {
    const request = parameterRequest(parameters);
    if (!request) return;
    const { handle } = request;
    if (isValidRange(request))
      this.#attempt(Opcode.leConnectionParameterReply, connectionUpdate(handle, request));
    else
      this.#attempt(
        Opcode.leConnectionParameterRefusal,
        Uint8Array.of(...words(handle), Status.unacceptableParameters),
      );
  }

  /** The controller is lost, and all connections with it. */
  close(reason: number): void {
    for (const handle of [...this.#connections.keys()]) this.#end(handle, reason);
  }

  #end(handle: number, reason: number): void {
    const connection = this.#connections.get(handle);
    if (!connection) return;
    this.#connections.delete(handle);
    // The controller discards what it has of the connection (§4.1.1).
    this.#credits += connection.inFlight;
    connection.l2cap.closed(reason);
    this.#pump();
  }

  #update(handle: number, range: ConnectionRange): boolean {
    this.#attempt(Opcode.leConnectionUpdate, connectionUpdate(handle, range));
    return true;
  }

  /** Sends fragments, one of each connection in turn. */
  #pump(): void {
    const { port } = this.#options;
    for (let sent = true; sent;) {
      sent = false;
      for (const connection of this.#connections.values()) {
        if (this.#credits === 0) return;
        const next = connection.queue.shift();
        if (!next) continue;
        sent = true;
        this.#credits--;
        connection.inFlight++;
        const boundary = next.isFirst ? Boundary.firstFromHost : Boundary.continuation;
        port.send(connection.handle, boundary, next.fragment);
      }
    }
  }

  /**
   * A command whose refusal changes nothing: the connection has ended, or goes on as it is. Other
   * errors end the port, which reports them.
   */
  #attempt(opcode: number, parameters: Uint8Array): void {
    this.#options.port.command(opcode, parameters).catch(() => undefined);
  }
}
