import { development } from "../base/development.js";
import { MeshError, TimeoutError } from "../base/errors.js";
import { frozen } from "../base/frozen.js";
import { randomBytes } from "../base/random.js";
import { Records } from "../base/records.js";
import type { AbortSignalLike } from "../base/abort.js";
import {
  type ExtendedScanRequest,
  type ExtendedScanResult,
  RemoteProvisioningClient,
  type ScanRequest,
} from "../foundation/remote-provisioning/client.js";
import { remoteProvisioningSarTransmitterFor } from "../foundation/remote-provisioning/server-timeouts.js";
import type { ScannedDevice } from "../foundation/remote-provisioning/found-devices.js";
import { Node } from "../node/node.js";
import type { ProvisioningBearer } from "../provisioning/link.js";
import { networkData } from "../provisioning/network-data.js";
import type { ProvisioningData } from "../provisioning/pdu.js";
import { ProvisionerRole } from "../provisioning/provisioner.js";
import type { ProvisionedDevice, ProvisionOptions } from "../provisioning/provisioner-options.js";
import { UnprovisionedScanner } from "../provisioning/scanner.js";
import { DamagedNetworkError, damageOf } from "./damaged-network.js";
import { NetworkDatabase, type NodeEntry } from "./database.js";
import { isJoining, joinNetwork } from "./join.js";
import {
  learnKeys,
  type LearnedNodes,
  learnNodes,
  type NetworkKnowledge,
} from "./network-knowledge.js";
import { NodeRefresher, type ReprovisionOptions } from "./node-refresh.js";
import {
  checkAddresses,
  checkOwnAddress,
  defaultAddress,
  firstAddressOf,
  type ProvisionDeviceOptions,
  type ProvisionDeviceRequest,
  type ProvisionerOptions,
} from "./provisioner-options.js";

import { ProvisionerKeys } from "./provisioner-keys.js";

export type { ProvisionDeviceOptions, ProvisionDeviceRequest, ProvisionerOptions };

const lastUnicast = 0x7fff;
const primaryNetKeyIndex = 0;

const bothBearers: readonly ProvisioningBearer[] = frozen(["pb-adv", "pb-gatt"]);

/** A provisioner hears every node of its network. */
const replayListSize = 1024;
/** Many of them answer at once. */
const incomingMessages = 32;

/** Milliseconds in which a device answers that may have become a node unheard. */
const expectedTimeout = 10_000;

/**
 * A device becomes a node when it hears that its Complete arrived, or of the link's end: either
 * comes after 20 to 50 ms (§5.3.3), and before this many ms.
 */
const untilNode = 70;

/** What the parts of a provisioner share with its node. */
function partsOf({ bearer, diagnostics, host }: Node) {
  const { gattClient } = host.radio;
  return { ...host, bearer, diagnostics, ...(gattClient && { gattClient, bearers: bothBearers }) };
}

function entryOf(device: ProvisionedDevice): NodeEntry {
  const { address, deviceKey, elements, netKeyIndex, uuid } = device;
  return { address, elements, netKeyIndex, uuid, deviceKey };
}

/**
 * A provisioner with its own network: finds devices, provisions them, several at a
 * time, keeps what it knows of them in its store, and configures them through
 * `configuration`. It is a node itself.
 */
export class Provisioner extends ProvisionerKeys {
  /** The provisioner's own node. */
  readonly node: Node;
  /** Reaches devices through Remote Provisioning servers. */
  readonly remote = new RemoteProvisioningClient();
  /** Unprovisioned devices whose beacons are received. */
  readonly scanner: UnprovisionedScanner;
  /** Keys, addresses and nodes of the network. */
  readonly database: NetworkDatabase;
  readonly #options: ProvisionerOptions;
  readonly #role: ProvisionerRole;
  readonly #refresher: NodeRefresher;

  /**
   * Goes on with the network in its store, or makes a new one where there is none. Throws as
   * `Node` does; DamagedNetworkError where there is one that it cannot go on with.
   */
  constructor(options: ProvisionerOptions) {
    super();
    development.options?.("Provisioner", options);
    const { host, models = [] } = options;
    checkAddresses(options);
    this.#options = options;
    this.node = new Node({
      sarTransmitter: remoteProvisioningSarTransmitterFor(options.host.radio.sets),
      ...options,
      limits: { replayList: replayListSize, incomingMessages, ...options.limits },
      provisionable: options.provisionable ?? false,
      onProvisioned: (address) => (this.database.ownAddress = address),
      elements: [{ models: [this.configuration, this.remote, ...models] }],
      remoteDeviceKeys: { deviceKey: (address) => this.database.deviceKey(address) },
    });
    // Few variables: the call of `provision` below is one of the deepest, and each takes a slot.
    this.database = new NetworkDatabase({
      crypto: host.crypto,
      records: new Records({ store: host.store, diagnostics: this.node.diagnostics }),
      ranges: options.ranges ?? [{ min: firstAddressOf(options), max: lastUnicast }],
    });
    try {
      this.#join();
      const damage = damageOf(this.node, host.store, this.database.count);
      // A provisionable one that left its network keeps what it knows of the nodes.
      if (damage?.records.some(({ aside }) => aside || !options.provisionable))
        throw new DamagedNetworkError(damage);
      if (!this.node.provisioned && !options.provisionable)
        this.node.provision({
          netKey: randomBytes(host.random, 16),
          deviceKey: randomBytes(host.random, 16),
          netKeyIndex: primaryNetKeyIndex,
          ivIndex: 0,
          address: options.address ?? defaultAddress,
        });
      checkOwnAddress(options.address, this.node.address);
      this.database.ownAddress = this.node.address;
    } catch (error) {
      this.node.close();
      this.database.close();
      throw error;
    }
    this.scanner = new UnprovisionedScanner({
      ...partsOf(this.node),
      ...(options.onFound && { onFound: options.onFound }),
    });
    this.#role = new ProvisionerRole({
      ...partsOf(this.node),
      ...(options.timing && { timing: options.timing }),
    });
    this.#refresher = new NodeRefresher({
      database: this.database,
      remote: this.remote,
      configuration: this.configuration,
      role: this.#role,
      data: (netKeyIndex, address) => this.#data(netKeyIndex, address),
    });
  }

  /** Unicast address of its own node. Throws MeshError while a `provisionable` one is on no network. */
  get address(): number {
    const { address } = this.node;
    if (address === undefined)
      throw new MeshError("the provisioner is on no network: another one has to take it in");
    return address;
  }

  /**
   * Takes over what is known of the network from elsewhere, such as nodes that another provisioner
   * took in, and keys. What is known already stays as it is. Throws RangeError for what cannot be,
   * before anything is stored; MeshError where the store fails: the same knowledge completes it.
   */
  learn(knowledge: NetworkKnowledge): LearnedNodes {
    const learned = learnNodes(this.database, knowledge);
    if (this.node.network) learnKeys(this.node.network, knowledge);
    return learned;
  }

  /** The devices that a server hears, as an async iterator; see `RemoteProvisioningClient.scan`. */
  scan(request: ScanRequest): AsyncIterableIterator<ScannedDevice> {
    return this.remote.scan(request);
  }

  /** What a device advertises beside its beacon, as a server hears it; see `RemoteProvisioningClient.scanExtended`. */
  scanExtended(request: ExtendedScanRequest): Promise<ExtendedScanResult> {
    return this.remote.scanExtended(request);
  }

  /**
   * Provisions a device, by this node's own radio or through a server, and
   * remembers it. Its address is one that no device was ever given, even if this
   * one fails. A device that took its data in an earlier attempt, unheard, is the
   * node it became then. Rejects as `ProvisionerRole.provision` does, with RangeError for
   * an address that was given before, with RemoteProvisioningError where the
   * server refuses. Once it resolves the device listens as a node.
   */
  async provision(
    device: Uint8Array | ProvisionDeviceRequest,
    options: ProvisionDeviceOptions = {},
  ): Promise<NodeEntry> {
    const request = device instanceof Uint8Array ? { ...options, uuid: device } : device;
    const { address: wanted, netKey = primaryNetKeyIndex, server, ...others } = request;
    const { uuid } = request;
    if (wanted !== undefined) this.database.checkFree(wanted);
    const { sequence, subnets } = this.node.network ?? {};
    if (!subnets?.get(netKey))
      throw new RangeError(`netKey ${netKey}: this node has no such NetKey; add it first`);
    if (sequence!.state.unknown)
      throw new MeshError(
        "the IV Index is unknown: wait until a beacon of the network is received",
      );
    const known = await this.#findExpected(uuid, others.signal);
    if (known) return known;
    const result = await this.#role.provision({
      ...others,
      ...this.#bearerOf(uuid, request.bearer),
      onData: (future) => {
        this.database.expect(entryOf(future));
        others.onData?.(future);
      },
      ...(server !== undefined && { openLink: this.remote.openLink(server) }),
      assign: ({ elements }) => {
        const address = this.database.allocate(elements, wanted, sequence!.ivIndex);
        return address === undefined ? undefined : this.#data(netKey, address);
      },
    });
    this.scanner.forget(uuid);
    const entry = entryOf(result);
    this.database.add(entry);
    this.database.forgetExpected(uuid);
    const { clock } = this.#options.host;
    await new Promise<void>((resolve) => clock.schedule(resolve, untilNode));
    return entry;
  }

  /**
   * Refreshes the node at a primary address without anybody touching it: to
   * another address, to the composition of its new firmware, or to another device
   * key. The node as it is then. Throws RangeError at once for options out of
   * range. Rejects as provisioning does; with RemoteProvisioningError where there
   * is nothing to refresh; with RefreshUnknownError where the node is not heard of
   * after the last step, with MeshError where the store fails: both keys stay stored, and
   * `resumeReprovision` asks it again.
   */
  reprovision(node: number, options: ReprovisionOptions = {}): Promise<NodeEntry> {
    return this.#refresher.refresh(node, options);
  }

  /** Asks a node for the result of an interrupted reprovisioning; the entry of the node. Rejects with RefreshUnknownError. */
  resumeReprovision(node: number, signal?: AbortSignalLike): Promise<NodeEntry | undefined> {
    return this.#refresher.resumeReprovision(node, signal);
  }

  /**
   * Resets a node and forgets it. Rejects as ConfigurationClient does; with MeshError where the
   * node left and the store does not forget it: `database.remove` tries that again.
   */
  async remove(node: number): Promise<void> {
    await this.configuration.resetNode(node);
    // Its entries in the replay list stay: what it sent may have been recorded.
    this.database.remove(node, this.node.network?.sequence.state.ivIndex);
  }

  /** Stops it and its node. What is on its way is given up. */
  close(): void {
    this.#role.close();
    this.scanner.close();
    this.node.close();
    this.database.close();
  }

  /** Joins a network that exists, where the options have one. */
  #join(): void {
    const { address, host, network } = this.#options;
    const { database, node } = this;
    const records = new Records({ store: host.store, diagnostics: node.diagnostics });
    if (network) return joinNetwork({ node, records, database, network, address });
    if (isJoining(records))
      throw new MeshError(
        "the power was cut while it joined its network: it needs `network` again",
      );
  }

  /** A device that took its data when nobody heard of it any more is a node: it answers with its key. */
  async #findExpected(
    uuid: Uint8Array,
    signal: AbortSignalLike | undefined,
  ): Promise<NodeEntry | undefined> {
    const { database } = this;
    const entry = database.expected(uuid);
    if (!entry) return undefined;
    database.assumeExpected(entry, true);
    try {
      const options = { timeout: expectedTimeout, ...(signal && { signal }) };
      await this.configuration.getCompositionData(entry.address, 0, options);
    } catch (error) {
      database.assumeExpected(entry, false);
      if (error instanceof TimeoutError) return undefined;
      throw error;
    }
    database.add(entry);
    database.forgetExpected(uuid);
    return entry;
  }

  /** The bearer for a device, and the address that it was heard from. */
  #bearerOf(
    uuid: Uint8Array,
    wanted: ProvisioningBearer | undefined,
  ): Pick<ProvisionOptions, "advertisingAddress" | "bearer"> {
    const { advertisingAddress, bearers } = this.scanner.device(uuid) ?? {};
    const { advertising = true } = this.#options;
    if (!advertising && wanted === "pb-adv")
      throw new RangeError("bearer: pb-adv is not for a provisioner with advertising: false");
    const overAdv = advertising && bearers?.includes("pb-adv") !== false;
    const bearer = wanted ?? (overAdv ? "pb-adv" : "pb-gatt");
    return { bearer, ...(advertisingAddress !== undefined && { advertisingAddress }) };
  }

  #data(netKeyIndex: number, address: number): ProvisioningData | undefined {
    const { network } = this.node;
    const data = network && networkData(network, netKeyIndex);
    return data && { ...data, address };
  }
}
