import type { Model } from "../access/model.js";
import { randomBytes } from "../base/random.js";
import { Records } from "../base/records.js";
import { ConfigurationClient } from "../foundation/configuration/client.js";
import type { Host } from "../host/host.js";
import { Node, type NodeOptions } from "../node/node.js";
import type { PbAdvTiming } from "../provisioning/pb-adv/timing.js";
import { ProvisionerRole } from "../provisioning/provisioner.js";
import type { ProvisionOptions } from "../provisioning/provisioner-options.js";
import { type UnprovisionedDevice, UnprovisionedScanner } from "../provisioning/scanner.js";
import { NetworkDatabase, type NodeEntry } from "./database.js";

const ownAddress = 0x0001;
const primaryNetKeyIndex = 0;

export interface ProvisionerOptions extends Pick<
  NodeOptions,
  "settings" | "sarTransmitter" | "sarReceiver" | "limits"
> {
  readonly host: Host;
  /** Device UUID of the provisioner's own node, 16 octets. */
  readonly uuid: Uint8Array;
  readonly companyId: number;
  /** Models of its own node's primary element, beside the configuration models. */
  readonly models?: readonly Model[];
  /** How PB-ADV paces its PDUs. */
  readonly timing?: PbAdvTiming;
  /** The first address that is given to a node, above the provisioner's own; default 0x0002. */
  readonly firstAddress?: number;
  /** Told each device that is heard for the first time. */
  readonly onFound?: (device: UnprovisionedDevice) => void;
}

/** A provisioner hears every node of its network. */
const replayListSize = 1024;

/** What a caller may say about one provisioning; addresses and keys are the provisioner's. */
export type ProvisionDeviceOptions = Omit<ProvisionOptions, "uuid" | "assign">;

/**
 * A provisioner with its own network: finds devices, takes them in, several at a
 * time, keeps what it knows of them in its store, and configures them through
 * `configuration`. It is a node itself, at address 0001.
 */
export class Provisioner {
  readonly node: Node;
  readonly configuration = new ConfigurationClient();
  readonly scanner: UnprovisionedScanner;
  readonly database: NetworkDatabase;
  readonly #options: ProvisionerOptions;
  readonly #role: ProvisionerRole;

  /** Goes on with the network in its store, or makes a new one. Throws as `Node` does. */
  constructor(options: ProvisionerOptions) {
    const { firstAddress = ownAddress + 1, host, models = [] } = options;
    if (!Number.isInteger(firstAddress) || firstAddress <= ownAddress || firstAddress > 0x7fff)
      throw new RangeError(`firstAddress: ${firstAddress} is not a whole number from 2 to 32767`);
    this.#options = options;
    this.node = new Node({
      ...options,
      limits: { replayList: replayListSize, ...options.limits },
      provisionable: false,
      elements: [{ models: [this.configuration, ...models] }],
      remoteDeviceKeys: { deviceKey: (address) => this.database.deviceKey(address) },
    });
    const { diagnostics } = this.node;
    const records = new Records({ store: host.store, diagnostics });
    this.database = new NetworkDatabase({ crypto: host.crypto, records, firstAddress });
    if (!this.node.provisioned)
      this.node.provision({
        netKey: randomBytes(host.random, 16),
        deviceKey: randomBytes(host.random, 16),
        netKeyIndex: primaryNetKeyIndex,
        ivIndex: 0,
        address: ownAddress,
      });
    const shared = { ...host, bearer: this.node.bearer, diagnostics };
    const { onFound, timing } = options;
    this.scanner = new UnprovisionedScanner({ ...shared, ...(onFound && { onFound }) });
    this.#role = new ProvisionerRole({ ...shared, ...(timing && { timing }) });
  }

  /** Unicast address of its own node. */
  get address(): number {
    return ownAddress;
  }

  /** Makes an AppKey of the primary subnet and gives it to its own node. `key`: 16 octets, random unless told. */
  async createAppKey(
    appKeyIndex: number,
    key: Uint8Array = randomBytes(this.#options.host.random, 16),
  ): Promise<Uint8Array> {
    await this.configuration.appKeyAdd(ownAddress, primaryNetKeyIndex, appKeyIndex, key);
    return key;
  }

  /** Gives the AppKey to a node. Rejects as ConfigurationClient does; RangeError where there is no such key. */
  async addAppKey(node: number, appKeyIndex: number): Promise<void> {
    const entry = this.node.network?.applicationKeys.get(appKeyIndex);
    if (!entry) throw new RangeError(`appKeyIndex ${appKeyIndex}: create that AppKey first`);
    const { key } = entry.key;
    await this.configuration.appKeyAdd(node, entry.netKeyIndex, appKeyIndex, key);
  }

  /**
   * Provisions a device and remembers it. Its address is one that no device was
   * ever given, even if this one fails. Rejects as `ProvisionerRole.provision` does.
   */
  async provision(uuid: Uint8Array, options: ProvisionDeviceOptions = {}): Promise<NodeEntry> {
    const device = await this.#role.provision({
      ...options,
      uuid,
      assign: ({ elements }) => this.#assign(elements),
    });
    this.scanner.forget(uuid);
    const { address, deviceKey, elements, netKeyIndex } = device;
    const entry = { address, elements, netKeyIndex, uuid, deviceKey };
    this.database.add(entry);
    return entry;
  }

  /** Resets a node and forgets it. Rejects as ConfigurationClient does. */
  async remove(node: number): Promise<void> {
    await this.configuration.nodeReset(node);
    const entry = this.database.at(node);
    if (!entry) return;
    this.database.remove(node);
    this.node.network?.replay.forget(node, entry.elements);
  }

  close(): void {
    this.#role.close();
    this.scanner.close();
    this.node.close();
    this.database.close();
  }

  #assign(elements: number) {
    const { network } = this.node;
    const subnet = network?.subnets.get(primaryNetKeyIndex);
    if (!network || !subnet) return undefined;
    const address = this.database.allocate(elements);
    if (address === undefined) return undefined;
    const { ivIndex, inProgress } = network.sequence.state;
    // §5.4.2.5: in phase 2 of a key refresh the device gets the new key.
    const refreshed = subnet.phase === 2 && subnet.nextKeys !== undefined;
    return {
      netKey: (refreshed ? subnet.nextKeys : subnet.keys).key,
      netKeyIndex: primaryNetKeyIndex,
      flags: (refreshed ? 1 : 0) | (inProgress ? 2 : 0),
      ivIndex,
      address,
    };
  }
}
