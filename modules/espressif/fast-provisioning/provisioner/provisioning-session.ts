import { Timer } from "../../../base/timer.js";
import type { NetworkData } from "../../../provisioning/network-data.js";
import type { Reporter } from "../../node-records/reporter.js";
import { AddressReporter, type AddressReporterOwner } from "../addresses/address-reporter.js";
import type { FastProvisioningClient } from "../models/client.js";
import type { FastProvisioningServer } from "../models/server.js";
import type { FastProvisioningNodeOptions } from "./fast-provisioning-node-options.js";
import type { FastTransmissionPeriod } from "../policy/fast-transmission-period.js";
import { appKeyOf, networkOf, type SharedAppKey } from "./child-setup.js";
import { TemporaryProvisioner } from "./temporary-provisioner.js";
import type {
  ProvisionerOwner,
  TemporaryProvisionerOptions,
} from "./temporary-provisioner-options.js";

export interface ProvisioningSessionOptions extends TemporaryProvisionerOptions {
  readonly client: FastProvisioningClient;
  readonly server: FastProvisioningServer;
  readonly reporter: Reporter;
  readonly transmission: FastTransmissionPeriod;
  /** See `FastProvisioningNodeOptions`. */
  readonly onGattProxy: FastProvisioningNodeOptions["onGattProxy"];
  readonly proxyClients: FastProvisioningNodeOptions["proxyClients"];
}

/**
 * A node while it provisions others, from ENTER until SUSPEND or EXIT: its provisioner, its
 * reports of addresses, and its Relay and GATT Proxy states, which differ during that time.
 */
export class ProvisioningSession implements ProvisionerOwner, AddressReporterOwner {
  readonly provisioner: TemporaryProvisioner;
  readonly #options: ProvisioningSessionOptions;
  readonly #addressReporter: AddressReporter | undefined;
  readonly #gattProxyTimer: Timer<ProvisioningSession>;
  #closed = false;

  /** Starts to provision. */
  constructor(options: ProvisioningSessionOptions) {
    const { client, host, nodes, policy, settings, surroundings, transmission } = options;
    const { isPrimary, nodeAddressCount, primaryAddress } = settings;
    this.#options = options;
    this.#gattProxyTimer = new Timer(host.clock, ProvisioningSession.#gattProxyDue, this);
    surroundings.countsLinks = true;
    transmission.begin();
    this.#setRelay(false);
    this.#setGattProxy(false);
    this.#admitClients();
    if (nodeAddressCount === 1) this.#gattProxyTimer.start(policy.gattProxy.singleNodeDelay);
    this.provisioner = new TemporaryProvisioner(options, this);
    if (!isPrimary && primaryAddress !== undefined)
      this.#addressReporter = new AddressReporter({
        clock: host.clock,
        client,
        nodes,
        policy,
        primary: primaryAddress,
        owner: this,
      });
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** The collector of the records changed. */
  collectorChanged(): void {
    this.provisioner.collectorChanged();
    if (!this.provisioner.resting) this.#setRelay(false);
  }

  /** Another provisioner sent the addresses of its nodes. */
  addressesReceived(): void {
    this.#gattProxyTimer.start(this.#options.policy.gattProxy.delay);
  }

  /** Stops to provision, and sets the node's states as they are without it. */
  end(): void {
    this.close();
    this.#setRelay(true);
    this.#setGattProxy(true);
  }

  /** Stops to provision. The node's states stay as they are. */
  close(): void {
    this.#closed = true;
    this.#options.surroundings.countsLinks = false;
    this.provisioner.close();
    this.#addressReporter?.close();
    this.#gattProxyTimer.stop();
  }

  // For the provisioner and the address reporter.

  get network(): NetworkData | undefined {
    const { node, settings } = this.#options;
    return networkOf(node, settings);
  }

  get appKey(): SharedAppKey | undefined {
    const { node, settings } = this.#options;
    return appKeyOf(node, settings);
  }

  /** A Primary Provisioner collects the records itself if the top provisioner does not. */
  get collectorForChildren(): number | undefined {
    const { node, policy, reporter, settings } = this.#options;
    const own = node.address;
    if (own === undefined || !policy.reportsRecords) return undefined;
    if (reporter.collectors) return reporter.collectorForChildren(own);
    return settings.isPrimary ? own : undefined;
  }

  get recordsReported(): boolean {
    return this.#options.reporter.collectors !== undefined;
  }

  nodeProvisioned(): void {
    const { policy, server, settings } = this.#options;
    server.provisioned();
    this.#addressReporter?.update();
    const { isPrimary, nodeAddressCount: count } = settings;
    if (isPrimary && count > 1 && count <= policy.maxNodes)
      this.#gattProxyTimer.start(policy.gattProxy.delay);
  }

  nodeConfigured(): void {
    this.#options.reporter.update();
    this.#addressReporter?.update();
  }

  restingChanged(resting: boolean): void {
    const { transmission } = this.#options;
    this.#setRelay(resting);
    this.#setGattProxy(resting);
    if (resting) transmission.beginTimed();
    else transmission.begin();
  }

  static #gattProxyDue(session: ProvisioningSession): void {
    session.#setGattProxy(true);
  }

  /**
   * Sets the GATT Proxy state, if the node has one. A Primary Provisioner shows its identity when the
   * state is on again, so that the phone that began finds it.
   */
  #setGattProxy(enabled: boolean): void {
    const { node, onGattProxy, settings } = this.#options;
    const states = node.network?.proxyStates;
    if (states && states.gattProxy !== enabled) {
      states.gattProxy = enabled;
      node.network.saveSettings();
      if (enabled && settings.isPrimary) states.setNodeIdentity(settings.netKeyIndex, true);
    }
    if (onGattProxy) node.bearer.queue.call(onGattProxy, enabled);
  }

  /**
   * Proxy clients at the start, when the GATT Proxy state is off: they stay, and the phone of a
   * Primary Provisioner finds it by its identity if its connection is lost; or they have to leave.
   */
  #admitClients(): void {
    const { node, proxyClients, settings } = this.#options;
    const { network } = node;
    const disconnects = proxyClients === "disconnected";
    if (disconnects || settings.isPrimary)
      network?.proxyStates?.setNodeIdentity(settings.netKeyIndex, !disconnects);
    if (disconnects) network?.disconnectProxyClients();
  }

  /**
   * Sets the Relay state, if the node has one. `on` false: while the node provisions. Without a
   * collector only the Primary Provisioner's relay is off then, as in ESP-IDF's example: the
   * addresses that Temporary Provisioners report may need relays.
   */
  #setRelay(on: boolean): void {
    const { node, policy, reporter, settings } = this.#options;
    const staysOn = policy.temporaryProvisionersRelay || !reporter.collectors;
    const relay = on || (staysOn && !settings.isPrimary);
    const state = node.network?.settings;
    if (!state || state.relay === undefined || state.relay === relay) return;
    state.relay = relay;
    node.network.saveSettings();
  }
}
