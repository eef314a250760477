import { Abort } from "../../../base/abort.js";
import { AbortError } from "../../../base/errors.js";
import type { ProvisionedDevice } from "../../../provisioning/provisioner-options.js";
import { CollectorConfiguration } from "../../node-records/collector-configuration.js";
import { Stage, type StoredNode } from "../../node-records/node-record-store.js";
import { isProvisioner } from "../../node-records/record-check.js";
import type { UnicastRange } from "../../unicast-range.js";
import type { ChildPlan } from "./child-setup.js";
import { ConfigurationQueue } from "./configuration-queue.js";
import type {
  ProvisionerOwner,
  TemporaryProvisionerOptions,
} from "./temporary-provisioner-options.js";

/** What happened with one node, for traces and simulations. Times in milliseconds of the clock. */
export class ChildHistory {
  configured: number | undefined;
  /** Whether the node is a Temporary Provisioner. */
  provisioner = false;

  constructor(
    readonly address: number,
    readonly linkOpened: number,
    readonly provisioned: number,
  ) {}
}

/** What is known of a node until it is configured. */
interface PendingChild {
  /** dBm of its last beacon. */
  readonly rssi: number;
  /** When its provisioning data were sent, ms of the clock. */
  readonly dataSentAt: number;
}

/** The provisioner of the children. */
export interface ChildrenOwner {
  /** PB-ADV links heard lately. */
  readonly linksHeard: number;
  /** Number of devices to provision that are on no link. */
  readonly devicesHeard: number;
  /** An attempt to configure a child ended. */
  childrenChanged(): void;
}

/**
 * The nodes that a Temporary Provisioner provisioned, from their provisioning data on: stores
 * them, configures them, and makes some of them Temporary Provisioners. Nodes that were not
 * configured before a restart are configured after it.
 */
export class Children extends ConfigurationQueue {
  readonly #options: TemporaryProvisionerOptions;
  readonly #owner: ProvisionerOwner;
  readonly #provisioner: ChildrenOwner;
  readonly #abort = new Abort();
  readonly #collectorConfiguration: CollectorConfiguration;
  readonly #history: ChildHistory[] = [];
  readonly #pending = new Map<number, PendingChild>();
  #count = 0;

  constructor(
    options: TemporaryProvisionerOptions,
    owner: ProvisionerOwner,
    provisioner: ChildrenOwner,
  ) {
    const { host, nodes, policy, records } = options;
    super(host.clock, policy.maxAttempts);
    this.#options = options;
    this.#owner = owner;
    this.#provisioner = provisioner;
    this.#collectorConfiguration = new CollectorConfiguration({
      clock: host.clock,
      client: records,
      nodes,
      signal: this.#abort,
      source: owner,
      timeout: policy.message.timeout,
      retryInterval: policy.message.retryInterval,
    });
    for (const { address, own, stage } of nodes.entries) {
      if (!own) continue;
      this.#count++;
      if (stage < Stage.configured) this.add(address);
    }
    this.#collectorConfiguration.update();
  }

  /** Number of nodes that this node provisioned, before a restart as well. */
  get count(): number {
    return this.#count;
  }

  get history(): readonly ChildHistory[] {
    return this.#history;
  }

  /** The collector of the records changed. */
  collectorChanged(): void {
    this.#collectorConfiguration.update();
  }

  /**
   * A device is about to be sent its provisioning data; from then on it may be a node, even if
   * no answer is received. Throws AbortError if the store fails.
   */
  dataSent(device: ProvisionedDevice, rssi: number): void {
    const { host, nodes } = this.#options;
    const earlier = nodes.find(device.uuid);
    if (!nodes.put(storedNode(device, Stage.dataSent)))
      throw new AbortError("the store keeps no record of the device");
    // The device has completed a key exchange: it was no node under its earlier address. A beacon
    // alone would not show that, because any device can send one with this UUID.
    if (earlier?.own) this.#forget(earlier.address);
    this.#count++;
    this.#pending.set(device.address, { rssi, dataSentAt: host.clock.now() });
  }

  /** A device confirmed its provisioning data. `linkOpened`: ms of the clock. */
  provisioned(device: ProvisionedDevice, linkOpened: number): void {
    const { host, nodes } = this.#options;
    nodes.put(storedNode(device, Stage.provisioned));
    this.#history.push(new ChildHistory(device.address, linkOpened, host.clock.now()));
  }

  /** Stops to configure; the next provisioner of this node goes on with it. */
  override close(): void {
    this.#abort.abort();
    super.close();
    this.#collectorConfiguration.close();
  }

  protected override async configure(address: number): Promise<boolean> {
    const { node: own, nodes, setup } = this.#options;
    const node = nodes.get(address);
    if (!node) return true;
    if (node.stage === Stage.dataSent && this.#isUnprovisioned(node)) {
      this.#forget(address);
      return true;
    }
    const plan = this.#planFor(node);
    if (!plan) return false;
    try {
      const role = await setup.run(plan);
      this.#configured(address, role === "provisioner");
      return true;
    } catch {
      if (this.closed) return true;
      own.diagnostics.emit({ type: "fast-provisioning.node", step: "left", address });
      return false;
    }
  }

  protected override attemptEnded(): void {
    this.#provisioner.childrenChanged();
  }

  /** A node that does not answer is reported all the same: other nodes may reach it. */
  protected override unresponsive(address: number): void {
    const { nodes } = this.#options;
    if (nodes.get(address)?.stage !== Stage.provisioned) return;
    nodes.setStage(address, Stage.configured);
    this.#owner.nodeConfigured();
  }

  #forget(address: number): void {
    this.#options.nodes.remove(address);
    this.remove(address);
    this.#pending.delete(address);
    this.#count--;
  }

  /** Whether the device has sent a beacon since it was sent its provisioning data. */
  #isUnprovisioned({ address, uuid }: StoredNode): boolean {
    const lastSeen = this.#options.surroundings.lastSeen(uuid);
    return lastSeen !== undefined && lastSeen > (this.#pending.get(address)?.dataSentAt ?? 0);
  }

  #planFor(node: StoredNode): ChildPlan | undefined {
    const { settings } = this.#options;
    const { appKey, network } = this.#owner;
    if (!appKey || !network) return undefined;
    return {
      address: node.address,
      settings,
      appKey,
      flags: network.flags,
      ivIndex: network.ivIndex,
      range: this.#rangeFor(node),
      signal: this.#abort,
    };
  }

  /**
   * The unicast address range of a node that becomes a Temporary Provisioner; undefined for
   * other nodes. The range is stored before it is sent, and the same one is sent after a restart.
   */
  #rangeFor(node: StoredNode): UnicastRange | undefined {
    const { addresses, nodes, policy } = this.#options;
    if (isProvisioner(node)) return { min: node.rangeMin, max: node.rangeMax };
    const situation = {
      rssi: this.#pending.get(node.address)?.rssi ?? 0,
      linksHeard: this.#provisioner.linksHeard,
      devicesHeard: this.#provisioner.devicesHeard,
    };
    if (!policy.makesProvisioner(situation)) return undefined;
    const range = addresses.allocateRange(policy.rangeShare(situation));
    if (!range || !nodes.put({ ...node, rangeMin: range.min, rangeMax: range.max }))
      return undefined;
    return range;
  }

  #configured(address: number, provisioner: boolean): void {
    const { host, node: own, nodes, policy } = this.#options;
    const node = nodes.get(address);
    if (!node) return;
    const collectorPending = provisioner && policy.reportsRecords;
    const range = provisioner ? {} : { rangeMin: 0, rangeMax: 0 };
    nodes.put({ ...node, ...range, stage: Stage.configured, collectorPending });
    if (!provisioner) nodes.releaseKey(address);
    this.#pending.delete(address);
    const history = this.#history.find((other) => other.address === address);
    if (history) {
      history.configured = host.clock.now();
      history.provisioner = provisioner;
    }
    own.diagnostics.emit({ type: "fast-provisioning.node", step: "configured", address });
    this.#owner.nodeConfigured();
    this.#collectorConfiguration.update();
  }
}

function storedNode(device: ProvisionedDevice, stage: Stage): StoredNode {
  const { address, deviceKey, elements, uuid } = device;
  return { address, deviceKey, elements, uuid, stage, own: true, rangeMin: 0, rangeMax: 0 };
}
