import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import type { Random } from "../../modules/host/random.js";
import type { VirtualAir } from "../air/air.js";
import type { Position } from "../air/propagation.js";
import { Refusals } from "../refusals.js";
import { HciController } from "./controller.js";
import { H4Reader } from "./h4.js";
import { type UnknownCommand, UnknownCommands } from "./unknown-commands.js";

/** Octets that a host may leave unread before it loses reports, and its commands wait. */
const BACKLOG = 65_536;
/** Least and most milliseconds between two events: a host starts and stops the one set at will. */
const SPACING = [3, 7] as const;
/** Hosts that are let in at a time: each is a station, whose packets all others hear. */
const MOST = 64;
/** Advertising sets of a controller: what a chip of Bluetooth 5 has. */
export const usualAdvertisingSets = 5;
/** Public addresses count up from here: one that no manufacturer has. */
const FIRST_ADDRESS = 0x02_00_00_00_00_01;

/** What a server tells of its hosts. */
export interface HostEvents {
  joined?(name: string): void;
  /** `reason`: why, for a person. `unknown`: what it sent that its controller does not know. */
  left?(name: string, reason: string, unknown: readonly UnknownCommand[]): void;
  /** A host sent a command that its controller does not know: reported once for each. */
  unknownCommand?(name: string, opcode: number): void;
  /** So many were turned away, as the limit was reached: reported for the first, and whenever there are twice as many. */
  refused?(count: number): void;
}

export interface HciServerOptions {
  readonly air: VirtualAir;
  /** TCP port on 127.0.0.1; 0: any that is free. */
  readonly port: number;
  readonly random: Random;
  /** Where the next host stands; default: at the origin. `index` counts hosts from 0. */
  readonly position?: (index: number) => Position;
  readonly events?: HostEvents;
  /** Hosts that are let in at a time. Default 64. */
  readonly most?: number;
  /** Advertising sets of each controller; 0: legacy advertising and scanning alone. Default 5. */
  readonly advertisingSets?: number;
}

interface Connection {
  readonly name: string;
  readonly socket: Socket;
  readonly controller: HciController;
  readonly reader: H4Reader;
  readonly unknown: UnknownCommands;
  lost: number;
  open: boolean;
}

/**
 * Bluetooth hosts join an air over HCI: H4 on TCP, from this machine only. Each
 * connection has a controller of its own, which is a radio on the air. The air's
 * clock must be driven in real time.
 */
export class HciServer {
  readonly port: number;
  readonly #server: Server;
  readonly #options: HciServerOptions;
  readonly #connections = new Set<Connection>();
  readonly #refusals: Refusals<"full">;
  #joined = 0;

  private constructor(server: Server, options: HciServerOptions) {
    this.#server = server;
    this.#options = options;
    this.#refusals = new Refusals((_, count) => options.events?.refused?.(count));
    this.port = (server.address() as AddressInfo).port;
    server.on("connection", (socket) => this.#accept(socket));
  }

  /** Rejects when the port is taken, naming it. */
  static async listen(options: HciServerOptions): Promise<HciServer> {
    const { port } = options;
    const server = createServer({ noDelay: true });
    await new Promise<void>((resolve, reject) => {
      server.once("error", (error) =>
        reject(new Error(`no HCI on 127.0.0.1:${port}: ${error.message}`)),
      );
      server.listen(port, "127.0.0.1", resolve);
    });
    return new HciServer(server, options);
  }

  /** Names of the hosts that are connected, which are those of their stations. */
  get hosts(): readonly string[] {
    return [...this.#connections].map(({ name }) => name);
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const connection of [...this.#connections]) this.#end(connection, "the air ended");
    await closed;
  }

  #accept(socket: Socket): void {
    const { most = MOST, events } = this.#options;
    if (this.#connections.size >= most) {
      socket.on("error", () => undefined);
      socket.destroy();
      return this.#refusals.add("full");
    }
    const index = this.#joined++;
    const connection = this.#connect(`host-${index + 1}`, index, socket);
    const { name, reader } = connection;
    this.#connections.add(connection);
    socket.on("data", (chunk) => {
      if (!connection.open) return;
      reader.push(chunk);
      if (reader.fault !== undefined) this.#end(connection, reader.fault);
      // Nothing is read from a host that does not read its answers.
      else if (socket.writableLength > BACKLOG) socket.pause();
    });
    socket.on("drain", () => socket.resume());
    socket.on("error", (error) => this.#end(connection, error.message));
    socket.on("close", () => this.#end(connection, hostClosed(reader)));
    events?.joined?.(name);
  }

  /** A host's controller, with a station of its own. */
  #connect(name: string, index: number, socket: Socket): Connection {
    const { air, advertisingSets = usualAdvertisingSets, events, position, random } = this.#options;
    const place = position?.(index);
    const station = air.attach({
      name,
      spacing: SPACING,
      sets: Math.max(1, advertisingSets),
      ...(place && { position: place }),
    });
    const unknown = new UnknownCommands((opcode) => events?.unknownCommand?.(name, opcode));
    const controller = new HciController({
      clock: air.clock,
      station,
      random,
      publicAddress: FIRST_ADDRESS + index,
      isPublic: (address) => address >= FIRST_ADDRESS && address < FIRST_ADDRESS + this.#joined,
      advertisingSets,
      onEvent: (packet, isReport) => this.#send(connection, packet, isReport),
      onUnknown: (opcode) => unknown.add(opcode),
    });
    const reader = new H4Reader({ onCommand: (command) => controller.command(command) });
    const connection = { name, socket, controller, reader, unknown, lost: 0, open: true };
    return connection;
  }

  /** Only reports may be lost: a host would wait for a lost answer without end. */
  #send(connection: Connection, packet: Uint8Array, isReport: boolean): void {
    const { socket, open } = connection;
    if (!open || socket.destroyed) return;
    if (isReport && socket.writableLength > BACKLOG) connection.lost++;
    else socket.write(packet);
  }

  #end(connection: Connection, reason: string): void {
    if (!connection.open) return;
    connection.open = false;
    const { name, socket, controller, lost, unknown } = connection;
    this.#connections.delete(connection);
    controller.close();
    socket.destroy();
    const unread = lost > 0 ? `; it had left ${lost} reports unread` : "";
    this.#options.events?.left?.(name, reason + unread, unknown.all);
  }
}

function hostClosed({ missing }: H4Reader): string {
  if (missing === 0) return "the host closed the connection";
  return `the host closed the connection in the middle of a packet, ${missing} octets before its end`;
}
