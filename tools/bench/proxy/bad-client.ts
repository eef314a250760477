import { SeededRandom } from "../../../hosts/node/seeded-random.js";
import type { Clock } from "../../../modules/host/clock.js";
import type {
  GattClient,
  GattPeer,
  RemoteCharacteristic,
} from "../../../modules/host/gatt-client.js";
import { meshProxyService } from "../../../modules/proxy/proxy-advertising-data.js";
import { dataInUuid, dataOutUuid } from "../../../modules/proxy/proxy-server.js";

/** Milliseconds between two writes, and from the end of a connection to the next. */
const writePause = 150;
const connectPause = 1000;

/** First octets of a Proxy PDU: SAR in the highest two bits, then the type. Mesh Protocol 1.1 §6.3.1. */
const head = {
  network: 0x00,
  beacon: 0x01,
  configuration: 0x02,
  provisioning: 0x03,
  unknown: 0x3f,
};
const first = 0x40;
const continuation = 0x80;

/** Counts of a client that misbehaves. */
export interface BadClientCounts {
  readonly connections: number;
  readonly writes: number;
  /** Connections that the proxy ended. */
  readonly ended: number;
}

/**
 * A client of a proxy that knows no keys: it writes PDUs of wrong types and lengths, network PDUs,
 * beacons and configurations of random octets, and at last segments out of order, and connects again
 * when the proxy ends the connection for these.
 */
export class BadClient {
  readonly #client: GattClient;
  readonly #clock: Clock;
  readonly #random: SeededRandom;
  #connections = 0;
  #writes = 0;
  #ended = 0;
  #stopped = false;

  constructor(client: GattClient, clock: Clock, seed: string) {
    this.#client = client;
    this.#clock = clock;
    this.#random = new SeededRandom(seed);
  }

  get counts(): BadClientCounts {
    return { connections: this.#connections, writes: this.#writes, ended: this.#ended };
  }

  /** Connects to the proxy at an address again and again until `stop`. */
  async run(address: number): Promise<void> {
    while (!this.#stopped) {
      try {
        await this.#attempt(address);
      } catch {
        // The proxy has no place for it, or ended the connection during the discovery.
      }
      await this.#pause(connectPause);
    }
  }

  stop(): void {
    this.#stopped = true;
  }

  async #attempt(address: number): Promise<void> {
    const peer = await this.#client.connect(address, { onDisconnect: () => this.#ended++ });
    this.#connections++;
    const service = await peer.discover(meshProxyService);
    const find = (wanted: number) => service?.characteristics.find(({ uuid }) => uuid === wanted);
    const [dataIn, dataOut] = [find(dataInUuid), find(dataOutUuid)];
    if (!dataIn || !dataOut) throw new Error("the proxy has no Mesh Proxy Service");
    // Before the subscription there is no proxy connection.
    await this.#write(peer, dataIn, head.network, 20);
    await peer.subscribe(dataOut, () => undefined);
    for (const type of [head.provisioning, head.unknown]) await this.#write(peer, dataIn, type, 12);
    await this.#write(peer, dataIn, head.beacon, 22);
    await this.#write(peer, dataIn, head.configuration, 14);
    for (let i = 0; i < 10; i++) await this.#write(peer, dataIn, head.network, 14 + i);
    await this.#write(peer, dataIn, head.network, 80);
    await this.#write(peer, dataIn, first | head.network, 19);
    await this.#write(peer, dataIn, continuation | head.beacon, 19);
    // The proxy has ended it, or will.
    await this.#pause(connectPause);
    peer.disconnect();
  }

  async #write(
    peer: GattPeer,
    dataIn: RemoteCharacteristic,
    type: number,
    octets: number,
  ): Promise<void> {
    const value = new Uint8Array(1 + octets);
    this.#random.fill(value);
    value[0] = type;
    if (peer.connected && peer.writeWithoutResponse(dataIn, value)) this.#writes++;
    await this.#pause(writePause);
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.#clock.schedule(resolve, milliseconds));
  }
}
