import { compositionElements, encodeCompositionPage0, Feature } from "../access/composition.js";
import { encodeCompositionPage2 } from "../access/composition-profiles.js";
import { compositionRelations, encodeCompositionPage1 } from "../access/composition-relations.js";
import { Element } from "../access/element.js";
import { correspondingModel, relateModels } from "../access/relations.js";
import type { Model } from "../access/model.js";
import { toHex } from "../base/bytes.js";
import { Diagnostics } from "../base/diagnostics.js";
import { MeshError } from "../base/errors.js";
import { Records } from "../base/records.js";
import { RunQueue } from "../base/run-queue.js";
import { AdvertisingBearer } from "../bearer/advertising-bearer.js";
import { ConfigurationServer } from "../foundation/configuration/server.js";
import { NodeServer } from "../foundation/node-server.js";
import type { TimerHandle } from "../host/clock.js";
import type { Host } from "../host/host.js";
import { isUnicast } from "../network/address.js";
import { provisionedIvState } from "../network/iv-update.js";
import { Sequence } from "../network/sequence.js";
import { defaultNetworkSettings } from "../network/settings.js";
import { Subnets } from "../network/subnets.js";
import { ProvisioningDevice } from "../provisioning/device.js";
import { deviceCapabilities } from "../provisioning/device-options.js";
import { defaultSarReceiver, defaultSarTransmitter } from "../transport/sar-configuration.js";
import { checkNodeOptions } from "./check-options.js";
import { CompositionPages } from "./composition-pages.js";
import { deviceUuid } from "./device-uuid.js";
import { JoinedNode } from "./joined-node.js";
import { type NodeLimits, nodeLimits } from "./limits.js";
import type { NodeOptions, NodeState, ProvisionedData } from "./node-options.js";
import { eraseNode, loadIdentity, saveIdentity } from "./node-record.js";
import { loadRefresh, performRefresh, restoresIdentity } from "./refresh.js";
export type { NodeOptions, NodeState, ProvisionedData };
/** With this model a node can be refreshed. Mesh Protocol 1.1 §4.3.4. */
const remoteProvisioningServerId = 0x0004;

/** Milliseconds until a refresh is tried again that the store would not have, at first and at most. */
const shortestRetry = 1000;
const longestRetry = 3_600_000;

/**
 * A Bluetooth Mesh node: an unprovisioned device until a provisioner takes it
 * in, then a member of its network, again after each power-up, until it is reset.
 */
export class Node {
  readonly diagnostics: Diagnostics;
  /** Device UUID, 16 octets. */
  readonly uuid: Uint8Array;
  readonly #queue: RunQueue;
  readonly #options: NodeOptions;
  readonly #limits: NodeLimits;
  readonly #records: Records;
  readonly #bearer: AdvertisingBearer;
  readonly #elements: readonly Element[];
  #device: ProvisioningDevice | undefined;
  #joined: JoinedNode | undefined;
  /** A refresh that the store would not have is tried again. */
  #retry: TimerHandle | undefined;
  #retryDelay = shortestRetry;
  #closed = false;

  /**
   * Goes on where its store says it was. No callback of the options or of a model is
   * called before this is over. Throws RangeError or Error naming the option that is wrong.
   */
  constructor(options: NodeOptions) {
    const { host } = options;
    this.#options = options;
    checkNodeOptions(options);
    const queue = (this.#queue = new RunQueue(host.clock));
    this.#limits = nodeLimits(options.limits);
    this.#elements = options.elements.map(({ location = 0, models }, index) => {
      const all = index === 0 ? [new ConfigurationServer(), ...models] : models;
      return new Element({ index, location, models: all, queue });
    });
    relateModels(this.#elements, options.limits?.subscriptions);
    this.diagnostics = new Diagnostics(host.trace);
    this.#records = new Records({ store: host.store, diagnostics: this.diagnostics });
    this.#bearer = new AdvertisingBearer({ ...host, queue, diagnostics: this.diagnostics });
    this.uuid = options.uuid ?? deviceUuid(this.#records, host.random, options.uuidPrefix);
    if (!this.#join()) this.#offer();
  }

  /** The host as the node's layers see it: its timers end with the run queue. For what belongs to the node. */
  get host(): Host {
    return { ...this.#options.host, clock: this.#queue.clock };
  }

  /** Unicast address of the primary element, or undefined while it is on no network. */
  get address(): number | undefined {
    return this.#joined?.address;
  }

  /** Whether it is on a network. */
  get provisioned(): boolean {
    return this.#joined !== undefined;
  }

  /** Its elements, the primary one first. */
  get elements(): readonly Element[] {
    return this.#elements;
  }

  /** The model on `element` that corresponds to `model`: its setup server, say. Mesh Protocol 1.1 §2.3.6. */
  corresponding(model: Model, element: Element): Model | undefined {
    return correspondingModel(model, element);
  }

  /** The bearer, for what shares it with the node: a provisioner. */
  get bearer(): AdvertisingBearer {
    return this.#bearer;
  }

  /** The layers while the node is on a network: for a node that configures itself, and for tools. */
  get network(): JoinedNode | undefined {
    return this.#joined;
  }

  /** What it can tell of itself. */
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

  /** Answers a tool that holds the machine: "state". Throws RangeError for anything else. */
  call(name: string): NodeState {
    if (name !== "state") throw new RangeError(`${name}: only "state" can be asked`);
    return this.state;
  }

  /**
   * Joins a network without a provisioner: what a provisioner's own node does. Throws Error where
   * it was closed, is on one already, or has data out of range, and where the store fails.
   */
  provision(data: ProvisionedData): void {
    if (this.#joined) throw new Error("the node is on a network already: reset it first");
    if (this.#closed) throw new Error("the node was closed: make a new one on the same host");
    this.#checkData(data);
    this.#store(data);
    if (this.#join()) return this.#joinedNow();
    eraseNode(this.#records);
    throw new MeshError("the store lost what was just written");
  }

  /** Writes what makes the device a node. Throws MeshError or SequenceError where the store fails. */
  #store(data: ProvisionedData): void {
    // What an attempt that was cut off left behind must not mix with this one.
    if (!eraseNode(this.#records)) throw new MeshError("the store does not forget what was before");
    const { address, deviceKey, netKey, netKeyIndex } = data;
    const subnets = this.#subnets();
    const stored = subnets.add(netKeyIndex, netKey) === "ok";
    subnets.close();
    if (!stored) throw new MeshError("the store refuses the NetKey");
    const iv = provisionedIvState(data.ivIndex, data.ivUpdate ?? false);
    Sequence.create(this.#records, iv, this.#limits.sequenceBlock, address);
    if (!this.#composition().refresh())
      throw new MeshError("the store refuses the composition data");
    if (!saveIdentity(this.#records, { address, deviceKey }))
      throw new MeshError("the store refuses the node's identity");
  }

  /** Stores what a provisioner gave; false where that cannot be done, and nothing of it stays. */
  #accept(data: ProvisionedData): boolean {
    try {
      this.#checkData(data);
      this.#store(data);
      if (this.#isStored()) return true;
    } catch {
      // The store's own failure is traced; the provisioner hears that there are no resources.
    }
    eraseNode(this.#records);
    return false;
  }

  /** Whether what makes the device a node can be read again: the provisioner is told so next, and only once. */
  #isStored(): boolean {
    const subnets = this.#subnets();
    const { length } = subnets.list;
    subnets.close();
    return (
      length > 0 &&
      loadIdentity(this.#records) !== undefined &&
      Sequence.load(this.#records, this.#limits.sequenceBlock) !== undefined
    );
  }

  /** `device`: what was provisioned, unless it was reset since. */
  static #joinStored(node: Node, device: ProvisioningDevice | undefined): void {
    if (node.#closed || node.#device !== device) return;
    if (node.#join()) return node.#joinedNow();
    // The store lost what it had: it is a device again.
    node.#device?.close();
    eraseNode(node.#records);
    node.#offer();
  }

  #joinedNow(): void {
    this.#device?.close();
    this.#device = undefined;
    const { address } = this.#joined!;
    this.diagnostics.emit({ type: "node.provisioned", address });
    this.#notify(this.#options.onProvisioned, address);
  }

  /** Leaves the network, or gives up joining one, and forgets everything: Node Reset, or a person's factory reset. */
  reset(): void {
    const joined = this.#joined;
    if (this.#closed || !(joined || this.#device?.linked)) return;
    this.#device?.close();
    this.#leave();
    // Of what was sent some is still queued.
    this.#bearer.clear();
    eraseNode(this.#records);
    if (joined) {
      for (const { models } of this.#elements) for (const model of models) model.reset();
      this.diagnostics.emit({ type: "node.reset" });
      this.#notify(this.#options.onReset, undefined);
    }
    this.#offer();
  }

  /**
   * Takes the node off the air, without leaving its network: what waits to be
   * sent or answered is given up. `resume` brings it back.
   */
  suspend(): void {
    this.#joined?.suspend();
    this.#bearer.suspend();
  }

  /** Ends `suspend`. */
  resume(): void {
    this.#bearer.resume();
    this.#joined?.resume();
  }

  /** Stops everything; what is stored stays. What is left to tell the application is told before this returns. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#device?.close();
    this.#device = undefined;
    this.#leave();
    this.#bearer.close();
    this.#queue.leave();
    this.#queue.close();
  }

  /** Comes back as what a refresh made of it. `joined`: what was refreshed, unless it left since. */
  static #rejoin(node: Node, joined: JoinedNode | undefined): void {
    if (node.#closed || node.#joined !== joined) return;
    node.#leave();
    if (!node.#join()) node.#offer();
  }

  /** Tries a refresh again that the store would not have: soon, then ever more seldom. */
  #retryRefresh(): void {
    const delay = this.#retryDelay;
    this.#retryDelay = Math.min(2 * delay, longestRetry);
    this.#retry = this.host.clock.schedule(() => Node.#rejoin(this, this.#joined), delay);
  }

  #leave(): void {
    if (this.#retry !== undefined) this.host.clock.cancel(this.#retry);
    this.#retry = undefined;
    this.#joined?.close();
    this.#joined = undefined;
    this.#configure();
  }

  /** Tells the servers whose states are the node's which node that is. */
  #configure(): void {
    for (const { models } of this.#elements)
      for (const model of models)
        if (model instanceof NodeServer) (model as NodeServer<JoinedNode>).configure(this.#joined);
  }

  #subnets(): Subnets {
    const { crypto } = this.#options.host;
    return new Subnets({ crypto, records: this.#records, capacity: this.#limits.subnets });
  }

  #composition(): CompositionPages {
    const { companyId, productId = 0, profiles = [], relay = true, versionId = 0 } = this.#options;
    const header = {
      companyId,
      productId,
      versionId,
      replayListSize: this.#limits.replayList,
      features: relay ? Feature.relay : 0,
    };
    const elements = compositionElements(this.#elements);
    return new CompositionPages({
      records: this.#records,
      refreshable: this.#elements[0]!.find(remoteProvisioningServerId) !== undefined,
      firmware: {
        page0: encodeCompositionPage0({ ...header, elements }),
        page1: encodeCompositionPage1(compositionRelations(this.#elements)),
        page2: profiles.length > 0 ? encodeCompositionPage2(profiles) : undefined,
      },
    });
  }

  /** Goes on where the store says it was. False where that is not sound. */
  #join(): boolean {
    const { relay = true, settings: given } = this.#options;
    const { sequenceBlock } = this.#limits;
    const refresh = loadRefresh(this.#records);
    if (!loadIdentity(this.#records) && !restoresIdentity(refresh)) return false;
    const composition = this.#composition();
    const done = !refresh || performRefresh(this.#records, refresh, composition, sequenceBlock);
    const identity = loadIdentity(this.#records);
    const sequence = Sequence.load(this.#records, sequenceBlock, identity?.address);
    const subnets = this.#subnets();
    if (!identity || !sequence || subnets.list.length === 0) {
      subnets.close();
      return false;
    }
    const settings = { ...defaultNetworkSettings(), ...given };
    if (!relay) settings.relay = undefined;
    this.#joined = new JoinedNode({
      host: this.host,
      bearer: this.#bearer,
      diagnostics: this.diagnostics,
      records: this.#records,
      subnets,
      sequence,
      identity,
      composition,
      elements: this.#elements.slice(0, composition.elements),
      settings,
      limits: this.#limits,
      sarTransmitter: this.#options.sarTransmitter ?? defaultSarTransmitter,
      sarReceiver: this.#options.sarReceiver ?? defaultSarReceiver,
      remoteDeviceKeys: this.#options.remoteDeviceKeys,
      peers: this.#options.peers ?? [],
      capabilities: this.#options,
      firmwareElements: this.#elements.length,
      uuid: this.uuid,
      oobInformation: this.#options.oobInformation ?? 0,
      onReset: () => this.reset(),
      onRefresh: () => this.#queue.post(Node.#rejoin, this, this.#joined),
    });
    this.#configure();
    this.#joined.start();
    if (done) this.#retryDelay = shortestRetry;
    else this.#retryRefresh();
    return true;
  }

  /** Beacons and waits for a provisioner. */
  #offer(): void {
    const { onAttention, oobInformation, provisionable = true } = this.#options;
    if (!provisionable) return;
    this.#device = new ProvisioningDevice({
      ...this.host,
      ...this.#options.provisioning,
      bearer: this.#bearer,
      diagnostics: this.diagnostics,
      uuid: this.uuid,
      ...(oobInformation !== undefined && { oobInformation }),
      capabilities: deviceCapabilities(this.#options, this.#elements.length),
      ...(onAttention && { onAttention: (seconds) => this.#notify(onAttention, seconds) }),
      onAccept: (result) => this.#accept({ ...result, ivUpdate: (result.flags & 2) !== 0 }),
      // It comes from deep in the link's stack.
      onProvisioned: () => this.#queue.post(Node.#joinStored, this, this.#device),
    });
    // It asks for the beacon interval, which is a callback.
    this.#queue.call(startDevice, this.#device);
  }

  /** Calls a callback of the application from the top of the stack, after the constructor. */
  #notify<T>(callback: ((argument: T) => void) | undefined, argument: T): void {
    if (callback) this.#queue.call(callback, argument);
  }

  #checkData({ address, deviceKey, ivIndex, netKey, netKeyIndex }: ProvisionedData): void {
    const last = address + this.#elements.length - 1;
    if (!isUnicast(address) || !isUnicast(last))
      throw new RangeError(`address ${address}: every element needs one from 0001 to 7fff`);
    if (netKey.length !== 16) throw new RangeError(`netKey: ${netKey.length} octets, not 16`);
    if (deviceKey.length !== 16)
      throw new RangeError(`deviceKey: ${deviceKey.length} octets, not 16`);
    if (!Number.isInteger(netKeyIndex) || netKeyIndex < 0 || netKeyIndex > 0xfff)
      throw new RangeError(`netKeyIndex: ${netKeyIndex} is not a whole number from 0 to 4095`);
    if (!Number.isInteger(ivIndex) || ivIndex < 0 || ivIndex > 0xffff_ffff)
      throw new RangeError(`ivIndex: ${ivIndex} is not a whole number of 32 bits`);
  }
}

function startDevice(device: ProvisioningDevice): void {
  device.start();
}
