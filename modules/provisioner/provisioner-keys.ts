import { randomBytes } from "../base/random.js";
import { ConfigurationClient } from "../foundation/configuration/client.js";
import type { ConfigurationOptions } from "../foundation/configuration/request.js";
import { transmitKeys } from "../network/subnets.js";
import type { Node } from "../node/node.js";

const primaryNetKeyIndex = 0;

/** What an AppKey is made of. */
export interface CreateAppKeyOptions {
  /** Index of the NetKey that it is bound to; default: that of the primary subnet. */
  readonly netKey?: number;
  /** 16 octets; default: random ones. */
  readonly key?: Uint8Array;
}

/** The keys of a provisioner's own node, and how it gives them to others. */
export abstract class ProvisionerKeys {
  /** The provisioner's own node. */
  abstract readonly node: Node;
  /** Unicast address of its own node. */
  abstract readonly address: number;
  /** Configures nodes. */
  readonly configuration = new ConfigurationClient();
  /** Indexes of the NetKeys whose refresh is carried out now; `keyRefresh` keeps it. */
  readonly refreshingNetKeys = new Set<number>();

  /**
   * Makes a NetKey and gives it to its own node; the key. `key`: 16 octets, default: random ones.
   * Rejects as ConfigurationClient does: the node has room for `limits.subnets`.
   */
  async createNetKey(netKeyIndex: number, key?: Uint8Array): Promise<Uint8Array> {
    const netKey = key ?? this.#randomKey();
    await this.configuration.addNetKey(this.address, netKeyIndex, netKey);
    return netKey;
  }

  /** Makes an AppKey and gives it to its own node; the key. Rejects as ConfigurationClient does, with RangeError where there is no such NetKey. */
  async createAppKey(
    appKeyIndex: number,
    options: Uint8Array | CreateAppKeyOptions = {},
  ): Promise<Uint8Array> {
    const request = options instanceof Uint8Array ? { key: options } : options;
    const { key = this.#randomKey(), netKey = primaryNetKeyIndex } = request;
    this.#subnet("netKey", netKey);
    await this.configuration.addAppKey(this.address, netKey, appKeyIndex, key);
    return key;
  }

  /** Gives the NetKey to a node, which is on one more subnet then. Rejects as ConfigurationClient does; RangeError where there is no such key. */
  async addNetKey(
    node: number,
    netKeyIndex: number,
    options?: ConfigurationOptions,
  ): Promise<void> {
    // From phase 2 of a key refresh on no node sends with the old key.
    const { key } = transmitKeys(this.#subnet("netKeyIndex", netKeyIndex));
    await this.configuration.addNetKey(node, netKeyIndex, key, options);
  }

  /** Gives the AppKey to a node. Rejects as ConfigurationClient does; RangeError where there is no such key. */
  async addAppKey(
    node: number,
    appKeyIndex: number,
    options?: ConfigurationOptions,
  ): Promise<void> {
    const { applicationKeys } = this.node.network ?? {};
    const entry = applicationKeys?.get(appKeyIndex);
    if (!entry) throw new RangeError(`appKeyIndex ${appKeyIndex}: create that AppKey first`);
    // From phase 2 of a key refresh on no node sends with the old key.
    const { key } = applicationKeys!.transmitKey(entry);
    await this.configuration.addAppKey(node, entry.netKeyIndex, appKeyIndex, key, options);
  }

  /**
   * Deletes a NetKey of its own node, with the AppKeys that are bound to it; nodes keep theirs, and
   * are reached by it no longer. RangeError for the primary one. Rejects as ConfigurationClient does.
   */
  async deleteNetKey(netKeyIndex: number): Promise<void> {
    if (netKeyIndex === primaryNetKeyIndex)
      throw new RangeError(
        "netKeyIndex 0: the provisioner needs the primary NetKey; refresh it instead",
      );
    this.#subnet("netKeyIndex", netKeyIndex, "there is no such NetKey");
    await this.configuration.deleteNetKey(this.address, netKeyIndex);
  }

  /** Deletes an AppKey of its own node, with what refers to it there; nodes keep theirs. Rejects as ConfigurationClient does; RangeError where there is no such key. */
  async deleteAppKey(appKeyIndex: number): Promise<void> {
    const entry = this.node.network?.applicationKeys.get(appKeyIndex);
    if (!entry) throw new RangeError(`appKeyIndex ${appKeyIndex}: there is no such AppKey`);
    await this.configuration.deleteAppKey(this.address, entry.netKeyIndex, appKeyIndex);
  }

  #randomKey(): Uint8Array {
    return randomBytes(this.node.host.random, 16);
  }

  #subnet(name: string, netKeyIndex: number, otherwise = "create that NetKey first") {
    const subnet = this.node.network?.subnets.get(netKeyIndex);
    if (!subnet) throw new RangeError(`${name} ${netKeyIndex}: ${otherwise}`);
    return subnet;
  }
}
