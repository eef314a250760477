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
  GattProxyGet,
  GattProxySet,
  NetworkTransmitGet,
  NetworkTransmitSet,
  NodeReset,
  RelayGet,
  RelaySet,
} from "./state-messages.js";
import { type ConfigurationOptions, relayAnswersTo } from "./request.js";

/** The Relay and Relay Retransmit states of a node. */
export interface RelayState {
  /** 0 off, 1 on, 2 not supported. */
  readonly relay: number;
  readonly retransmit: Retransmission;
}

/** The part of the Configuration Client that reads and sets the states of a node itself. Mesh Protocol 1.1 §4.2. */
export abstract class ConfigurationStates extends ConfigurationRequests {
  /** Whether the node sends Secure Network beacons. §4.2.11 */
  async getBeacon(node: number, options?: ConfigurationOptions): Promise<boolean> {
    return (await this.ask(BeaconGet, {}, node, options)).beacon;
  }

  /** Sets the Secure Network Beacon state; the state after that. §4.2.11 */
  async setBeacon(node: number, beacon: boolean, options?: ConfigurationOptions): Promise<boolean> {
    return (await this.ask(BeaconSet, { beacon }, node, options)).beacon;
  }

  /** The raw page that the node answers with: the largest it has up to `page`. */
  getCompositionData(
    node: number,
    page: number,
    options?: ConfigurationOptions,
  ): Promise<{ page: number; data: Uint8Array }> {
    return this.ask(CompositionDataGet, { page }, node, options, (answer) => answer.page <= page);
  }

  /** Composition Data page 0. Rejects with MeshError where it is malformed. */
  async getComposition(node: number, options?: ConfigurationOptions): Promise<CompositionPage0> {
    const { data } = await this.getCompositionData(node, 0, options);
    const page = decodeCompositionPage0(data);
    if (!page) throw new MeshError("the node's composition data is malformed");
    return page;
  }

  /** The Default TTL state, 0 or 2..127. §4.2.8 */
  async getDefaultTtl(node: number, options?: ConfigurationOptions): Promise<number> {
    return (await this.ask(DefaultTtlGet, {}, node, options)).ttl;
  }

  /** Sets the Default TTL state, 0 or 2..127; the state after that. §4.2.8 */
  async setDefaultTtl(node: number, ttl: number, options?: ConfigurationOptions): Promise<number> {
    return (await this.ask(DefaultTtlSet, { ttl }, node, options)).ttl;
  }

  /** The GATT Proxy state: 0 off, 1 on, 2 not supported. §4.2.12 */
  async getGattProxy(node: number, options?: ConfigurationOptions): Promise<number> {
    return (await this.ask(GattProxyGet, {}, node, options)).gattProxy;
  }

  /** Sets the GATT Proxy state; the state after that, as `getGattProxy` has it. §4.2.12 */
  async setGattProxy(
    node: number,
    gattProxy: boolean,
    options?: ConfigurationOptions,
  ): Promise<number> {
    const fits = (answer: { readonly gattProxy: number }, sent: number) =>
      sent > 1 || answer.gattProxy === 2 || answer.gattProxy === Number(gattProxy);
    return (await this.ask(GattProxySet, { gattProxy }, node, options, fits)).gattProxy;
  }

  /** The Relay and Relay Retransmit states. §4.2.9, §4.2.20 */
  getRelay(node: number, options?: ConfigurationOptions): Promise<RelayState> {
    return this.ask(RelayGet, {}, node, options);
  }

  /** Sets the Relay and Relay Retransmit states; the states after that. §4.2.9, §4.2.20 */
  setRelay(
    node: number,
    set: { readonly relay: boolean; readonly retransmit: Retransmission },
    options?: ConfigurationOptions,
  ): Promise<RelayState> {
    return this.ask(RelaySet, set, node, options, relayAnswersTo(set));
  }

  /** The Network Transmit state. §4.2.19 */
  async getNetworkTransmit(node: number, options?: ConfigurationOptions): Promise<Retransmission> {
    return (await this.ask(NetworkTransmitGet, {}, node, options)).transmit;
  }

  /** Sets the Network Transmit state; the state after that. §4.2.19 */
  async setNetworkTransmit(
    node: number,
    transmit: Retransmission,
    options?: ConfigurationOptions,
  ): Promise<Retransmission> {
    return (await this.ask(NetworkTransmitSet, { transmit }, node, options)).transmit;
  }

  /** The Heartbeat Publication state. §4.2.17 */
  async getHeartbeatPublication(
    node: number,
    options?: ConfigurationOptions,
  ): Promise<HeartbeatPublicationValues> {
    const answer = await this.ask(HeartbeatPublicationGet, {}, node, options);
    return publicationAnswer(checked(answer, HeartbeatPublicationGet.name));
  }

  /**
   * Sets the Heartbeat Publication state; the state after that. Rejects with RangeError for a count
   * or period that has no logarithm. §4.2.17
   */
  async setHeartbeatPublication(
    node: number,
    set: HeartbeatPublicationValues,
    options?: ConfigurationOptions,
  ): Promise<HeartbeatPublicationValues> {
    const same = ({ destination, status }: { destination: number; status: number }) =>
      status !== Status.success || destination === set.destination;
    const request = publicationRequest(set);
    const answer = await this.ask(HeartbeatPublicationSet, request, node, options, same);
    return publicationAnswer(checked(answer, HeartbeatPublicationSet.name));
  }

  /** The Heartbeat Subscription state, with what was counted. §4.2.18 */
  async getHeartbeatSubscription(
    node: number,
    options?: ConfigurationOptions,
  ): Promise<HeartbeatSubscriptionResult> {
    const answer = await this.ask(HeartbeatSubscriptionGet, {}, node, options);
    return subscriptionAnswer(checked(answer, HeartbeatSubscriptionGet.name));
  }

  /**
   * Sets the Heartbeat Subscription state; the state after that. Of an address 0x0000 nothing is
   * counted any longer. §4.2.18
   */
  async setHeartbeatSubscription(
    node: number,
    set: HeartbeatSubscriptionValues,
    options?: ConfigurationOptions,
  ): Promise<HeartbeatSubscriptionResult> {
    const request = subscriptionRequest(set);
    const answer = await this.ask(HeartbeatSubscriptionSet, request, node, options, () => true);
    return subscriptionAnswer(checked(answer, HeartbeatSubscriptionSet.name));
  }

  /** The node leaves the network; resolves when it said so: once it is gone it cannot, so that it is asked often. */
  async resetNode(node: number, options?: ConfigurationOptions): Promise<void> {
    await this.ask(NodeReset, {}, node, { retryInterval: 500, ...options });
  }
}
