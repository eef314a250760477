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

/** The AppKey that the nodes get: the one that this node was given. */
export interface SharedAppKey {
  readonly netKeyIndex: number;
  readonly appKeyIndex: number;
  readonly key: Uint8Array;
}

export interface ChildSetupOptions {
  readonly configuration: ConfigurationClient;
  readonly client: FastProvisioningClient;
  readonly policy: FastProvisioningPolicy;
  /** 16 octets, for a node that waits for it. */
  readonly netKey: () => Uint8Array;
}

/** What a node is to be told. */
export interface ChildPlan {
  readonly address: number;
  readonly settings: FastProvSettings;
  readonly appKey: SharedAppKey;
  /** Bits 0 and 1, and IV Index, as they are now. */
  readonly flags: number;
  readonly ivIndex: number;
  /** The addresses that it may give out; undefined: it does not provision on. */
  readonly range: UnicastRange | undefined;
  readonly signal: AbortSignalLike;
}

/** "provisioner": it provisions on, "node": it does not, "refused": it would not take its range. */
export type ChildRole = "provisioner" | "node" | "refused";

/** Configures one node that was just provisioned: AppKey, group, and what makes it a provisioner. */
export class ChildSetup {
  readonly #options: ChildSetupOptions;

  constructor(options: ChildSetupOptions) {
    this.#options = options;
  }

  /** Rejects with TimeoutError where the node does not answer, ConfigurationError where it takes no AppKey, AbortError. */
  async run(plan: ChildPlan): Promise<ChildRole> {
    // Who knows of the node, and the way to the message that it gets, are too much for a chip's stack together.
    await Promise.resolve();
    await this.#appKey(plan);
    return this.#info(plan);
  }

  /**
   * The answer says no more than that it arrived, which the acknowledgement of its
   * segments did before: a node without the key does not answer what comes next.
   */
  #appKey(plan: ChildPlan): Promise<void> {
    const { configuration, policy } = this.#options;
    const { address, appKey } = plan;
    const { appKeyIndex, key, netKeyIndex } = appKey;
    const request = this.#request(plan);
    if (policy.awaitAppKeyStatus)
      return configuration.appKeyAdd(address, netKeyIndex, appKeyIndex, key, request);
    return new Promise((resolve, reject) => {
      const { signal } = plan;
      const enough = new Abort();
      const giveUp = () => enough.abort();
      // The signal outlives many nodes.
      const end = () => signal.removeEventListener("abort", giveUp);
      if (signal.aborted) giveUp();
      else signal.addEventListener("abort", giveUp);
      const onDelivered = () => {
        resolve();
        giveUp();
      };
      configuration
        .appKeyAdd(address, netKeyIndex, appKeyIndex, key, {
          ...request,
          signal: enough,
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
    const leaf: FastProvInfo = { groupAddress };
    if (!range) {
      // Without a group there is nothing to tell.
      if (groupAddress !== undefined) await client.infoSet(address, leaf, options);
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
      const netKey = this.#options.netKey();
      const status = await client.netKeyAdd(address, netKey, options);
      if (status.netKey === 0) return "provisioner";
    }
    if (groupAddress !== undefined) await client.infoSet(address, leaf, options);
    return "refused";
  }

  #request({ signal }: ChildPlan) {
    const { timeout, retryInterval, retryFactor } = this.#options.policy.message;
    return { ttl: 0, timeout, retryInterval: retryInterval, retryFactor: retryFactor, signal };
  }
}

type OnNetwork = Pick<FastProvSettings, "netKeyIndex">;

/** What a device gets from this node but for its address; undefined while the node lacks the NetKey. */
export function networkOf({ network }: Node, { netKeyIndex }: OnNetwork): NetworkData | undefined {
  return network && networkData(network, netKeyIndex);
}

/** The AppKey that it hands on: its first one of the subnet. */
export function appKeyOf({ network }: Node, { netKeyIndex }: OnNetwork): SharedAppKey | undefined {
  const entry = network?.applicationKeys.list.find((key) => key.netKeyIndex === netKeyIndex);
  if (!network || !entry) return undefined;
  const { key } = network.applicationKeys.transmitKey(entry);
  return { netKeyIndex, appKeyIndex: entry.appKeyIndex, key };
}
