import { PacketKind } from "../../modules/host/radio.js";
import { connectable, type ConnectionRequest } from "../air/gatt/connectable.js";
import type { AdvertisedPacket } from "../air/packet.js";
import type { Station } from "../air/station.js";
import { Broadcast } from "./broadcast.js";
import type { Answer, CommandTable } from "./command.js";
import { Opcode, Status } from "./opcodes.js";
import {
  decodeAdvertisingData,
  decodeAdvertisingParameters,
  defaultAdvertising,
  type OwnAddress,
} from "./parameters.js";

const NOTHING: Uint8Array = new Uint8Array(0);

export interface LegacyAdvertisingOptions {
  readonly station: Station;
  /** An address of the controller, 48 bits; undefined if the host has not set it. */
  readonly address: (own: OwnAddress) => number | undefined;
  /** An initiator connects: the handle of the connection; undefined if there is no room. */
  readonly accept: (request: ConnectionRequest) => number | undefined;
}

/**
 * The advertising set of a controller's legacy advertising commands (Core 5.4, Vol 4 Part E
 * §7.8.5-7.8.9).
 */
export class LegacyAdvertising {
  readonly #options: LegacyAdvertisingOptions;
  readonly #broadcast: Broadcast;
  #parameters = defaultAdvertising;
  #data = NOTHING;
  #scanResponse = NOTHING;

  constructor(options: LegacyAdvertisingOptions) {
    this.#options = options;
    this.#broadcast = new Broadcast(options.station);
  }

  get isOn(): boolean {
    return this.#broadcast.isOn;
  }

  readonly commands: CommandTable = [
    [Opcode.leSetAdvertisingParameters, [15, (octets) => this.#setParameters(octets)]],
    [Opcode.leReadAdvertisingTxPower, [0, () => Uint8Array.of(this.#options.station.txPower)]],
    [Opcode.leSetAdvertisingData, [32, (octets) => this.#setData(octets)]],
    [Opcode.leSetScanResponseData, [32, (octets) => this.#setScanResponse(octets)]],
    [Opcode.leSetAdvertisingEnable, [1, ([enable]) => this.#enable(enable!)]],
  ];

  /** Restores the state after power on. */
  reset(): void {
    this.#broadcast.stop();
    this.#parameters = defaultAdvertising;
    this.#data = NOTHING;
    this.#scanResponse = NOTHING;
  }

  #setParameters(octets: Uint8Array): Answer {
    if (this.isOn) return Status.commandDisallowed;
    const parameters = decodeAdvertisingParameters(octets);
    if (!parameters) return Status.invalidParameters;
    if (parameters.kind === undefined) return Status.unsupportedParameter;
    this.#parameters = parameters;
    return Status.success;
  }

  #setData(octets: Uint8Array): Answer {
    const data = decodeAdvertisingData(octets);
    if (!data) return Status.invalidParameters;
    this.#data = data;
    return this.#replace();
  }

  #setScanResponse(octets: Uint8Array): Answer {
    const data = decodeAdvertisingData(octets);
    if (!data) return Status.invalidParameters;
    this.#scanResponse = data;
    return this.#replace();
  }

  /** Sends the current data from the next event on. */
  #replace(): Answer {
    const packet = this.#packet();
    if (packet) this.#broadcast.replace(packet);
    return Status.success;
  }

  #enable(enable: number): Answer {
    if (enable > 1) return Status.invalidParameters;
    this.#broadcast.stop();
    if (enable === 0) return Status.success;
    const packet = this.#packet();
    if (!packet) return Status.invalidParameters;
    // Without a limit of events, until the host disables it.
    this.#broadcast.start(packet, this.#parameters.interval, 0, () => undefined);
    return Status.success;
  }

  /** The packet to send; undefined if its own address has not been set. */
  #packet(): AdvertisedPacket | undefined {
    const { address: own, kind } = this.#parameters;
    const address = this.#options.address(own);
    if (address === undefined || kind === undefined) return undefined;
    const packet = { data: this.#data, kind, address, scanResponse: this.#scanResponse };
    if (kind !== PacketKind.connectable) return packet;
    const { station: sender } = this.#options;
    return connectable({ ...packet, sender, accept: (request) => this.#accept(request) });
  }

  /** A connection ends advertising (§7.8.9). */
  #accept(request: ConnectionRequest): boolean {
    if (!this.isOn || this.#options.accept(request) === undefined) return false;
    this.#broadcast.stop();
    return true;
  }
}
