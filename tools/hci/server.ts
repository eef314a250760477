import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import type { Random } from "../../modules/host/random.js";
import type { VirtualAir } from "../air/air.js";
import type { Position } from "../air/propagation.js";
import { Refusals } from "../refusals.js";
import { HciController } from "./controller.js";
import { H4Reader } from "./h4.js";
import { type UnknownCommand, UnknownCommands } from "./unknown-commands.js";

/**
 * Octets in a host's send buffer above which reports are dropped and its commands are not read.
 */
const BACKLOG = 65_536;
/**
 * Least and most milliseconds between two events of a station. It is short, because a host can
 * start and stop its legacy advertising set at any time.
 */
const SPACING = [3, 7] as const;
/** Default for the most hosts at a time. Each is a station whose packets all others receive. */
const MOST = 64;
/** Default number of a controller's advertising sets: that of a Bluetooth 5 chip. */
export const usualAdvertisingSets = 5;
/**
 * First public address; the following ones count up. It is locally administered, so no
 * manufacturer uses it.
 */
const FIRST_ADDRESS = 0x02_00_00_00_00_01;

/** Events of a server's hosts. */
export interface HostEvents {
  joined?(name: string): void;
  /**
   * A host disconnected. `reason`: as text; `unknown`: commands that its controller does not
   * support.
   */
  left?(name: string, reason: string, unknown: readonly UnknownCommand[]): void;
  /** A host sent a command that its controller does not support: called once for each opcode. */
  unknownCommand?(name: string, opcode: number): void;
  /**
   * Number of hosts refused because of the limit: called for the first one, and each time the
   * number has doubled.
   */
  refused?(count: number): void;
}

export interface HciServerOptions {
  readonly air: VirtualAir;
  /** TCP port on 127.0.0.1; 0: any free port. */
  readonly port: number;
  readonly random: Random;
  /** Position of the station of a host; default: the origin. `index` counts hosts from 0. */
  readonly position?: (index: number) => Position;
  readonly events?: HostEvents;
  /** Most hosts at a time. Default 64. */
  readonly most?: number;
  /**
   * Number of advertising sets of each controller; 0: only legacy advertising and scanning.
   * Default 5.
   */
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
 * Connects Bluetooth hosts to an air over HCI: H4 on TCP, only from this computer. Each
 * connection has its own controller with a station on the air. The clock of the air must run in
 * real time.
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

  /** Rejects with the port's number if the port is in use. */
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

  /** Names of the connected hosts, which are also the names of their stations. */
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
      // No commands are read from a host that does not read its events.
      else if (socket.writableLength > BACKLOG) socket.pause();
    });
    socket.on("drain", () => socket.resume());
    socket.on("error", (error) => this.#end(connection, error.message));
    socket.on("close", () => this.#end(connection, hostClosed(reader)));
    events?.joined?.(name);
  }

  /** Creates a host's controller with its own station. */
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
      air,
      clock: air.clock,
      station,
      random,
      publicAddress: FIRST_ADDRESS + index,
      isPublic: (address) => address >= FIRST_ADDRESS && address < FIRST_ADDRESS + this.#joined,
      advertisingSets,
      onEvent: (packet, isReport) => this.#send(connection, packet, isReport),
      onUnknown: (opcode) => unknown.add(opcode),
    });
    const reader = new H4Reader({
      onCommand: (command) => controller.command(command),
      onData: (data) => controller.data(data),
    });
    const connection = { name, socket, controller, reader, unknown, lost: 0, open: true };
    return connection;
  }

  /**
   * Sends an event. Only reports may be dropped: a host would wait for another lost event without
   * end.
   */
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
