import { NodeCrypto } from "../../hosts/node/crypto.js";
import { nodeHost } from "../../hosts/node/host.js";
import { SeededRandom } from "../../hosts/node/seeded-random.js";
import { VirtualClock } from "../../hosts/node/virtual-clock.js";
import { Board, type BoardMachine, type BoardProgram } from "../../hosts/board/board.js";
import { netKey, PacketMaker, receiverAddress } from "../bench/packets.js";
import { benchFirmware, type Cost, costOf, settled } from "./bench.js";
import { BenchGatt, BenchRadio } from "./bench-radio.js";
import type { Live } from "./joining.js";

/** Address of the clients: both have it in their filters, so that its messages pass to both. */
const clientAddress = 0x0701;
/** An address that neither the node nor a client has. */
const elsewhere = 0x0300;
const ttl = 5;
/** Octets before the network PDU in an AD structure. */
const adHeader = 2;
/** First octet of a Proxy PDU that is a whole network PDU. Mesh Protocol 1.1 §6.3.1. */
const wholeNetworkPdu = 0x00;

/** What a GATT proxy takes on the board. */
export interface ProxyCosts {
  /** Cost of PDUs, by name. */
  readonly pdus: Readonly<Record<string, Cost>>;
  /** What is live with so many clients, from 0 on. */
  readonly clients: readonly Live[];
}

/** A GATT proxy on the board, with clients that the bench speaks for. */
class ProxyBench {
  readonly machine: BoardMachine;
  readonly #clock = new VirtualClock();
  readonly #gatt = new BenchGatt();
  readonly #radio = new BenchRadio(this.#clock, { gatt: this.#gatt });
  readonly #packets: PacketMaker;
  #seq = 0;

  constructor(program: BoardProgram) {
    this.#packets = new PacketMaker(new NodeCrypto({ clock: this.#clock }), netKey());
    const random = new SeededRandom("proxy bench");
    this.machine = program.boot({
      host: nodeHost({ clock: this.#clock, radio: this.#radio, random }),
      name: "proxy bench",
      random: "host",
    });
    this.pass(1000);
  }

  live(): Live {
    const { chunks, slots } = this.machine.heap({ collect: true });
    return { chunks, slots };
  }

  /** A client connects, gets its beacons, and sends a message, by which its filter has its address. */
  connect(connection: number): void {
    this.#gatt.connect(connection);
    this.pass(1000);
    this.write(connection, elsewhere);
    this.pass(1000);
  }

  /** Packets advertised and notifications sent until now. */
  get sent(): { readonly advertised: number; readonly notified: number } {
    return { advertised: this.#radio.advertised, notified: this.#gatt.notifications };
  }

  /** A message of a client. */
  write(connection: number, dst: number): void {
    this.#gatt.write(connection, this.#proxyPdu(dst));
  }

  /** A message to the clients, from the air. */
  hear(): void {
    const fields = { seq: ++this.#seq, ttl, dst: clientAddress };
    this.#radio.receiver?.(this.#packets.acknowledged(fields), -50);
  }

  cost(work: () => void): Cost {
    return costOf(this.machine, work);
  }

  pass(milliseconds: number): void {
    this.#clock.advanceTo(this.#clock.now() + milliseconds);
  }

  #proxyPdu(dst: number): Uint8Array {
    const fields = { seq: ++this.#seq, ttl, src: clientAddress, dst };
    const packet = this.#packets.acknowledged(fields);
    return Uint8Array.of(wholeNetworkPdu, ...packet.subarray(adHeader));
  }
}

/** Measures a light that is a GATT proxy, with one and with two clients. */
export async function proxyCosts(): Promise<ProxyCosts> {
  const program = await Board.load({ entry: benchFirmware, gatt: true });
  try {
    const bench = new ProxyBench(program);
    const clients = [bench.live()];
    const pdus: Record<string, Cost> = {};
    // Of each twice: what is made at the first one stays. `notified`: to how many clients it goes,
    // or its answer; a message to the network is advertised.
    const measure = (name: string, notified: number, work: () => void): void => {
      for (let round = 0; round < 2; round++) {
        const before = bench.sent;
        pdus[name] = bench.cost(() => {
          work();
          bench.pass(settled);
        });
        bench.pass(1000);
        const after = bench.sent;
        if (after.notified - before.notified !== notified)
          throw new Error(`${name}: ${after.notified - before.notified} notifications`);
        if (notified === 0 && after.advertised === before.advertised)
          throw new Error(`${name}: not advertised`);
      }
    };
    bench.connect(1);
    measure("proxied to the network, one set", 0, () => bench.write(1, elsewhere));
    measure("of a client, answered", 1, () => bench.write(1, receiverAddress));
    measure("proxied to a client", 1, () => bench.hear());
    clients.push(bench.live());
    bench.connect(2);
    measure("proxied to two clients", 2, () => bench.hear());
    clients.push(bench.live());
    bench.machine.close();
    return { pdus, clients };
  } finally {
    program.close();
  }
}
