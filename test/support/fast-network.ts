import { toHex } from "../../modules/base/bytes.js";
import { adaptivePolicy } from "../../modules/espressif/fast-provisioning/policy/adaptive-policy.js";
import { FastProvisioningNode } from "../../modules/espressif/fast-provisioning/provisioner/fast-provisioning-node.js";
import type { FastProvisioningNodeOptions } from "../../modules/espressif/fast-provisioning/provisioner/fast-provisioning-node-options.js";
import type { FastProvisioningPolicy } from "../../modules/espressif/fast-provisioning/policy/policy.js";
import {
  type FastNetwork as NetworkPlan,
  type TopConnection,
  TopProvisioner,
} from "../../modules/espressif/fast-provisioning/provisioner/top-provisioner.js";
import type { TopProvisionerOptions } from "../../modules/espressif/fast-provisioning/provisioner/top-provisioner-options.js";
import { GenericOnOffClient } from "../../modules/models/generic-onoff/client.js";
import { GenericOnOffServer } from "../../modules/models/generic-onoff/server.js";
import { loadIdentity } from "../../modules/node/node-record.js";
import { Mesh, type TestHost } from "./mesh.js";
import { testRecords, TestStore } from "./records.js";
import type { TestAirOptions } from "./test-air.js";

export const group = 0xc000;
export const appKeyIndex = 0;
export const matchValue = Uint8Array.of(0xdd, 0xdd);

export interface FastNetworkOptions extends Omit<TestAirOptions, "clock"> {
  /** Whether the top provisioner reaches its network over GATT alone. Default false. */
  readonly phone?: boolean;
  /** Whether all devices have PB-GATT and a proxy. Default: the first one, for a phone. */
  readonly gatt?: boolean;
  /** Of the devices, where it is another. */
  readonly proxyClients?: FastProvisioningNodeOptions["proxyClients"];
  readonly policy?: FastProvisioningPolicy;
  /** Of the top provisioner, where it is another. */
  readonly topPolicy?: FastProvisioningPolicy;
  /** Positions of the devices on a line, on which the top provisioner is at 0. */
  readonly positions: readonly number[];
  /** Who is further away is not heard. Default: all are. */
  readonly range?: number;
  readonly firstAddress?: number;
}

/** A light that is provisioned fast, and provisions others. */
export class FastDevice {
  readonly uuid: Uint8Array;
  position: number;
  host!: TestHost;
  fast!: FastProvisioningNode;
  light!: GenericOnOffServer;
  /** What its GATT Proxy state was to be, and when. */
  readonly proxy: (readonly [time: number, enabled: boolean])[] = [];

  constructor(
    readonly network: FastNetwork,
    readonly index: number,
    position: number,
    /** From its next start on, where it is changed. */
    public policy: FastProvisioningPolicy,
    readonly gatt = false,
  ) {
    this.position = position;
    this.uuid = Uint8Array.from({ length: 16 }, (_, i) => (i < 2 ? 0xdd : i < 15 ? 0 : index + 1));
    this.boot(new TestStore());
  }

  get store(): TestStore {
    return this.host.store;
  }

  get address(): number | undefined {
    return this.fast.node.address;
  }

  get relay(): boolean | undefined {
    return this.fast.node.network?.settings.relay;
  }

  /** The device key of its own store, in hexadecimal. */
  get deviceKey(): string | undefined {
    const identity = loadIdentity(testRecords(this.store.copy()).records);
    return identity && toHex(identity.deviceKey);
  }

  boot(store: TestStore): void {
    const { network } = this;
    this.host = network.mesh.host(store);
    network.place(this.host, () => this.position);
    this.light = new GenericOnOffServer({
      restore: true,
      onChange: () => this.fast.lightSwitched(),
      onRequest: () => this.fast.lightRequested(),
    });
    this.fast = new FastProvisioningNode({
      host: this.host,
      policy: this.policy,
      companyId: 0xffff,
      uuid: this.uuid,
      elements: [{ models: [this.light] }],
      limits: { replayList: 64 },
      ...(this.gatt && { proxy: true, provisioning: { bearers: ["pb-adv", "pb-gatt"] } }),
      ...network.ofDevices,
      onGattProxy: (enabled) => this.proxy.push([network.mesh.clock.now(), enabled]),
    });
  }

  /** Without power from now on. */
  cut(): void {
    this.fast.close();
    this.host.radio.close();
  }

  /** Off, and on again with what its store holds. */
  restart(): void {
    this.cut();
    this.boot(this.store.copy());
  }
}

function meshOf({ gatt, phone, ...air }: FastNetworkOptions): Mesh {
  return new Mesh({ ...air, ...((gatt || phone) && { gatt: {} }) });
}

/** A top provisioner and devices that provision each other, on one air in virtual time. */
export class FastNetwork {
  readonly mesh: Mesh;
  readonly devices: FastDevice[] = [];
  onOff!: GenericOnOffClient;
  topHost!: TestHost;
  top!: TopProvisioner;
  /** What became of the connection of the phone. */
  readonly connections: TopConnection[] = [];
  readonly ofDevices: Pick<FastProvisioningNodeOptions, "proxyClients">;
  readonly #options: FastNetworkOptions;
  readonly #positions = new Map<number, () => number>();

  /** Few names here and in `bootTop`: what they call needs nearly the whole stack of a chip. */
  constructor(options: FastNetworkOptions) {
    this.#options = options;
    this.ofDevices = options.proxyClients ? { proxyClients: options.proxyClients } : {};
    this.mesh = meshOf(options);
    this.limitRange();
    this.bootTop(new TestStore());
    this.addDevices();
  }

  private limitRange(): void {
    const { range = Infinity } = this.#options;
    this.mesh.air.filter = (from, to) =>
      Math.abs(this.#positions.get(from)!() - this.#positions.get(to)!()) <= range;
  }

  private addDevices(): void {
    const { gatt, phone, policy, positions } = this.#options;
    for (const [i, position] of positions.entries())
      this.add(position, policy, gatt ?? (phone === true && i === 0));
  }

  get clock() {
    return this.mesh.clock;
  }

  /** The top provisioner begins, or goes on with what its store holds. */
  bootTop(store: TestStore): void {
    this.hostTop(store);
    this.top = new TopProvisioner(this.topOptions());
  }

  private hostTop(store: TestStore): void {
    this.topHost = this.mesh.host(store);
    // A phone is a GATT client, and no server.
    if (this.#options.phone) delete this.topHost.radio.gatt;
    this.place(this.topHost, () => 0);
  }

  private topOptions(): TopProvisionerOptions {
    const { firstAddress, phone, policy, topPolicy = policy } = this.#options;
    this.onOff = new GenericOnOffClient();
    return {
      host: this.topHost,
      uuid: new Uint8Array(16).fill(1),
      companyId: 0xffff,
      models: [this.onOff],
      limits: { replayList: 64 },
      ...(phone && {
        advertising: false,
        onConnection: (connection: TopConnection) => this.connections.push(connection),
      }),
      ...(topPolicy && { policy: topPolicy }),
      ...(firstAddress !== undefined && { firstAddress }),
    };
  }

  /** The top provisioner is without power from now on. */
  cutTop(): void {
    this.top.close();
    this.topHost.radio.close();
  }

  place({ radio }: TestHost, position: () => number): void {
    this.#positions.set(radio.index, position);
  }

  /** Another device. */
  add(
    position: number,
    policy = this.#options.policy ?? adaptivePolicy,
    gatt = this.#options.gatt ?? false,
  ): FastDevice {
    const device = new FastDevice(this, this.devices.length, position, policy, gatt);
    this.devices.push(device);
    return device;
  }

  plan(changes: Partial<NetworkPlan> = {}): NetworkPlan {
    return { matchValue, group, count: this.devices.length, appKeyIndex, ...changes };
  }

  /** Lets the devices beacon, then begins with one of them. */
  async begin(plan?: Partial<NetworkPlan>): Promise<FastDevice> {
    await this.clock.run(1000);
    await this.mesh.result(this.top.createAppKey(appKeyIndex));
    const { address } = await this.mesh.result(this.top.begin(this.plan(plan)));
    return this.devices.find((device) => device.address === address)!;
  }

  /** Until the database has so many nodes; by default all of the devices. */
  async complete(count = this.devices.length, limit = 120_000): Promise<void> {
    await this.mesh.result(this.top.whenComplete(count, limit), limit + 1000);
  }

  /** From nothing to a database that has all of them; the Primary Provisioner. */
  async provision(): Promise<FastDevice> {
    const primary = await this.begin();
    await this.complete();
    return primary;
  }

  /** Time goes on until something holds; false: it did not come to that. */
  async until(holds: () => boolean, limit = 120_000): Promise<boolean> {
    if (holds()) return true;
    await this.clock.run(limit, holds);
    return holds();
  }

  /**
   * What is wrong with the network, in words: devices that are no nodes, addresses
   * that two of them have, entries of the database that are not those of the nodes.
   */
  faults(devices: readonly FastDevice[] = this.devices): string[] {
    const faults: string[] = [];
    const owners = new Map<number, number>();
    for (const { address, deviceKey, index, uuid } of devices) {
      if (address === undefined) {
        faults.push(`${index} is no node`);
        continue;
      }
      const other = owners.get(address);
      if (other !== undefined) faults.push(`${index} and ${other} share ${address}`);
      owners.set(address, index);
      const entry = this.top.nodes.find((node) => node.address === address);
      if (!entry) faults.push(`${index} is not in the database`);
      else if (toHex(entry.uuid) !== toHex(uuid)) faults.push(`${index} is there as another`);
      else if (toHex(entry.deviceKey) !== deviceKey) faults.push(`${index} has another device key`);
    }
    if (owners.has(this.top.provisioner.address)) faults.push("somebody has the top's address");
    return faults;
  }

  /** Switches the lights of the group, as often as a person would; whether all of these are so then. */
  async switchAll(on: boolean, devices: readonly FastDevice[] = this.devices): Promise<boolean> {
    const done = () => devices.every(({ light }) => light.isOn === on);
    for (let i = 0; i < 8 && !done(); i++) {
      this.onOff.setUnacknowledged(on, { dst: group, appKeyIndex, ttl: 16 });
      await this.until(done, 500);
    }
    return done();
  }

  close(): void {
    for (const device of this.devices) device.cut();
    this.top.close();
  }
}
