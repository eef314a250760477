import { Element } from "../access/element.js";
import {
  corresponding,
  findModel,
  type ModelClass,
  type ModelRole,
} from "../access/model-roles.js";
import { relateModels } from "../access/relations.js";
import type { Model } from "../access/model.js";
import { toHex } from "../base/bytes.js";
import { Diagnostics } from "../base/diagnostics.js";
import { MeshError } from "../base/errors.js";
import { Records } from "../base/records.js";
import { RunQueue } from "../base/run-queue.js";
import { Timer } from "../base/timer.js";
import { AdvertisingBearer } from "../bearer/advertising-bearer.js";
import { ConfigurationServer } from "../foundation/configuration/server.js";
import { NodeServer } from "../foundation/node-server.js";
import type { Host } from "../host/host.js";
import { defaultNetworkSettings, type NetworkSettings } from "../network/settings.js";
import type { ProvisioningBearer } from "../provisioning/link.js";
import { ProvisioningDevice } from "../provisioning/device.js";
import { deviceCapabilities } from "../provisioning/device-options.js";
import { sarReceiverFor, sarTransmitterFor } from "../transport/sar-configuration.js";
import { checkNodeOptions } from "./check-options.js";
import { CompositionPages } from "./composition-pages.js";
import { deviceUuid } from "./device-uuid.js";
import { type NodeLimits, nodeLimits } from "./limits.js";
import { nodeComposition, supportsNppi, supportsProxy } from "./node-composition.js";
import type { NodeOptions, NodeState, ProvisionedData } from "./node-options.js";
import { eraseNode } from "./node-record.js";
import { NodeStore } from "./node-store.js";
import { ProvisionedNode } from "./provisioned-node.js";

export type { NodeOptions, NodeState, ProvisionedData };

/** Milliseconds until the result of an NPPI procedure that the store refused is written again, at first and at most. */
const shortestRetry = 1000;
const longestRetry = 3_600_000;

/**
 * A Bluetooth Mesh node: an unprovisioned device until it is provisioned, then a node
 * of its network, also after each restart, until it is reset.
 */
export class Node {
  /** Counters and trace of the node. */
  readonly diagnostics: Diagnostics;
  /** Device UUID, 16 octets. */
  readonly uuid: Uint8Array;
  readonly #queue: RunQueue;
  readonly #options: NodeOptions;
  readonly #limits: NodeLimits;
  readonly #records: Records;
  readonly #bearer: AdvertisingBearer;
  readonly #elements: readonly Element[];
  readonly #stored: NodeStore;
  /** The unprovisioned device that it is, while it is on no network. */
  #device: ProvisioningDevice | undefined;
  /** The layers of the node that it is, while it is on a network. */
  #provisioned: ProvisionedNode | undefined;
  /** Repeats the writing of the result of an NPPI procedure that the store refused. */
  readonly #nppiRetry: Timer<Node>;
  #retryDelay = shortestRetry;
  #closed = false;

  /**
   * Starts with what the store has: as a node or as an unprovisioned device. No callback of
   * the options or of a model is called inside the constructor. Throws RangeError, TypeError or
   * Error naming the option that is wrong.
   */
  constructor(options: NodeOptions) {
    checkNodeOptions(options);
    const { host } = options;
    this.#options = options;
    const queue = (this.#queue = new RunQueue(host.clock));
    this.diagnostics = new Diagnostics(host.trace);
    this.#limits = nodeLimits(options.limits);
    this.#elements = options.elements.map(({ location = 0, models }, index) => {
      const all = index === 0 ? [new ConfigurationServer(), ...models] : models;
      return new Element({ index, location, models: all, queue, diagnostics: this.diagnostics });
    });
    relateModels(this.#elements, options.limits?.subscriptions);
    this.#records = new Records({ store: host.store, diagnostics: this.diagnostics });
    this.#bearer = new AdvertisingBearer({ ...host, queue, diagnostics: this.diagnostics });
    this.uuid = options.uuid ?? deviceUuid(this.#records, host.random, options.uuidPrefix);
    this.#stored = new NodeStore({
      records: this.#records,
      crypto: host.crypto,
      limits: this.#limits,
      elements: this.#elements.length,
    });
    this.#nppiRetry = new Timer(queue.clock, Node.#retryNppi, this);
    if (!this.startProvisioned()) this.startDevice();
  }

  /** The host for parts of the node, such as models: its timers run what they post before they return. */
  get host(): Host {
    return { ...this.#options.host, clock: this.#queue.clock };
  }

  /** Unicast address of the primary element, or undefined while it is not in a network. */
  get address(): number | undefined {
    return this.#provisioned?.address;
  }

  /** Whether it is in a network. */
  get provisioned(): boolean {
    return this.#provisioned !== undefined;
  }

  /** Its elements, the primary one first. */
  get elements(): readonly Element[] {
    return this.#elements;
  }

  /**
   * The model of a class: that of the light itself, or of another role, or of the one with this number, from 1, where it has
   * several. Undefined where there is none: without a role no Light CTL Temperature Server is found, and no Light LC Server.
   *
   *     node.find(GenericLevelServer, "temperature");
   *     node.find(LightLcServer, "light-lc");
   *     node.find(LightLightnessServer, "main", 2);
   */
  find<M extends Model>(type: ModelClass<M>, role?: ModelRole, number?: number): M | undefined {
    return findModel(this.#elements, type, role, number);
  }

  /**
   * The model that corresponds to `model` (Mesh Protocol 1.1 §2.3.6) on an element, its setup server, say; or the
   * one with a role in the same light: the first that it corresponds to, else the nearest of those that extend each other.
   */
  corresponding(model: Model, where: Element | ModelRole): Model | undefined {
    return corresponding(this.#elements, model, where);
  }

  /** The bearer, which a provisioner shares with its node. */
  get bearer(): AdvertisingBearer {
    return this.#bearer;
  }

  /** The layers while the node is on a network: for a node that configures itself, and for tools. */
  get network(): ProvisionedNode | undefined {
    return this.#provisioned;
  }

  /** Its state, for tools. */
  get state(): NodeState {
    const { diagnostics } = this;
    return {
      uuid: toHex(this.uuid),
      ...(this.address !== undefined && { address: this.address }),
      messagesSent: diagnostics.messagesSent,
      messagesReceived: diagnostics.messagesReceived,
      drops: diagnostics.drops(),
      storeWrites: this.#records.writes,
    };
  }

  /** Answers the program that runs the machine: "state". Throws RangeError for anything else. */
  call(name: string): NodeState {
    if (name !== "state") throw new RangeError(`${name}: only "state" can be asked`);
    return this.state;
  }

  /**
   * Makes it a node of a network without a provisioner, as a provisioner does with its own node.
   * Throws Error where it was closed, is a node already, or data are out of range, and where the
   * store fails.
   */
  provision(data: ProvisionedData): void {
    if (this.#provisioned) throw new Error("the node is on a network already: reset it first");
    if (this.#closed) throw new Error("the node was closed: make a new one on the same host");
    this.#stored.write(data, this.composition());
    this.closeDevice();
    // Called from here, as in `becomeNode`, and with `private` methods beside it: a frame between, and
    // each `#` name, would be on the deepest stack of a provisioner.
    if (this.startProvisioned(undefined)) return this.joined();
    this.startAgain();
    throw new MeshError("the store lost what was just written");
  }

  /** Becomes the stored node. `device`: the unprovisioned device that it was; ignored where it was reset since. */
  static #becomeNode(node: Node, device: ProvisioningDevice | undefined): void {
    if (node.#closed || node.#device !== device) return;
    node.closeDevice();
    if (node.startProvisioned(device?.linkBearer)) node.joined();
    else node.startAgain();
  }

  /** Before the node starts: a GATT server may have room for one of the services of provisioning and of the proxy. */
  private closeDevice(): void {
    this.#device?.close();
    this.#device = undefined;
  }

  /** The store has lost the records of the node: it is an unprovisioned device again. */
  private startAgain(): void {
    eraseNode(this.#records);
    this.startDevice();
  }

  /** Reports that it is a node now. */
  private joined(): void {
    const { address } = this.#provisioned!;
    this.diagnostics.emit({ type: "node.provisioned", address });
    this.notify(this.#options.onProvisioned, address);
  }

  /** Leaves the network, or ends provisioning, and erases all its records: Node Reset, or a factory reset by the user. */
  reset(): void {
    const provisioned = this.#provisioned;
    if (this.#closed || !(provisioned || this.#device?.linked)) return;
    this.#device?.close();
    this.leave();
    // Some of the PDUs that were sent are still queued.
    this.#bearer.clear();
    eraseNode(this.#records);
    if (provisioned) {
      for (const { models } of this.#elements) for (const model of models) model.reset();
      this.diagnostics.emit({ type: "node.reset" });
      this.notify(this.#options.onReset, undefined);
    }
    this.startDevice();
  }

  /**
   * Stops sending and receiving, without leaving the network: messages that wait to be
   * sent or answered are dropped. `resume` ends it.
   */
  suspend(): void {
    this.#device?.suspend();
    this.#provisioned?.suspend();
    this.#bearer.suspend();
  }

  /** Ends `suspend`. */
  resume(): void {
    this.#bearer.resume();
    this.#device?.resume();
    this.#provisioned?.resume();
  }

  /**
   * Stops everything; its records are kept. Pending callbacks of the application are called
   * before this returns.
   */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#device?.close();
    this.#device = undefined;
    this.leave();
    this.#bearer.close();
    this.#queue.leave();
    this.#queue.close();
  }

  /** Restarts the layers with the address or composition of an NPPI procedure. `provisioned`: the layers that ran it; ignored where they were replaced since. */
  static #restart(node: Node, provisioned: ProvisionedNode | undefined): void {
    if (node.#closed || node.#provisioned !== provisioned) return;
    node.leave();
    if (!node.startProvisioned()) node.startDevice();
  }

  static #retryNppi(node: Node): void {
    Node.#restart(node, node.#provisioned);
  }

  private leave(): void {
    this.#nppiRetry.stop();
    this.#provisioned?.close();
    this.#provisioned = undefined;
    this.configure();
  }

  /** Gives the layers to the servers whose states are the node's. */
  private configure(): void {
    for (const { models } of this.#elements)
      for (const model of models)
        if (model instanceof NodeServer)
          (model as NodeServer<ProvisionedNode>).configure(this.#provisioned);
  }

  private composition(): CompositionPages {
    return new CompositionPages({
      records: this.#records,
      changeable: supportsNppi(this.#elements),
      firmware: nodeComposition(this.#options, this.#elements, this.#limits.replayList),
    });
  }

  /**
   * Starts as the stored node. `provisionedOver`: the bearer over which it was provisioned just
   * now. False where its records are missing or invalid.
   */
  private startProvisioned(provisionedOver?: ProvisioningBearer): boolean {
    const stored = this.#stored.load(() => this.composition());
    if (!stored) return false;
    this.#provisioned = new ProvisionedNode({
      ...stored,
      host: this.host,
      bearer: this.#bearer,
      diagnostics: this.diagnostics,
      records: this.#records,
      elements: this.#elements.slice(0, stored.composition.elements),
      settings: startSettings(this.#options),
      limits: this.#limits,
      sarTransmitter: this.#options.sarTransmitter ?? sarTransmitterFor(this.bearer.sets),
      sarReceiver: this.#options.sarReceiver ?? sarReceiverFor(this.bearer.sets),
      remoteDeviceKeys: this.#options.remoteDeviceKeys,
      peers: this.#options.peers ?? [],
      capabilities: this.#options,
      firmwareElements: this.#elements.length,
      uuid: this.uuid,
      oobInformation: this.#options.oobInformation ?? 0,
      ...(this.#options.advertising === false && { advertising: false }),
      ...(this.#options.provisioning?.name !== undefined && {
        name: this.#options.provisioning.name,
      }),
      provisionedOver,
      onReset: () => this.reset(),
      onNppiResult: () => this.#queue.post(Node.#restart, this, this.#provisioned),
    });
    this.configure();
    this.#provisioned.start();
    if (this.#bearer.suspended) this.#provisioned.suspend();
    if (stored.nppiApplied) this.#retryDelay = shortestRetry;
    else {
      // After a short delay at first, which is doubled each time.
      this.#nppiRetry.start(this.#retryDelay);
      this.#retryDelay = Math.min(2 * this.#retryDelay, longestRetry);
    }
    return true;
  }

  /** Is an unprovisioned device: beacons, and can be provisioned. */
  private startDevice(): void {
    const { host, onAttention, oobInformation, provisionable = true } = this.#options;
    if (!provisionable) return;
    const { gatt } = host.radio;
    this.#device = new ProvisioningDevice({
      ...this.host,
      ...this.#options.provisioning,
      ...(gatt && { gatt }),
      bearer: this.#bearer,
      diagnostics: this.diagnostics,
      uuid: this.uuid,
      ...(oobInformation !== undefined && { oobInformation }),
      capabilities: deviceCapabilities(this.#options, this.#elements.length),
      ...(onAttention && { onAttention: (seconds) => this.notify(onAttention, seconds) }),
      onAccept: (result) =>
        this.#stored.accept({ ...result, ivUpdate: (result.flags & 2) !== 0 }, this.composition()),
      // It is called from deep in the link's stack.
      onProvisioned: () => this.#queue.post(Node.#becomeNode, this, this.#device),
    });
    // From the run queue: it calls `beaconInterval`, a callback of the application.
    this.#queue.call(startDevice, this.#device);
  }

  /** Calls a callback of the application from the run queue, after the constructor. */
  private notify<T>(callback: ((argument: T) => void) | undefined, argument: T): void {
    if (callback) this.#queue.call(callback, argument);
  }
}

function startDevice(device: ProvisioningDevice): void {
  device.start();
}

/** The settings that a node starts with, before those that are stored. */
function startSettings(options: NodeOptions): NetworkSettings {
  const { relay = true, settings: given } = options;
  const settings: NetworkSettings = { ...defaultNetworkSettings(), ...given };
  if (!relay) settings.relay = undefined;
  if (options.advertising === false) settings.beacon = false;
  if (!supportsProxy(options)) delete settings.proxy;
  else settings.proxy ??= true;
  return settings;
}
