import { MeshError } from "../../base/errors.js";
import { type CompositionPage0, decodeCompositionPage0 } from "../../access/composition.js";
import type { Retransmission } from "../../network/settings.js";
import { Status } from "../status.js";
import {
  HeartbeatPublicationGet,
  HeartbeatPublicationSet,
  HeartbeatSubscriptionGet,
  HeartbeatSubscriptionSet,
} from "./heartbeat-messages.js";
import {
  publicationAnswer,
  publicationRequest,
  type HeartbeatPublicationValues,
  type HeartbeatSubscriptionResult,
  type HeartbeatSubscriptionValues,
  subscriptionAnswer,
  subscriptionRequest,
} from "./heartbeat-values.js";
import { checked, ConfigurationRequests } from "./configuration-requests.js";
import {
  BeaconGet,
  BeaconSet,
  CompositionDataGet,
  DefaultTtlGet,
  DefaultTtlSet,
  NetworkTransmitGet,
  NetworkTransmitSet,
  NodeReset,
  RelayGet,
  RelaySet,
} from "./state-messages.js";
import { type ConfigurationOptions, relayAnswersTo } from "./request.js";

/** The part of the Configuration Client that reads and sets the states of a node itself. Mesh Protocol 1.1 §4.2. */
export abstract class ConfigurationStates extends ConfigurationRequests {
  /** Secure Network Beacon state, after setting it where `set` is given. §4.2.11 */
  async beacon(node: number, set?: boolean, options?: ConfigurationOptions): Promise<boolean> {
    const { beacon } = await (set === undefined
      ? this.ask(BeaconGet, {}, node, options)
      : this.ask(BeaconSet, { beacon: set }, node, options));
    return beacon;
  }

  /** The raw page that the node answers with: the largest it has up to `page`. */
  compositionData(
    node: number,
    page: number,
    options?: ConfigurationOptions,
  ): Promise<{ page: number; data: Uint8Array }> {
    // The answer is long: asked again before it is here, it would come twice.
    const how = { retryInterval: 5000, ...options };
    return this.ask(CompositionDataGet, { page }, node, how, (answer) => answer.page <= page);
  }

  /** Composition Data page 0. Rejects with MeshError where it is malformed. */
  async composition(node: number, options?: ConfigurationOptions): Promise<CompositionPage0> {
    const { data } = await this.compositionData(node, 0, options);
    const page = decodeCompositionPage0(data);
    if (!page) throw new MeshError("the node's composition data is malformed");
    return page;
  }

  /** Default TTL state, 0 or 2..127, after setting it where `set` is given. §4.2.8 */
  async defaultTtl(node: number, set?: number, options?: ConfigurationOptions): Promise<number> {
    const { ttl } = await (set === undefined
      ? this.ask(DefaultTtlGet, {}, node, options)
      : this.ask(DefaultTtlSet, { ttl: set }, node, options));
    return ttl;
  }

  /** `relay`: 0 off, 1 on, 2 not supported. */
  relay(
    node: number,
    set?: { readonly relay: boolean; readonly retransmit: Retransmission },
    options?: ConfigurationOptions,
  ): Promise<{ relay: number; retransmit: Retransmission }> {
    if (!set) return this.ask(RelayGet, {}, node, options);
    return this.ask(RelaySet, set, node, options, relayAnswersTo(set));
  }

  /** Network Transmit state, after setting it where `set` is given. §4.2.19 */
  async networkTransmit(
    node: number,
    set?: Retransmission,
    options?: ConfigurationOptions,
  ): Promise<Retransmission> {
    const { transmit } = await (set
      ? this.ask(NetworkTransmitSet, { transmit: set }, node, options)
      : this.ask(NetworkTransmitGet, {}, node, options));
    return transmit;
  }

  /**
   * Heartbeat Publication: reads it, or sets it. Rejects with RangeError for a count or
   * period that has no logarithm. Mesh Protocol 1.1 §4.2.17.
   */
  async heartbeatPublication(
    node: number,
    set?: HeartbeatPublicationValues,
    options?: ConfigurationOptions,
  ): Promise<HeartbeatPublicationValues> {
    const same = ({ destination, status }: { destination: number; status: number }) =>
      status !== Status.success || destination === set?.destination;
    const answer = await (set
      ? this.ask(HeartbeatPublicationSet, publicationRequest(set), node, options, same)
      : this.ask(HeartbeatPublicationGet, {}, node, options));
    return publicationAnswer(checked(answer, HeartbeatPublicationSet.name));
  }

  /** Heartbeat Subscription: reads it, or sets it; of an address 0x0000 nothing is counted any more. §4.2.18 */
  async heartbeatSubscription(
    node: number,
    set?: HeartbeatSubscriptionValues,
    options?: ConfigurationOptions,
  ): Promise<HeartbeatSubscriptionResult> {
    const answer = await (set
      ? this.ask(HeartbeatSubscriptionSet, subscriptionRequest(set), node, options, () => true)
      : this.ask(HeartbeatSubscriptionGet, {}, node, options));
    return subscriptionAnswer(checked(answer, HeartbeatSubscriptionSet.name));
  }

  /** The node leaves the network; resolves when it said so: once it is gone it cannot, so that it is asked often. */
  async nodeReset(node: number, options?: ConfigurationOptions): Promise<void> {
    await this.ask(NodeReset, {}, node, { retryInterval: 500, ...options });
  }
}
