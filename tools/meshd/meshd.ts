import { randomBytes } from "node:crypto";
import type { Clock } from "../../modules/host/clock.js";
import type { VirtualAir } from "../air/air.js";
import type { Position } from "../air/propagation.js";
import type { Station } from "../air/station.js";
import type { CaptureKeys } from "../capture/keys.js";
import {
  APPLICATION_PATH,
  elementPath,
  exportApplication,
  type ElementModels,
  type MeshdMessage,
} from "./application.js";
import { Bus, variant } from "./bus.js";
import { ConfigurationClient, OnOffClient } from "./clients.js";
import { Link } from "./link.js";
import { Processes } from "./processes.js";
import { addStoredKeys } from "./storage.js";

const NETWORK_PATH = "/org/bluez/mesh";
const FIRST_ADDRESS = 1;

export interface MeshdOptions {
  /** The air on which the daemon sends. `follow` sets the daemon's time from the air's clock. */
  readonly air: VirtualAir;
  /** Name of its station. Default "meshd". */
  readonly name?: string;
  readonly position?: Position;
  /**
   * The elements of its node. Default: one with a Configuration Client, and a Generic OnOff
   * Client and Server.
   */
  readonly elements?: readonly ElementModels[];
  /** Static OOB value of 16 octets. Default: no OOB. */
  readonly staticOob?: Uint8Array;
}

/** An unprovisioned device that the daemon has reported. */
export interface Unprovisioned {
  readonly uuid: Uint8Array;
  readonly rssi: number;
  /** OOB information. */
  readonly oob: number;
}

export interface ProvisionedNode {
  /** Primary unicast address. */
  readonly unicast: number;
  /** Number of elements. */
  readonly count: number;
}

interface Waiting<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
}

/**
 * BlueZ's bluetooth-meshd with a station on a virtual air, as the provisioner of a network of its
 * own or as a device that another provisioner adds. All methods need the air's clock to advance,
 * and `follow` to be called with its time (see RealTime), so that the daemon and the air have the
 * same time on a slow computer too.
 */
export class Meshd {
  readonly station: Station;
  readonly elements: readonly ElementModels[];
  readonly config = new ConfigurationClient(this);
  readonly onOff = new OnOffClient(this);
  readonly #clock: Clock;
  readonly #link: Link;
  readonly #processes: Processes;
  readonly #bus: Bus;
  readonly #messageListeners = new Set<(message: MeshdMessage) => void>();
  readonly #scanListeners = new Set<(device: Unprovisioned) => void>();
  #nodePath: string | undefined;
  #uuid: Uint8Array | undefined;
  #nextAddress: number;
  #joining: Waiting<bigint> | undefined;
  #adding: Waiting<ProvisionedNode> | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #closed = false;

  private constructor(
    options: MeshdOptions,
    parts: { station: Station; link: Link; processes: Processes; bus: Bus },
  ) {
    const { elements = [{ models: [0x0000, 0x0001, 0x1000, 0x1001] }] } = options;
    this.#clock = options.air.clock;
    this.station = parts.station;
    this.#link = parts.link;
    this.#processes = parts.processes;
    this.#bus = parts.bus;
    this.elements = elements;
    this.#nextAddress = FIRST_ADDRESS + elements.length;
    exportApplication(this.#bus, {
      elements,
      ...(options.staticOob && { staticOob: options.staticOob }),
      events: {
        joined: (token) => this.#joining?.resolve(token),
        joinFailed: (reason) => this.#joining?.reject(new Error(`join failed: ${reason}`)),
        scanResult: (rssi, data) => this.#scanned(rssi, data),
        addressFor: (count) => this.#addressFor(count),
        nodeAdded: (_uuid, unicast, count) => this.#adding?.resolve({ unicast, count }),
        nodeFailed: (_uuid, reason) => this.#adding?.reject(new Error(`add failed: ${reason}`)),
        message: (message) => {
          for (const listener of this.#messageListeners) listener(message);
        },
      },
    });
  }

  /** Starts a message bus and a daemon for this instance. Throws if they are not installed. */
  static async start(options: MeshdOptions): Promise<Meshd> {
    const { air, name = "meshd", position = { x: 0, y: 0 } } = options;
    if (options.staticOob && options.staticOob.length !== 16)
      throw new RangeError("staticOob: 16 octets");
    const link = await Link.open();
    let processes: Processes | undefined;
    let bus: Bus | undefined;
    try {
      const { daemonPort, peerPort } = link;
      processes = await Processes.start({ daemonPort, peerPort });
      const connecting = Bus.connect(processes.busAddress);
      const connected = (bus = await processes.within("the bus", connecting));
      await processes.until("the daemon's name on the bus", () => connected.hasDaemon());
      await processes.until("the daemon's radio", () => {
        link.begin();
        return link.answered;
      });
      const station = air.attach({ name, position, sets: 4 });
      link.attach(station);
      // Ends requests that wait for an answer of the daemon.
      processes.lost.catch(() => link.close());
      return new Meshd(options, { station, link, processes, bus });
    } catch (error) {
      bus?.close();
      link.close();
      await processes?.close();
      throw error;
    }
  }

  /**
   * Advances the daemon's time to `now`, ms of the air's clock. Resolves when the daemon has done
   * what is due by then, rejects when it has ended.
   */
  async follow(now: number): Promise<void> {
    await this.#link.pass(now);
    const { failure } = this.#processes;
    if (failure !== undefined && !this.#closed) throw new Error(failure);
  }

  /**
   * Rejects when the daemon or its bus ends before `close`; then pending requests to it do not
   * settle.
   */
  get lost(): Promise<never> {
    return this.#processes.lost;
  }

  /** The latest lines of the daemon's log. */
  get output(): readonly string[] {
    return this.#processes.output;
  }

  /**
   * Adds the keys of the daemon's node, and those of other nodes that it knows, to a capture's.
   */
  addKeysTo(keys: CaptureKeys): void {
    if (this.#uuid) addStoredKeys(this.#processes.storage, this.#uuid, keys);
  }

  /** The Device UUID of the daemon's node; undefined before it has one. */
  get uuid(): Uint8Array | undefined {
    return this.#uuid;
  }

  /** Creates a network, with the daemon as its first node at address 1 and as its provisioner. */
  async createNetwork(uuid: Uint8Array = randomUuid()): Promise<void> {
    await this.#enter("CreateNetwork", uuid);
  }

  /**
   * Makes the daemon send unprovisioned device beacons. Resolves when another provisioner has
   * added it; rejects with the daemon's reason, such as a timeout after a minute.
   */
  join(uuid: Uint8Array = randomUuid()): Promise<void> {
    const joined = this.#enter("Join", uuid);
    joined.catch(() => undefined); // handled here: the caller may await another promise first
    return joined;
  }

  /**
   * Calls `listener` for each unprovisioned device that is found. Returns a function that ends
   * that.
   */
  onUnprovisioned(listener: (device: Unprovisioned) => void): () => void {
    this.#scanListeners.add(listener);
    return () => this.#scanListeners.delete(listener);
  }

  /** Scans, until `stopScan` or `provision`. */
  async startScan(): Promise<void> {
    const options = { Seconds: variant("q", 0) };
    await this.#management("UnprovisionedScan", "a{sv}", options);
  }

  async stopScan(): Promise<void> {
    await this.#management("UnprovisionedScanCancel", "");
  }

  /** Scans until it finds a device for which `fits` returns true. */
  async findUnprovisioned(
    fits: (device: Unprovisioned) => boolean = () => true,
  ): Promise<Unprovisioned> {
    let stop: (() => void) | undefined;
    const found = new Promise<Unprovisioned>((resolve) => {
      stop = this.onUnprovisioned((device) => {
        if (fits(device)) resolve(device);
      });
    });
    try {
      await this.startScan();
      return await found;
    } finally {
      stop?.();
      await this.stopScan().catch(() => undefined);
    }
  }

  /** Provisions a device; one at a time. Rejects with the daemon's reason. */
  provision(uuid: Uint8Array): Promise<ProvisionedNode> {
    const node = this.#turn.then(() => this.#provision(uuid));
    this.#turn = node.catch(() => undefined);
    return node;
  }

  /**
   * Calls `listener` for each access message to an element of this node. Returns a function that
   * ends that.
   */
  onMessage(listener: (message: MeshdMessage) => void): () => void {
    this.#messageListeners.add(listener);
    return () => this.#messageListeners.delete(listener);
  }

  /** Sends an access message encrypted with an AppKey to which the element's models are bound. */
  async send(destination: number, appIndex: number, data: Uint8Array, element = 0): Promise<void> {
    const path = elementPath(element);
    await this.#node("Send", "oqqa{sv}ay", path, destination, appIndex, {}, Buffer.from(data));
  }

  /**
   * Sends an access message encrypted with a device key: the destination's (`remote`) or this
   * node's own.
   */
  async sendDeviceKey(destination: number, remote: boolean, data: Uint8Array): Promise<void> {
    const values = [elementPath(0), destination, remote, 0, {}, Buffer.from(data)];
    await this.#node("DevKeySend", "oqbqa{sv}ay", ...values);
  }

  /** Creates a random AppKey of the primary subnet in the daemon's database. */
  async createAppKey(appIndex: number): Promise<void> {
    await this.#management("CreateAppKey", "qq", 0, appIndex);
  }

  /** Adds a given AppKey of the primary subnet to the daemon's database. */
  async importAppKey(appIndex: number, key: Uint8Array): Promise<void> {
    await this.#management("ImportAppKey", "qqay", 0, appIndex, Buffer.from(key));
  }

  /** Sends a Config AppKey Add with a key of the daemon's database. */
  async sendAppKeyAdd(destination: number, appIndex: number): Promise<void> {
    await this.#node("AddAppKey", "oqqqb", elementPath(0), destination, appIndex, 0, false);
  }

  /**
   * Waits for the first message for which `fits` returns true. Meanwhile calls `send`, and again
   * after each `repeat` milliseconds of the air's clock, up to `attempts` times. Rejects when no
   * such message is received.
   */
  async request(
    send: () => Promise<void>,
    fits: (message: MeshdMessage) => boolean,
    { repeat = 3000, attempts = 20 } = {},
  ): Promise<MeshdMessage> {
    let answer: MeshdMessage | undefined;
    let wake: () => void = () => undefined;
    const stop = this.onMessage((message) => {
      if (answer === undefined && fits(message)) answer = message;
      if (answer !== undefined) wake();
    });
    try {
      for (let attempt = 0; attempt < attempts; attempt++) {
        await send();
        await new Promise<void>((resolve) => {
          const timer = this.#clock.schedule(resolve, repeat);
          wake = () => {
            this.#clock.cancel(timer);
            resolve();
          };
          if (answer !== undefined) wake();
        });
        if (answer !== undefined) return answer;
      }
      throw new Error(`no answer to ${attempts} requests`);
    } finally {
      stop();
    }
  }

  /** Ends the daemon and its bus, removes their files, and removes the station from the air. */
  async close(): Promise<void> {
    this.#closed = true;
    const error = new Error("meshd is closed");
    this.#joining?.reject(error);
    this.#adding?.reject(error);
    this.#bus.close();
    this.#link.close();
    await this.#processes.close();
  }

  async #enter(method: "CreateNetwork" | "Join", uuid: Uint8Array): Promise<void> {
    if (uuid.length !== 16) throw new RangeError("uuid: 16 octets");
    if (this.#uuid) throw new Error("this daemon has its node already");
    const token = new Promise<bigint>((resolve, reject) => (this.#joining = { resolve, reject }));
    token.catch(() => undefined); // handled here: it is awaited only after the call
    const octets = Buffer.from(uuid);
    await this.#bus.call(NETWORK_PATH, "Network1", method, "oay", APPLICATION_PATH, octets);
    this.#uuid = uuid;
    const attach = ["Attach", "ot", APPLICATION_PATH, await token] as const;
    const [path] = await this.#bus.call(NETWORK_PATH, "Network1", ...attach);
    this.#nodePath = String(path);
  }

  async #provision(uuid: Uint8Array): Promise<ProvisionedNode> {
    const node = new Promise<ProvisionedNode>((resolve, reject) => {
      this.#adding = { resolve, reject };
    });
    node.catch(() => undefined); // handled here: it is awaited only after the call
    try {
      await this.#management("AddNode", "aya{sv}", Buffer.from(uuid), {});
      return await node;
    } finally {
      this.#adding = undefined;
    }
  }

  #addressFor(count: number): number {
    const address = this.#nextAddress;
    this.#nextAddress += count;
    return address;
  }

  #scanned(rssi: number, data: Uint8Array): void {
    const oob = data.length >= 18 ? (data[16]! << 8) | data[17]! : 0;
    const device = { uuid: data.slice(0, 16), rssi, oob };
    for (const listener of this.#scanListeners) listener(device);
  }

  #node(method: string, signature: string, ...values: unknown[]): Promise<unknown[]> {
    return this.#bus.call(this.#path(), "Node1", method, signature, ...values);
  }

  #management(method: string, signature: string, ...values: unknown[]): Promise<unknown[]> {
    return this.#bus.call(this.#path(), "Management1", method, signature, ...values);
  }

  #path(): string {
    if (this.#nodePath === undefined) throw new Error("the daemon is in no network yet");
    return this.#nodePath;
  }
}

/** A random UUID (RFC 4122 version 4): the daemon accepts no other version for its own node. */
export function randomUuid(): Uint8Array {
  const uuid = new Uint8Array(randomBytes(16));
  uuid[6] = (uuid[6]! & 0x0f) | 0x40;
  uuid[8] = (uuid[8]! & 0x3f) | 0x80;
  return uuid;
}
