import type { Clock } from "../../modules/host/clock.js";
import type { VirtualAir } from "../air/air.js";
import { type ConnectionRequest, isConnectable } from "../air/gatt/connectable.js";
import { longestDataLength, shortestDataLength } from "../air/gatt/link.js";
import type { Link } from "../air/gatt/link.js";
import type { LinkParameters, Side } from "../air/gatt/link-side.js";
import { openLink } from "../air/gatt/virtual-link.js";
import type { AdvertisedPacket } from "../air/packet.js";
import type { Station } from "../air/station.js";
import { type Answer, type CommandTable, withStatus } from "./command.js";
import { ControllerConnection } from "./connection.js";
import {
  dataTime,
  encodeConnectionComplete,
  encodeDisconnection,
  encodeParameterRequest,
  encodeRemoteFeatures,
  encodeRemoteVersion,
} from "./connection-events.js";
import {
  type CreateConnection,
  decodeCreateConnection,
  decodeExtendedCreateConnection,
  decodeLinkParameters,
} from "./connection-parameters.js";
import { EventCode, LeEvent } from "./events.js";
import type { HciData } from "./h4.js";
import { Opcode, Status } from "./opcodes.js";
import { type OwnAddress, word } from "./parameters.js";

/** Most connections of a controller. */
const mostConnections = 8;
/** Octets of an ACL data packet of the host, and how many the controller buffers. */
export const aclLength = longestDataLength;
export const aclPackets = 8;
/** Reasons that a host can give for a disconnection (§7.1.6). */
const reasons: ReadonlySet<number> = new Set([0x05, 0x13, 0x14, 0x15, 0x1a, 0x29, 0x3b]);
/** Connection intervals of a procedure of the link layer. */
const procedureEvents = 2;
/** Parameters of LE Connection Complete without a connection. */
const noParameters: LinkParameters = { interval: 0, latency: 0, supervision: 0 };

export interface ConnectionsOptions {
  readonly air: VirtualAir;
  readonly clock: Clock;
  readonly station: Station;
  readonly isPublic: (address: number) => boolean;
  /** Whether a device is in the filter accept list. */
  readonly isAccepted: (address: number) => boolean;
  /** An address of the controller, 48 bits; undefined if the host has not set it. */
  readonly address: (own: OwnAddress) => number | undefined;
  readonly version: number;
  readonly company: number;
  /** The features that the other side reads, 8 octets. */
  readonly features: Uint8Array;
  /** Sends an LE event, unless the host has disabled it. */
  readonly leEvent: (event: number, packet: Uint8Array) => void;
  /** Whether the host has enabled an LE event. */
  readonly isEnabled: (event: number) => boolean;
  /** Sends another event; `code` is undefined if no mask disables it. */
  readonly event: (code: number | undefined, packet: Uint8Array) => void;
}

/** The connections of a controller, in both roles (Core 5.4, Vol 4 Part E §7.1.6, 7.8.12-7.8.33). */
export class ControllerConnections {
  readonly #options: ConnectionsOptions;
  readonly #connections = new Map<number, ControllerConnection>();
  /** LE Create Connection that has not ended. */
  #creating: CreateConnection | undefined;
  #suggestedLength = shortestDataLength;
  #lastHandle = 0;

  constructor(options: ConnectionsOptions) {
    this.#options = options;
  }

  readonly commands: CommandTable = [
    [Opcode.disconnect, [3, (octets) => this.#disconnect(octets)]],
    [Opcode.readRemoteVersion, [2, (octets) => this.#readVersion(octets)]],
    [Opcode.leCreateConnection, [25, (octets) => this.#create(decodeCreateConnection(octets))]],
    [Opcode.leCreateConnectionCancel, [0, () => this.#cancel()]],
    [Opcode.leConnectionUpdate, [14, (octets) => this.#update(octets)]],
    [Opcode.leReadRemoteFeatures, [2, (octets) => this.#readFeatures(octets)]],
    [Opcode.leConnectionParameterReply, [14, (octets) => this.#accept(octets)]],
    [Opcode.leConnectionParameterRefusal, [3, (octets) => this.#refuse(octets)]],
    [Opcode.leSetDataLength, [6, (octets) => this.#setDataLength(octets)]],
    [Opcode.leReadSuggestedDataLength, [0, () => lengths(this.#suggestedLength)]],
    [Opcode.leWriteSuggestedDataLength, [4, (octets) => this.#suggest(octets)]],
    [
      Opcode.leReadMaximumDataLength,
      [0, () => Uint8Array.of(...lengths(longestDataLength), ...lengths(longestDataLength))],
    ],
  ];

  readonly extendedCommands: CommandTable = [
    [
      Opcode.leExtendedCreateConnection,
      [undefined, (octets) => this.#create(decodeExtendedCreateConnection(octets))],
    ],
  ];

  /** Whether a connection attempt uses the filter accept list. */
  get usesAcceptList(): boolean {
    return this.#creating !== undefined && this.#creating.address === undefined;
  }

  /** Restores the state after power on: the other sides lose their connections by timeout. */
  reset(): void {
    this.#options.station.initiate(undefined);
    this.#creating = undefined;
    this.#suggestedLength = shortestDataLength;
    for (const { link, side } of this.#connections.values()) link.vanish(side);
    this.#connections.clear();
  }

  /** ACL data of the host. Data for no connection, and above the buffers, is dropped. */
  data(data: HciData): void {
    const connection = this.#connections.get(data.handle);
    let packets = 0;
    for (const one of this.#connections.values()) packets += one.packets;
    if (packets < aclPackets && data.data.length <= aclLength) connection?.send(data);
  }

  /**
   * An initiator connects to this controller, as its peripheral. Returns the handle; undefined if
   * there is no room.
   */
  accepted({ address, link }: ConnectionRequest): number | undefined {
    if (this.#connections.size >= mostConnections) return undefined;
    return this.#open(link, 1, address);
  }

  #open(link: Link, side: Side, address: number): number {
    const { event, leEvent } = this.#options;
    const handle = this.#freeHandle();
    const connection = new ControllerConnection(handle, link, side, {
      leEvent,
      packet: (packet) => event(undefined, packet),
      parametersRequested: (one, wanted) => this.#requested(one, wanted),
      closed: (one, reason) => this.#closed(one, reason),
    });
    this.#connections.set(handle, connection);
    this.#complete(Status.success, handle, side, address, link.parameters);
    if (this.#suggestedLength > shortestDataLength) link.setDataLength(side, this.#suggestedLength);
    return handle;
  }

  #complete(
    status: number,
    handle: number,
    role: Side,
    address: number,
    parameters: LinkParameters,
  ): void {
    const { isEnabled, isPublic, leEvent } = this.#options;
    const { connectionComplete, enhancedConnectionComplete } = LeEvent;
    const enhanced = isEnabled(enhancedConnectionComplete);
    const random = address !== 0 && !isPublic(address);
    const fields = { status, handle, role, random, address, parameters };
    const event = enhanced ? enhancedConnectionComplete : connectionComplete;
    leEvent(event, encodeConnectionComplete(fields, enhanced));
  }

  /** Handles rise, so that a late command does not concern another connection. */
  #freeHandle(): number {
    do this.#lastHandle = (this.#lastHandle % 0xeff) + 1;
    while (this.#connections.has(this.#lastHandle));
    return this.#lastHandle;
  }

  #closed({ handle }: ControllerConnection, reason: number): void {
    if (!this.#connections.delete(handle)) return;
    const packet = encodeDisconnection(handle, reason);
    this.#options.event(EventCode.disconnectionComplete, packet);
  }

  /** Executes a command for a connection, whose event follows; else Unknown Connection Identifier. */
  #with(octets: Uint8Array, work: (connection: ControllerConnection) => number | void): Answer {
    const connection = this.#connections.get(word(octets, 0));
    if (!connection) return withStatus(Status.unknownConnection);
    return withStatus(work(connection) ?? Status.success);
  }

  #disconnect(octets: Uint8Array): Answer {
    return this.#with(octets, ({ link, side }) => {
      const reason = octets[2]!;
      if (!reasons.has(reason)) return Status.invalidParameters;
      link.close(side, reason);
      return Status.success;
    });
  }

  /** Calls `work` after a procedure of the link layer, unless the connection has ended. */
  #afterProcedure({ handle, link }: ControllerConnection, work: () => void): void {
    this.#options.clock.schedule(() => {
      if (this.#connections.get(handle)?.link === link) work();
    }, procedureEvents * link.parameters.interval);
  }

  #readVersion(octets: Uint8Array): Answer {
    return this.#with(octets, (connection) => {
      const { company, event, version } = this.#options;
      this.#afterProcedure(connection, () => {
        const packet = encodeRemoteVersion(connection.handle, version, company);
        event(EventCode.readRemoteVersionComplete, packet);
      });
    });
  }

  #readFeatures(octets: Uint8Array): Answer {
    return this.#with(octets, (connection) => {
      const { features, leEvent } = this.#options;
      this.#afterProcedure(connection, () => {
        const packet = encodeRemoteFeatures(connection.handle, features);
        leEvent(LeEvent.readRemoteFeaturesComplete, packet);
      });
    });
  }

  #update(octets: Uint8Array): Answer {
    return this.#with(octets, (connection) => {
      const wanted = decodeLinkParameters(octets, 2);
      if (!wanted) return Status.invalidParameters;
      connection.update(wanted);
      return Status.success;
    });
  }

  /** A host that has not enabled the event is not asked (§7.7.65.6). */
  #requested(connection: ControllerConnection, wanted: LinkParameters): void {
    const { isEnabled, leEvent } = this.#options;
    const { remoteConnectionParameterRequest } = LeEvent;
    if (isEnabled(remoteConnectionParameterRequest))
      leEvent(remoteConnectionParameterRequest, encodeParameterRequest(connection.handle, wanted));
    else connection.link.update(wanted);
  }

  /** The answer to a parameter request: Command Complete with the handle. */
  #reply(octets: Uint8Array, work: (connection: ControllerConnection) => number): Answer {
    const connection = this.#connections.get(word(octets, 0));
    if (!connection) return Status.unknownConnection;
    const status = work(connection);
    return status === Status.success ? octets.slice(0, 2) : status;
  }

  #accept(octets: Uint8Array): Answer {
    return this.#reply(octets, ({ link }) => {
      const wanted = decodeLinkParameters(octets, 2);
      if (!wanted) return Status.invalidParameters;
      link.update(wanted);
      return Status.success;
    });
  }

  #refuse(octets: Uint8Array): Answer {
    return this.#reply(octets, ({ link }) => {
      link.refuseParameters();
      return Status.success;
    });
  }

  #setDataLength(octets: Uint8Array): Answer {
    return this.#reply(octets, ({ link, side }) => {
      const length = word(octets, 2);
      if (length < shortestDataLength || length > longestDataLength)
        return Status.invalidParameters;
      link.setDataLength(side, length);
      return Status.success;
    });
  }

  #suggest(octets: Uint8Array): Answer {
    const length = word(octets, 0);
    if (length < shortestDataLength || length > longestDataLength) return Status.invalidParameters;
    this.#suggestedLength = length;
    return Status.success;
  }

  #create(wanted: CreateConnection | number): Answer {
    if (typeof wanted === "number") return withStatus(wanted);
    const { address, station } = this.#options;
    if (this.#creating) return withStatus(Status.commandDisallowed);
    if (this.#connections.size >= mostConnections) return withStatus(Status.connectionLimit);
    if (address(wanted.own) === undefined) return withStatus(Status.invalidParameters);
    this.#creating = wanted;
    station.initiate((packet) => this.#heard(wanted, packet));
    return withStatus(Status.success);
  }

  #heard(wanted: CreateConnection, packet: AdvertisedPacket): void {
    const { address, air, isAccepted, station } = this.#options;
    const isWanted =
      wanted.address === undefined ? isAccepted(packet.address) : wanted.address === packet.address;
    if (!isWanted || !isConnectable(packet)) return;
    const own = address(wanted.own)!;
    const addresses = [own, packet.address] as const;
    const link = openLink(air, station, packet.sender, addresses, wanted.parameters);
    if (!packet.accept({ station, address: own, link })) {
      link.abandon();
      return;
    }
    station.initiate(undefined);
    this.#creating = undefined;
    this.#open(link, 0, packet.address);
  }

  /** The event of the attempt's end follows (§7.8.13). */
  #cancel(): Answer {
    if (!this.#creating) return Status.commandDisallowed;
    const { clock, station } = this.#options;
    station.initiate(undefined);
    this.#creating = undefined;
    clock.schedule(() => this.#complete(Status.unknownConnection, 0, 0, 0, noParameters), 0);
    return Status.success;
  }
}

/** A length of data PDUs, and its time. */
function lengths(octets: number): Uint8Array {
  const time = dataTime(octets);
  return Uint8Array.of(octets, octets >> 8, time, time >> 8);
}
