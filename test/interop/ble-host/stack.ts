import bleHost from "ble-host";
import type { Connection, Manager, Transport } from "ble-host";
import { EventEmitter, once } from "node:events";
import { connect, type NetConnectOpts } from "node:net";
import { H4Reader, PacketType } from "../../../hosts/hci/h4.js";

/** A transport of ble-host: one whole packet for each `data` event. */
class SocketTransport extends EventEmitter implements Transport {
  readonly #socket;

  constructor(target: NetConnectOpts) {
    super();
    this.#socket = connect(target);
    const reader = new H4Reader({
      sender: "controller",
      wanted: [PacketType.event, PacketType.acl],
      onPacket: (type, header, payload) => {
        const length = type === PacketType.event ? 2 : 4;
        this.emit("data", Buffer.concat([Buffer.of(type), header.subarray(0, length), payload]));
      },
    });
    this.#socket.on("data", (chunk: Buffer) => reader.push(chunk));
    // Without a listener ble-host throws at the event "close": it does not get the event.
    this.#socket.on("error", () => undefined);
  }

  get connected(): Promise<unknown> {
    return once(this.#socket, "connect");
  }

  write(packet: Buffer): void {
    if (!this.#socket.destroyed) this.#socket.write(packet);
  }

  end(): void {
    this.#socket.destroy();
  }
}

/** The host of ble-host on a controller. */
export interface BleStack {
  readonly manager: Manager;
  /** Its random static address, as a PacketReceiver gets it. */
  readonly address: number;
  /** The controller is gone. */
  close(): void;
}

let stacks = 0;

/** Starts ble-host on a controller that is reached over a socket. */
export async function startStack(target: NetConnectOpts): Promise<BleStack> {
  const transport = new SocketTransport(target);
  await transport.connected;
  const last = (++stacks).toString(16).padStart(2, "0").toUpperCase();
  const staticRandomAddress = `C0:00:00:00:10:${last}`;
  const manager = await new Promise<Manager>((resolve, reject) => {
    bleHost.BleManager.create(transport, { staticRandomAddress }, (error, created) =>
      error ? reject(error) : resolve(created),
    );
  });
  const address = parseInt(staticRandomAddress.replace(/:/g, ""), 16) + 2 ** 48;
  return { manager, address, close: () => transport.end() };
}

/** An address as ble-host writes it. */
export function addressText(address: number): string {
  const digits = (address % 2 ** 48).toString(16).padStart(12, "0").toUpperCase();
  return digits.replace(/..(?!$)/g, "$&:");
}

/** Connects ble-host to a random address. */
export function connectStack(manager: Manager, address: number): Promise<Connection> {
  return new Promise((resolve) => manager.connect("random", addressText(address), {}, resolve));
}
