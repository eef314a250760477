import { AccessLayer } from "../access/access-layer.js";
import type { DispatchResult } from "../access/dispatch-result.js";
import type { RemoteDeviceKeys } from "../access/access-options.js";
import type { Element } from "../access/element.js";
import type { MessageContext, Model } from "../access/model.js";
import { loadModelConfigurations, saveModelConfiguration } from "../access/model-records.js";
import type { Records } from "../base/records.js";
import { Timer } from "../base/timer.js";
import type { AdvertisingBearer } from "../bearer/advertising-bearer.js";
import { DeviceKey } from "../crypto/application-key.js";
import type { ConfigurationTarget } from "../foundation/configuration/target.js";
import type { Crypto } from "../host/crypto.js";
import { isUnicast } from "../network/address.js";
import { Network } from "../network/network.js";
import { NetworkBeacons } from "../network/network-beacons.js";
import { ReplayList } from "../transport/replay-list.js";
import type { Sequence } from "../network/sequence.js";
import type { NetworkSettings } from "../network/settings.js";
import type { Subnets } from "../network/subnets.js";
import type { KeyRefreshPhase } from "../network/key-refresh.js";
import {
  HeartbeatPublication,
  type HeartbeatPublicationState,
} from "../transport/heartbeat-publication.js";
import { HeartbeatSubscription } from "../transport/heartbeat-subscription.js";
import { ApplicationKeys } from "../transport/application-keys.js";
import type { SarReceiver, SarStates, SarTransmitter } from "../transport/sar-configuration.js";
import { Transport } from "../transport/transport.js";
import { NppiProcedure } from "../foundation/remote-provisioning/codes.js";
import type { RemoteProvisioningTarget } from "../foundation/remote-provisioning/server.js";
import { type DeviceCapabilities, deviceCapabilities } from "../provisioning/device-options.js";
import type { LinkCallbacks, ProvisioningBearer, ProvisioningLink } from "../provisioning/link.js";
import type { ProxyServer } from "../proxy/proxy-server.js";
import type { ProxyStates } from "../proxy/proxy-states.js";
import type { CompositionPages } from "./composition-pages.js";
import { type NetworkFollower, subscriptionsChanged, suspended } from "./network-follower.js";
import { NppiLink } from "./nppi-link.js";
import {
  loadCandidate,
  type NppiResult,
  applyNppiResult,
  promoteCandidate,
  type NppiNode,
  nppiElements,
  refuseNppiData,
  storeNppiResult,
} from "./nppi.js";
import type { NodeLimits } from "./limits.js";
import { nodeInterfaces, type SharedOptions, sharedOptions } from "./node-layers.js";
import { nodeProxy } from "./node-proxy.js";
import {
  forgetIdentity,
  loadHeartbeatPublication,
  loadSettings,
  type NodeIdentity,
  saveHeartbeatPublication,
  saveSettings,
} from "./node-record.js";

/**
 * Milliseconds from Node Reset to leaving the network: the status and its retransmissions come
 * first, and a client that missed them and asks again after a second or two gets another one.
 */
const resetDelay = 2500;

export interface ProvisionedNodeOptions extends SharedOptions {
  readonly identity: NodeIdentity;
  readonly composition: CompositionPages;
  /** The elements that the network knows of. */
  readonly elements: readonly Element[];
  readonly limits: NodeLimits;
  readonly sarTransmitter: SarTransmitter;
  readonly sarReceiver: SarReceiver;
  readonly remoteDeviceKeys: RemoteDeviceKeys | undefined;
  /** Addresses that always have a place in the replay protection list. */
  readonly peers: readonly number[];
  /** Capabilities for NPPI procedures; the number of elements is added. */
  readonly capabilities: Omit<DeviceCapabilities, "elements">;
  readonly firmwareElements: number;
  /** Device UUID, 16 octets. */
  readonly uuid: Uint8Array;
  readonly oobInformation: number;
  /** Present where the node does not use the advertising bearer. */
  readonly advertising?: false;
  /** The name of a GATT proxy begins with it. Default: `defaultDeviceName`. */
  readonly name?: string;
  /** The bearer over which the device was provisioned just now; undefined after a restart. */
  readonly provisionedOver: ProvisioningBearer | undefined;
  readonly onReset: () => void;
  /** The result of an NPPI procedure was stored that changes more than the device key, or could not be applied: the layers have to be restarted. */
  readonly onNppiResult: () => void;
}

/** The layers of a provisioned node. */
export class ProvisionedNode implements ConfigurationTarget, RemoteProvisioningTarget, SarStates {
  readonly subnets: Subnets;
  readonly applicationKeys: ApplicationKeys;
  readonly settings: NetworkSettings;
  readonly elements: readonly Element[];
  readonly address: number;
  readonly crypto: Crypto;
  readonly maximumBindings: number;
  readonly maximumSubscriptions: number;
  readonly replay: ReplayList;
  readonly sequence: Sequence;
  readonly networkBeacons: NetworkBeacons;
  readonly heartbeatPublication: HeartbeatPublication;
  readonly heartbeatSubscription: HeartbeatSubscription;
  readonly bearer: AdvertisingBearer;
  /** The SAR states: they take effect as soon as they are replaced. */
  sarTransmitter: SarTransmitter;
  sarReceiver: SarReceiver;
  /** The list is replaced, never changed; absent where there is none. */
  followers?: readonly NetworkFollower[];
  private readonly options: ProvisionedNodeOptions;
  private deviceKey: DeviceKey;
  private candidate: DeviceKey | undefined;
  /** Device keys that NPPI procedures have replaced. */
  private retired: readonly DeviceKey[] = [];
  /** The result of an NPPI procedure that is applied when its client has got the answer. */
  private refreshed: NppiResult | undefined;
  /** The network layer, to which proxy clients add their connection. */
  readonly networkLayer: Network;
  private readonly transport: Transport;
  private readonly access: AccessLayer;
  private readonly resetTimer: Timer<ProvisionedNode>;
  /** Where the node supports the Proxy feature. */
  private readonly proxy: ProxyServer | undefined;

  constructor(options: ProvisionedNodeOptions) {
    // Few variables: in a provisioner's firmware the stack is deepest here.
    const shared = sharedOptions(options);
    this.options = options;
    this.crypto = shared.crypto;
    this.bearer = options.bearer;
    this.settings = shared.settings;
    this.elements = options.elements;
    this.address = options.identity.address;
    this.sequence = shared.sequence;
    this.subnets = shared.subnets;
    this.maximumBindings = options.limits.bindings;
    this.maximumSubscriptions = options.limits.subscriptions;
    this.sarTransmitter = options.sarTransmitter;
    this.sarReceiver = options.sarReceiver;
    this.resetTimer = new Timer(shared.clock, ProvisionedNode.#resetDue, this);
    this.applicationKeys = new ApplicationKeys({ ...shared, capacity: options.limits.appKeys });
    this.replay = new ReplayList({
      ...shared,
      capacity: options.limits.replayList,
    });
    this.deviceKey = new DeviceKey({ ...shared, key: options.identity.deviceKey });
    this.candidate = candidateKeyOf(options);
    loadSettings(shared.records, shared.settings);
    loadModelConfigurations(shared.records, options.elements);
    this.keepPeers();
    // From the lowest layer up: each attaches itself to the one below it.
    this.networkLayer = new Network({
      ...shared,
      interfaces: nodeInterfaces(options, shared.queue),
      address: this.address,
      elements: options.elements.length,
      cacheSize: options.limits.messageCache,
    });
    this.transport = new Transport({
      ...shared,
      network: this.networkLayer,
      replay: this.replay,
      sar: this,
      incomingMessages: options.limits.incomingMessages,
    });
    this.heartbeatSubscription = new HeartbeatSubscription({
      clock: shared.clock,
      control: this.transport.control,
    });
    this.heartbeatPublication = new HeartbeatPublication({
      clock: shared.clock,
      settings: shared.settings,
      address: this.address,
      control: this.transport.control,
    });
    this.access = new AccessLayer({
      ...shared,
      elements: options.elements,
      address: this.address,
      transport: this.transport,
      applicationKeys: this.applicationKeys,
      replay: this.replay,
      deviceKey: this.deviceKey,
      ...(this.candidate && { candidate: this.candidate }),
      onCandidateUsed: () => this.promote(),
      ...(options.remoteDeviceKeys && { remoteDeviceKeys: options.remoteDeviceKeys }),
    });
    this.networkBeacons = new NetworkBeacons({
      ...shared,
      bearer: options.bearer,
      clock: shared.queue.plainClock,
      transfers: this.transport,
      onKeyRefresh: (netKeyIndex, phase) => this.keyRefreshChanged(netKeyIndex, phase),
    });
    this.proxy = nodeProxy({ ...shared, ...options, network: this.networkLayer, node: this });
  }

  /** The states of the GATT proxy; undefined where the node does not support it. */
  get proxyStates(): ProxyStates | undefined {
    return this.proxy?.states;
  }

  /** Ends the connections of the clients of its GATT proxy. */
  disconnectProxyClients(): void {
    this.proxy?.disconnectClients();
  }

  /** Starts the models. */
  start(): void {
    this.access.start();
    this.proxy?.start(this.options.provisionedOver === "pb-gatt");
    const heartbeat = loadHeartbeatPublication(this.options.records);
    if (!heartbeat) return;
    if (this.subnets.get(heartbeat.netKeyIndex)) this.heartbeatPublication.state = heartbeat;
    // The power was cut between the end of its subnet and its own.
    else this.saveHeartbeatPublication(this.heartbeatPublication.state);
  }

  /** Drops messages that wait to be sent or answered, and stops publication until `resume`. */
  suspend(): void {
    this.followers?.forEach(suspended);
    this.proxy?.suspend();
    this.access.suspend();
    this.heartbeatPublication.suspend();
    this.transport.cancel();
  }

  resume(): void {
    this.access.resume();
    this.heartbeatPublication.resume();
    this.proxy?.resume();
  }

  get records(): Records {
    return this.options.records;
  }

  get uuid(): Uint8Array {
    return this.options.uuid;
  }

  /**
   * The bearer over which the device was provisioned since its start: after PB-GATT a node with a
   * proxy runs Node Identity for 60 s (Mesh Protocol 1.1 §7.2.2.2.3). Then the Mesh Provisioning
   * Service exists no longer.
   */
  get provisionedOver(): ProvisioningBearer | undefined {
    return this.options.provisionedOver;
  }

  get oobInformation(): number {
    return this.options.oobInformation;
  }

  /** Starts an IV Update procedure where the state allows it (Mesh Protocol 1.1 §3.11.5); whether it did. */
  startIvUpdate(): boolean {
    return this.networkBeacons.startIvUpdate();
  }

  /** Delivers a message from inside an Opcodes Aggregator Sequence to its element. */
  deliver(context: MessageContext, payload: Uint8Array): DispatchResult {
    return this.access.deliver(context, payload);
  }

  compositionPage(page: number): { readonly page: number; readonly data: Uint8Array } {
    return this.options.composition.get(page);
  }

  saveSettings(): boolean {
    return saveSettings(this.options.records, this.settings);
  }

  saveHeartbeatPublication(state: HeartbeatPublicationState): boolean {
    return saveHeartbeatPublication(this.options.records, state);
  }

  saveModel(model: Model): boolean {
    if (!saveModelConfiguration(this.options.records, model)) return false;
    this.keepPeers();
    this.access.subscriptionsChanged();
    this.followers?.forEach(subscriptionsChanged);
    this.access.configurationChanged(model);
    return true;
  }

  keyRefreshChanged(netKeyIndex: number, phase: KeyRefreshPhase): void {
    const subnet = this.subnets.get(netKeyIndex);
    if (phase === 0 && subnet) this.applicationKeys.finishRefresh(subnet);
    this.options.diagnostics.emit({ type: "key-refresh", netKeyIndex, phase });
    this.networkBeacons.announce();
  }

  /** Opens a link of a provisioner to this node itself, for an NPPI procedure; undefined where the procedure is not possible. §3.11.8 */
  openNppiLink(kind: NppiProcedure, callbacks: LinkCallbacks): ProvisioningLink | undefined {
    const { bearer, capabilities, composition, diagnostics, host, records } = this.options;
    if (kind === NppiProcedure.nodeCompositionRefresh && !composition.pending) return undefined;
    const node = this.refreshedNode();
    return new NppiLink({
      host,
      queue: bearer.queue,
      diagnostics,
      kind,
      callbacks,
      capabilities: deviceCapabilities(capabilities, nppiElements(kind, node)),
      refuse: (data) => refuseNppiData(kind, data, node),
      onAccepted: (data) => {
        const { address, deviceKey } = data;
        const refresh = { kind, identity: { address, deviceKey } };
        if (storeNppiResult(records, refresh)) this.refreshed = refresh;
      },
    });
  }

  /** Applies the result of an NPPI procedure, once its client has got the answer from the old address with the old key. */
  finishRefresh(): void {
    const refresh = this.refreshed;
    this.refreshed = undefined;
    if (!refresh) return;
    if (refresh.kind !== NppiProcedure.deviceKeyRefresh) return this.options.onNppiResult();
    const { composition, limits, records } = this.options;
    if (!applyNppiResult(records, refresh, composition, limits.sequenceBlock))
      return this.options.onNppiResult();
    this.candidate?.close();
    const { deviceKey: key } = refresh.identity;
    this.candidate = new DeviceKey({ crypto: this.crypto, key });
    this.access.setCandidate(this.candidate);
  }

  private refreshedNode(): NppiNode {
    const { firmwareElements, identity } = this.options;
    const { elements, sequence, subnets } = this;
    return {
      identity,
      elements: elements.length,
      firmwareElements,
      subnets,
      ivIndex: sequence.state.ivIndex,
    };
  }

  /** Peers of the node, by its configuration or its application, have a place in the replay protection list. */
  private keepPeers(): void {
    const peers = new Set(this.options.peers);
    for (const { models } of this.elements)
      for (const { configuration } of models) {
        const address = configuration.publication?.address;
        if (address !== undefined && isUnicast(address)) peers.add(address);
      }
    this.replay.keep([...peers]);
  }

  private promote(): void {
    const { identity, records } = this.options;
    const candidate = loadCandidate(records, identity);
    if (candidate) promoteCandidate(records, identity, candidate);
    // Messages that are being sent may still have to be encrypted with the old one.
    this.retired = [...this.retired, this.deviceKey];
    this.deviceKey = this.candidate!;
    this.candidate = undefined;
  }

  /** Node Reset: erases the identity at once, so that a power cut before the status does not undo it, and leaves after `resetDelay`. */
  resetSoon(): void {
    if (this.resetTimer.running) return;
    forgetIdentity(this.options.records);
    this.resetTimer.start(resetDelay);
  }

  static #resetDue(node: ProvisionedNode): void {
    node.options.onReset();
  }

  close(): void {
    this.resetTimer.stop();
    this.proxy?.close();
    this.access.close();
    this.heartbeatPublication.close();
    this.transport.close();
    this.networkBeacons.close();
    this.networkLayer.close();
    this.applicationKeys.close();
    this.subnets.close();
    this.deviceKey.close();
    this.candidate?.close();
    for (const key of this.retired) key.close();
  }
}

/** The device key candidate that is stored, where there is one. */
function candidateKeyOf({ host, identity, records }: ProvisionedNodeOptions) {
  const key = loadCandidate(records, identity);
  return key && new DeviceKey({ crypto: host.crypto, key });
}
