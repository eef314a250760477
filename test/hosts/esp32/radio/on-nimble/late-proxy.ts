import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** How a controller answers. "behind": each answer comes with the next command, as from a controller that is too slow by one. */
export type Answers = "prompt" | "behind" | "none";

interface Link {
  readonly host: Socket;
  readonly controller: Socket;
  answers: Answers;
  readonly held: Buffer[];
}

/** Between a host and its controller, both over TCP on this machine: holds back what the controller answers. */
export class LateProxy {
  readonly port: number;
  readonly #server: Server;
  readonly #links = new Set<Link>();
  /** How the next connection begins. */
  #answers: Answers = "prompt";
  /** Connections so far. */
  connections = 0;

  private constructor(server: Server, controller: number) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    server.on("connection", (socket) => this.#accept(socket, controller));
  }

  static async listen(controller: number): Promise<LateProxy> {
    const server = createServer({ noDelay: true });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new LateProxy(server, controller);
  }

  /** How connections that are there answer, and how those that come do. What was held back comes when answers are prompt. */
  answer(now: Answers, later: Answers = now): void {
    this.#answers = later;
    for (const link of this.#links) {
      link.answers = now;
      if (now === "prompt") for (const data of link.held.splice(0)) link.host.write(data);
    }
  }

  close(): void {
    for (const { host } of this.#links) host.destroy();
    this.#server.close();
  }

  #accept(host: Socket, port: number): void {
    const controller = connect({ port, host: "127.0.0.1", noDelay: true });
    const link: Link = { host, controller, answers: this.#answers, held: [] };
    this.#links.add(link);
    this.connections++;
    host.on("data", (data: Buffer) => {
      if (link.answers === "behind") for (const held of link.held.splice(0)) host.write(held);
      controller.write(data);
    });
    controller.on("data", (data: Buffer) => {
      // an event whose code is not that of an answer is not held back
      const isAnswer = data[1] === 0x0e || data[1] === 0x0f;
      if (link.answers === "prompt" || !isAnswer) host.write(data);
      else link.held.push(data);
    });
    for (const [socket, other] of [
      [host, controller],
      [controller, host],
    ] as const) {
      socket.on("error", () => undefined);
      socket.on("close", () => {
        this.#links.delete(link);
        other.destroy();
      });
    }
  }
}
