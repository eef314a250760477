import type { Clock } from "../../modules/host/clock.js";
import type { Advertiser } from "./advertiser.js";
import { Connections } from "./connections.js";
import { ControllerPort } from "./controller-port.js";
import type { HciError } from "./errors.js";
import {
  type AdvertisingPacket,
  advertisingReports,
  connectionComplete,
  extendedReports,
  setTerminated,
} from "./events.js";
import { Initiator } from "./initiator.js";
import type { L2cap } from "./l2cap.js";
import { LegacyAdvertiser } from "./legacy-advertiser.js";
import { EventCode, LeEvent, Opcode, Status } from "./opcodes.js";
import { Scanner } from "./scanner.js";
import { SetAdvertiser } from "./set-advertiser.js";
import { type Capabilities, startController } from "./start.js";
import type { HciTransport } from "./transport.js";

/** What happens at a controller. */
export interface SessionEvents {
  heard(packet: AdvertisingPacket): void;
  /** A client has connected. */
  accepted(l2cap: L2cap): void;
  /** The controller refuses something that it was asked for, and goes on. */
  refused(error: HciError): void;
  /** The controller is lost. Called once. */
  failed(error: HciError): void;
}

export interface SessionOptions {
  readonly transport: HciTransport;
  readonly clock: Clock;
  /** The random static address. */
  readonly address: number;
  /** Whether the node uses connections alone; see `startController`. */
  readonly gattOnly: boolean;
  readonly events: SessionEvents;
}

/** A controller from its start to its end: after a fault there is another session. */
export class Session {
  readonly port: ControllerPort;
  capabilities!: Capabilities;
  advertiser!: Advertiser;
  scanner!: Scanner;
  initiator!: Initiator;
  readonly #options: SessionOptions;
  #connections: Connections | undefined;

  private constructor(options: SessionOptions) {
    this.#options = options;
    const { clock, events, transport } = options;
    this.port = new ControllerPort({
      transport,
      clock,
      onEvent: (code, parameters) => this.#event(code, parameters),
      onData: (data) => this.#connections?.receive(data),
      onFailure: (error) => {
        const isStarted = this.#connections !== undefined;
        this.#end();
        // An error during the start rejects `open`.
        if (isStarted) events.failed(error);
      },
    });
  }

  /** Starts a controller. Rejects with HciError. */
  static async open(options: SessionOptions): Promise<Session> {
    const session = new Session(options);
    try {
      await session.#start();
    } catch (error) {
      session.port.close();
      throw error;
    }
    return session;
  }

  /** Resets the controller, which ends advertising, scanning and connections, and closes it. */
  close(): void {
    this.port.command(Opcode.reset).catch(() => undefined);
    this.port.close();
    this.#end();
  }

  async #start(): Promise<void> {
    const { address, clock, events, gattOnly } = this.#options;
    const { port } = this;
    const capabilities = await startController(port, address, gattOnly);
    const { advertisingSets: sets, version } = capabilities;
    const extended = sets > 0;
    const onRefusal = (error: HciError) => events.refused(error);
    this.capabilities = capabilities;
    const scanner = new Scanner({ port, extended, onRefusal });
    this.scanner = scanner;
    this.advertiser = extended
      ? new SetAdvertiser({ port, clock, sets, address, onRefusal })
      : new LegacyAdvertiser({ port, clock, version, address, scanner, onRefusal });
    this.initiator = new Initiator({ port, clock, extended, scanner: this.scanner });
    this.#connections = new Connections({ port, capabilities });
  }

  #end(): void {
    const connections = this.#connections;
    this.#connections = undefined;
    if (!connections) return;
    this.initiator.close(Status.connectionTimeout);
    connections.close(Status.connectionTimeout);
  }

  #event(code: number, parameters: Uint8Array): void {
    const connections = this.#connections;
    if (!connections) return;
    if (code === EventCode.leMeta) this.#leEvent(connections, parameters);
    else if (code === EventCode.disconnectionComplete) connections.disconnected(parameters);
    else if (code === EventCode.numberOfCompletedPackets) connections.completed(parameters);
  }

  #leEvent(connections: Connections, parameters: Uint8Array): void {
    const { events } = this.#options;
    const [subevent = 0] = parameters;
    switch (subevent) {
      case LeEvent.advertisingReport:
        for (const packet of advertisingReports(parameters)) events.heard(packet);
        break;
      case LeEvent.extendedAdvertisingReport:
        for (const packet of extendedReports(parameters)) events.heard(packet);
        break;
      case LeEvent.connectionComplete:
      case LeEvent.enhancedConnectionComplete:
        this.#connected(connections, parameters);
        break;
      case LeEvent.remoteConnectionParameterRequest:
        connections.parametersRequested(parameters);
        break;
      case LeEvent.advertisingSetTerminated: {
        const event = setTerminated(parameters);
        if (event && event.status !== Status.success) this.advertiser.terminated(event.set);
        break;
      }
    }
  }

  #connected(connections: Connections, parameters: Uint8Array): void {
    const event = connectionComplete(parameters);
    if (!event) return;
    if (event.isCentral) this.initiator.completed(event, () => connections.open(event));
    else if (event.status === Status.success) {
      this.advertiser.connected();
      this.#options.events.accepted(connections.open(event));
    }
  }
}
