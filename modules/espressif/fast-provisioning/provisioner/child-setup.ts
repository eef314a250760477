import { Abort, type AbortSignalLike } from "../../../base/abort.js";
import type { ConfigurationClient } from "../../../foundation/configuration/client.js";
import type { Node } from "../../../node/node.js";
import { type NetworkData, networkData } from "../../../provisioning/network-data.js";
import type { FastProvisioningClient } from "../models/client.js";
import { ActionStatus, FastProvAction } from "../models/codes.js";
import type { FastProvInfo } from "../models/info-set.js";
import { isEntered } from "../models/info-status.js";
import type { FastProvSettings } from "../models/info-validation.js";
import type { FastProvisioningPolicy } from "../policy/policy.js";
import type { UnicastRange } from "../../unicast-range.js";

/** The AppKey that a provisioner adds to its nodes. */
export interface SharedAppKey {
  readonly netKeyIndex: number;
  readonly appKeyIndex: number;
  readonly key: Uint8Array;
}

/** Where the NetKey comes from. */
export interface NetKeySource {
  /** NetKey, 16 octets, for a node that is pending without it. */
  netKey(): Uint8Array;
}

export interface ChildSetupOptions {
  readonly configuration: ConfigurationClient;
  readonly client: FastProvisioningClient;
  readonly policy: FastProvisioningPolicy;
  readonly source: NetKeySource;
}

/** The configuration of one node. */
export interface ChildPlan {
  readonly address: number;
  readonly settings: FastProvSettings;
  readonly appKey: SharedAppKey;
  /** Bit 0: Key Refresh flag, bit 1: IV Update flag. */
  readonly flags: number;
  readonly ivIndex: number;
  /** The addresses that the node assigns as a Temporary Provisioner; undefined: it becomes none. */
  readonly range: UnicastRange | undefined;
  readonly signal: AbortSignalLike;
}

/** "provisioner": a Temporary Provisioner, "node": none, "refused": none, because it did not accept its range. */
export type ChildRole = "provisioner" | "node" | "refused";

/** Configures a new node: AppKey, subscription to the group, and the settings of a Temporary Provisioner. */
export class ChildSetup {
  readonly #options: ChildSetupOptions;

  constructor(options: ChildSetupOptions) {
    this.#options = options;
  }

  /** Rejects with TimeoutError if the node does not answer, ConfigurationError if it does not accept the AppKey, AbortError. */
  async run(plan: ChildPlan): Promise<ChildRole> {
    // The stack of a chip is too short for the caller and the calls down to the transport layer.
    await Promise.resolve();
    await this.#appKey(plan);
    return this.#info(plan);
  }

  /**
   * Adds the AppKey. Unless the policy awaits the status, the acknowledgment of the segments
   * is enough: a node without the key does not answer the next message, and is tried again.
   */
  #appKey(plan: ChildPlan): Promise<void> {
    const { configuration, policy } = this.#options;
    const { address, appKey } = plan;
    const { appKeyIndex, key, netKeyIndex } = appKey;
    const request = this.#request(plan);
    if (policy.awaitAppKeyStatus)
      return configuration.addAppKey(address, netKeyIndex, appKeyIndex, key, request);
    return new Promise((resolve, reject) => {
      const { signal } = plan;
      const delivered = new Abort();
      const abort = () => delivered.abort();
      // Many nodes share the signal: the listener must not stay.
      const end = () => signal.removeEventListener("abort", abort);
      if (signal.aborted) abort();
      else signal.addEventListener("abort", abort);
      const onDelivered = () => {
        resolve();
        abort();
      };
      configuration
        .addAppKey(address, netKeyIndex, appKeyIndex, key, {
          ...request,
          signal: delivered,
          onDelivered,
        })
        .then(resolve, reject)
        .finally(end);
    });
  }

  async #info(plan: ChildPlan): Promise<ChildRole> {
    const { address, range, settings } = plan;
    const { client } = this.#options;
    const { groupAddress } = settings;
    const options = { ...this.#request(plan), appKeyIndex: plan.appKey.appKeyIndex };
    const groupOnly: FastProvInfo = { groupAddress };
    if (!range) {
      // An Info Set needs at least one field.
      if (groupAddress !== undefined) await client.infoSet(address, groupOnly, options);
      return "node";
    }
    const info: FastProvInfo = {
      unicastMin: range.min,
      unicastMax: range.max,
      flags: plan.flags,
      ivIndex: plan.ivIndex,
      netKeyIndex: settings.netKeyIndex,
      groupAddress,
      primaryAddress: settings.primaryAddress,
      matchValue: settings.matchValue,
      action: FastProvAction.enter,
    };
    const answer = await client.infoSet(address, info, options);
    if (isEntered(answer)) return "provisioner";
    if (!answer.busy && answer.action === ActionStatus.pending) {
      const netKey = this.#options.source.netKey();
      const status = await client.netKeyAdd(address, netKey, options);
      if (status.netKey === 0) return "provisioner";
    }
    if (groupAddress !== undefined) await client.infoSet(address, groupOnly, options);
    return "refused";
  }

  #request({ signal }: ChildPlan) {
    const { timeout, retryInterval, retryFactor } = this.#options.policy.message;
    return { ttl: 0, timeout, retryInterval: retryInterval, retryFactor: retryFactor, signal };
  }
}

type OnNetwork = Pick<FastProvSettings, "netKeyIndex">;

/** The provisioning data of a device, its address excepted; undefined while the node lacks the NetKey. */
export function networkOf({ network }: Node, { netKeyIndex }: OnNetwork): NetworkData | undefined {
  return network && networkData(network, netKeyIndex);
}

/** The AppKey for devices: the node's first one of the subnet; undefined without one. */
export function appKeyOf({ network }: Node, { netKeyIndex }: OnNetwork): SharedAppKey | undefined {
  const entry = network?.applicationKeys.list.find((key) => key.netKeyIndex === netKeyIndex);
  if (!network || !entry) return undefined;
  const { key } = network.applicationKeys.transmitKey(entry);
  return { netKeyIndex, appKeyIndex: entry.appKeyIndex, key };
}
