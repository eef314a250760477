import type { CompositionElement } from "../../modules/access/composition.js";
import type { Model } from "../../modules/access/model.js";
import { toHex } from "../../modules/base/bytes.js";
import { TimeoutError } from "../../modules/base/errors.js";
import type { Clock } from "../../modules/host/clock.js";
import type { Host } from "../../modules/host/host.js";
import type { AddressRange } from "../../modules/provisioner/database.js";
import type { NodeLimits } from "../../modules/node/limits.js";
import { ProxyClient } from "../../modules/node/proxy-client.js";
import type { ProvisionOptions } from "../../modules/provisioning/provisioner-options.js";
import { Provisioner } from "../../modules/provisioner/provisioner.js";
import type { PlannedModel } from "./network-plan.js";

const companyId = 0xffff;
/** Attempts to provision a device, whose link may be lost. */
const attempts = 3;
/** Milliseconds within which the beacon of a device must be received. */
const beaconTimeout = 120_000;
/** Milliseconds within which the first proxy must be connected. */
const proxyTimeout = 60_000;

/** Options of a NetworkSetup. */
export interface NetworkSetupOptions {
  readonly host: Host;
  /** Clients of the provisioner's own node. */
  readonly clients: readonly Model[];
  /** Device UUID of the provisioner's own node, 16 octets. */
  readonly uuid?: Uint8Array;
  /**
   * Whether devices are provisioned over PB-GATT and reached through a GATT proxy; the provisioner
   * then uses no advertising. Default false.
   */
  readonly gatt?: boolean;
  /** Sizes of its tables, where they differ from the defaults. */
  readonly limits?: Partial<NodeLimits>;
  readonly ranges?: readonly AddressRange[];
}

/** What waits for the beacon of a device. */
interface Waiting {
  readonly wanted: (uuid: string) => boolean;
  readonly found: (uuid: string) => void;
}

/**
 * A provisioner that takes devices into its network and configures their models, as worlds and
 * simulations do. Its methods need time to pass.
 */
export class NetworkSetup {
  readonly provisioner: Provisioner;
  readonly #clients: readonly Model[];
  readonly #clock: Clock;
  readonly #waiting = new Set<Waiting>();
  readonly #proxies: ProxyClient | undefined;
  /** The connection to a proxy, from its first use on. */
  #connection: Promise<unknown> | undefined;

  constructor({ clients, gatt = false, host, limits, ranges, uuid }: NetworkSetupOptions) {
    this.#clients = clients;
    this.#clock = host.clock;
    this.provisioner = new Provisioner({
      host,
      uuid: uuid ?? new TextEncoder().encode("xs-mesh-simulate"),
      companyId,
      models: clients,
      advertising: !gatt,
      ...(limits && { limits }),
      ...(ranges && { ranges }),
      onFound: (device) => this.#found(toHex(device.uuid)),
    });
    if (gatt)
      this.#proxies = new ProxyClient({
        node: this.provisioner.node,
        // A node that was just provisioned shows its identity alone.
        nodes: () => this.provisioner.database.nodes.map(({ address }) => address),
      });
  }

  /** Creates AppKeys, and binds the provisioner's clients to them. */
  async createAppKeys(indexes: Iterable<number>): Promise<void> {
    const { address, configuration } = this.provisioner;
    for (const index of indexes) {
      await this.provisioner.createAppKey(index);
      for (const { id } of this.#clients)
        await configuration.bind(address, { elementAddress: address, modelId: id }, index);
    }
  }

  /**
   * The UUID, in hexadecimal digits, of the device of those that `wanted` accepts whose beacon is
   * received first. All calls that wait for it resolve to it. Rejects with TimeoutError if none is
   * received.
   */
  nextBeacon(wanted: (uuid: string) => boolean): Promise<string> {
    const known = this.provisioner.scanner.devices.find(({ uuid }) => wanted(toHex(uuid)));
    if (known) return Promise.resolve(toHex(known.uuid));
    return new Promise((resolve, reject) => {
      const timer = this.#clock.schedule(() => {
        this.#waiting.delete(waiting);
        reject(new TimeoutError(`no beacon of a device within ${beaconTimeout} ms`));
      }, beaconTimeout);
      const waiting: Waiting = {
        wanted,
        found: (uuid) => {
          this.#waiting.delete(waiting);
          this.#clock.cancel(timer);
          resolve(uuid);
        },
      };
      this.#waiting.add(waiting);
    });
  }

  #found(uuid: string): void {
    for (const { found, wanted } of [...this.#waiting]) if (wanted(uuid)) found(uuid);
  }

  /**
   * Provisions a device, again if its link is lost; resolves with its unicast address. Rejects as
   * `Provisioner.provision` does.
   */
  async provision(
    uuid: Uint8Array,
    options: Pick<ProvisionOptions, "staticOob" | "selectAuthentication" | "algorithms"> = {},
  ): Promise<number> {
    const { provisioner } = this;
    for (let attempt = 1; ; attempt++) {
      try {
        const how = this.#proxies ? { ...options, bearer: "pb-gatt" as const } : options;
        return (await provisioner.provision({ ...how, uuid })).address;
      } catch (error) {
        if (attempt === attempts) throw error;
        // A device whose link was lost sends beacons again.
        provisioner.scanner.forget(uuid);
        await provisioner.scanner.wait(uuid, { timeout: beaconTimeout });
      }
    }
  }

  /**
   * Configures a node: gives it the AppKeys of its models, binds them, and sets subscriptions and
   * publication. `plan` says how, and gets the elements of the node, with which this resolves.
   * Rejects as ConfigurationClient does.
   */
  async configure(
    address: number,
    plan: (elements: readonly CompositionElement[]) => readonly PlannedModel[],
  ): Promise<readonly CompositionElement[]> {
    const { provisioner } = this;
    this.#connection ??= this.#proxies?.connect({ timeout: proxyTimeout });
    await this.#connection;
    const { elements } = await provisioner.configuration.getComposition(address);
    const models = plan(elements);
    const keys = new Set(models.flatMap(({ appKeys }) => appKeys));
    for (const index of keys) await provisioner.addAppKey(address, index);
    for (const model of models) await this.#configureModel(address, model);
    return elements;
  }

  async #configureModel(node: number, model: PlannedModel): Promise<void> {
    const { configuration } = this.provisioner;
    const at = { elementAddress: node + model.element, modelId: model.modelId };
    for (const index of model.appKeys) await configuration.bind(node, at, index);
    for (const group of model.subscribe) await configuration.subscribe(node, at, group);
    const { publish } = model;
    if (!publish) return;
    const { address, interval, period, retransmissions, ttl } = publish;
    await configuration.setPublication(node, at, {
      address,
      appKeyIndex: model.appKeys[0]!,
      ...(ttl !== undefined && { ttl }),
      ...(period !== undefined && { period }),
      ...(retransmissions !== undefined && { retransmitCount: retransmissions }),
      ...(interval !== undefined && { retransmitInterval: interval }),
    });
  }

  /** Stops it. */
  close(): void {
    this.#proxies?.close();
    this.provisioner.close();
  }
}
