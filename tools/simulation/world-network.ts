import { MemoryStore } from "../../hosts/web/memory-store.js";
import type { SeededRandom } from "../../hosts/node/seeded-random.js";
import type { Model } from "../../modules/access/model.js";
import type { ModelId } from "../../modules/access/model-id.js";
import { fromHex } from "../../modules/base/bytes.js";
import { GenericOnOffClient } from "../../modules/models/generic-onoff/client.js";
import type { NodeLimits } from "../../modules/node/limits.js";
import type { AddressRange } from "../../modules/provisioner/database.js";
import type { Provisioner } from "../../modules/provisioner/provisioner.js";
import type { TraceEvent } from "../../modules/host/trace.js";
import type { Clock } from "../../modules/host/clock.js";
import type { VirtualAir } from "../air/air.js";
import type { Position } from "../air/propagation.js";
import type { ScriptEvent } from "../capture/script-events.js";
import { addNetworkKeys, type NetworkKeyList } from "../network/network-keys.js";
import { isFoundationModel } from "../network/model-names.js";
import {
  checkPlannedDevices,
  type NetworkPlan,
  type PlannedModel,
  PlanNames,
} from "./network-plan.js";
import { NetworkSetup } from "./network-setup.js";
import { oobOptions, type DeviceOob } from "./oob.js";
import { CryptoMemory } from "./shared-crypto/crypto-memory.js";
import { SharedCrypto } from "./shared-crypto/shared-crypto.js";
import type { WorldDevice } from "./world-device.js";

/** The plan of a network, and its provisioner. */
export interface WorldNetworkOptions extends NetworkPlan {
  /** Position of the provisioner. Default: the origin. */
  readonly position?: Position;
  /** Clients of the provisioner, beside the Generic OnOff Client. Default: none. */
  readonly clients?: readonly Model[];
  /** The provisioner's own store, UUID and limits. Default: a new network with the default limits. */
  readonly provisioner?: {
    /** Its records. Default: an empty store. */
    readonly store?: MemoryStore;
    /** Device UUID, 16 octets. */
    readonly uuid?: Uint8Array;
    /** Unicast addresses that it gives out. Default: all. */
    readonly ranges?: readonly AddressRange[];
    /** Sizes of its tables, where they differ from the defaults. */
    readonly limits?: Partial<NodeLimits>;
  };
}

/** A recording of the air with the events of the devices, which gets the keys of the network. */
export interface WorldCapture {
  readonly keys: NetworkKeyList;
  /** Adds an event of a device. `time`: simulated milliseconds. */
  event(device: string, time: number, event: TraceEvent): void;
  /** Adds what the program of the world did or expected. `time`: as of `event`. */
  script?(time: number, event: ScriptEvent): void;
  /** Ends the recording. */
  close(): void;
}

/** The parts of a World that its network uses. */
export interface NetworkSurroundings {
  readonly air: VirtualAir;
  readonly clock: Clock;
  /** Takes an event of the provisioner. */
  readonly onEvent: (name: string, event: TraceEvent) => void;
  /** The unicast address of a device by its name; undefined while it has none. */
  readonly addressOf: (name: string) => number | undefined;
}

/** What is known of a device before it is provisioned. */
export interface ExpectedDevice {
  readonly oob?: DeviceOob;
  readonly stays: boolean;
}

/** Provisionings at the same time: one exchanges PDUs while the other waits. */
const links = 2;

/** The provisioner of a World, and the configuration of its devices. It starts at the first use. */
export class WorldNetwork {
  /** Switches and asks lamps from the provisioner's own node. */
  readonly onOff = new GenericOnOffClient();
  /** Indexes and addresses by the names of the plan. */
  readonly names: PlanNames;
  readonly #world: NetworkSurroundings;
  readonly #options: WorldNetworkOptions;
  readonly #random: SeededRandom;
  readonly #expected = new Map<WorldDevice, ExpectedDevice>();
  /** Names of the devices that were configured by the plan. */
  readonly #configured = new Set<string>();
  /** What the nodes of the world compute with the same keys. @internal */
  readonly cryptoMemory = new CryptoMemory();
  /** The records of the provisioner. */
  readonly provisionerStore: MemoryStore;
  #setup: NetworkSetup | undefined;
  #prepared: Promise<void> | undefined;

  /** Called by the constructor of World. */
  constructor(world: NetworkSurroundings, options: WorldNetworkOptions, random: SeededRandom) {
    this.#world = world;
    this.#options = options;
    this.#random = random;
    this.provisionerStore = options.provisioner?.store ?? new MemoryStore();
    this.names = new PlanNames(options, world.addressOf);
  }

  /** The provisioner, which is on the air from the first use. */
  get provisioner(): Provisioner {
    return this.#started.provisioner;
  }

  get #started(): NetworkSetup {
    if (this.#setup) return this.#setup;
    const { clients = [], position, provisioner: own = {} } = this.#options;
    const { air, clock, onEvent } = this.#world;
    const radio = air.attach({ name: "provisioner", ...(position && { position }) });
    this.#setup = new NetworkSetup({
      host: {
        clock,
        crypto: new SharedCrypto({ clock, memory: this.cryptoMemory }),
        radio,
        random: this.#random.fork("provisioner"),
        store: this.provisionerStore,
        trace: (event) => onEvent(radio.name, event),
      },
      clients: [this.onOff, ...clients],
      ...(own.uuid && { uuid: own.uuid }),
      ...(own.limits && { limits: own.limits }),
      ...(own.ranges && { ranges: own.ranges }),
    });
    return this.#setup;
  }

  /** Called by `World.add`. */
  expect(device: WorldDevice, expected: ExpectedDevice): void {
    this.#expected.set(device, expected);
  }

  /** Whether the plan says how the models of a device are configured. */
  hasPlan({ name }: WorldDevice): boolean {
    return this.#options.nodes?.[name] !== undefined;
  }

  /** Whether a device was configured by the plan; without a name: any device. */
  isConfigured(device?: string): boolean {
    return device === undefined ? this.#configured.size > 0 : this.#configured.has(device);
  }

  /** Throws RangeError for a misspelt device of the plan. */
  checkNames(devices: readonly WorldDevice[]): void {
    const names = devices.map(({ name }) => name);
    checkPlannedDevices(this.#options.nodes ?? {}, names, false);
  }

  /** How a device is authenticated; undefined: not at all. */
  oobOf(device: WorldDevice): DeviceOob | undefined {
    return this.#expected.get(device)?.oob;
  }

  /** Creates the AppKeys of the plan, and binds the provisioner's clients to them. */
  prepare(): Promise<void> {
    return (this.#prepared ??= this.#started.createAppKeys(this.names.appKeys.keys()));
  }

  /** Provisions and configures a device; its unicast address. Needs virtual time to advance. */
  async join(device: WorldDevice): Promise<number> {
    await this.prepare();
    const { uuid } = await device.state();
    const address = await this.#provision(device, fromHex(uuid));
    device.address = address;
    await this.configure(device);
    return address;
  }

  /** Provisions and configures the devices that are in no network, as their beacons come. */
  async joinAll(devices: readonly WorldDevice[]): Promise<void> {
    await this.prepare();
    const waiting = new Map<string, WorldDevice>();
    for (const device of devices)
      if (device.powered && device.address === undefined && !this.#expected.get(device)?.stays)
        waiting.set((await device.state()).uuid, device);
    // Those whose beacons were received first come first.
    const join = async (): Promise<void> => {
      while (waiting.size > 0) {
        const uuid = await this.#started.nextBeacon((heard) => waiting.has(heard));
        const device = waiting.get(uuid);
        if (!device || !waiting.delete(uuid)) continue;
        device.address = await this.#provision(device, fromHex(uuid));
        await this.configure(device);
      }
    };
    await Promise.all(Array.from({ length: links }, join));
  }

  /** Configures a provisioned device as the plan says. Rejects as ConfigurationClient does. */
  async configure(device: WorldDevice): Promise<void> {
    const { address, name } = device;
    if (address === undefined) throw new Error(`${name} is in no network: provision it first`);
    await this.#started.configure(address, (elements) => {
      const models = this.#plannedModels(name, elements);
      this.#configured.add(name);
      return models;
    });
  }

  /** Adds the keys of the network to a list, such as that of a capture. */
  addKeysTo(keys: NetworkKeyList): void {
    if (this.#setup) addNetworkKeys(this.provisioner, keys);
  }

  /** Called by `World.close`. */
  close(): void {
    this.#setup?.close();
  }

  async #provision(device: WorldDevice, uuid: Uint8Array): Promise<number> {
    const { oob } = this.#expected.get(device) ?? {};
    const wait = (milliseconds: number) =>
      new Promise<void>((resolve) => this.#world.clock.schedule(resolve, milliseconds));
    try {
      return await this.#started.provision(uuid, oob ? oobOptions(oob, device, wait) : {});
    } catch (error) {
      throw new Error(`${device.name}: ${(error as Error).message}`, { cause: error });
    }
  }

  #plannedModels(
    device: string,
    elements: readonly { readonly models: readonly ModelId[] }[],
  ): PlannedModel[] {
    const plan = this.#options.nodes?.[device];
    if (!plan) {
      return elements.flatMap(({ models }, element) =>
        models
          .filter((id) => !isFoundationModel(id))
          .map((id) => this.names.planned({ model: id, element })),
      );
    }
    const models = plan.map((model) => this.names.planned(model));
    for (const [i, { element, modelId }] of models.entries())
      if (!elements[element]?.models.includes(modelId))
        throw new RangeError(
          `network.nodes.${device}: element ${element} has no model ${String(plan[i]!.model)}`,
        );
    return models;
  }
}
