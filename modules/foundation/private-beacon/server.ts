import type { Element } from "../../access/element.js";
import { HandlerTable } from "../../access/handler-table.js";
import type { MessageContext } from "../../access/model.js";
import { frozen } from "../../base/frozen.js";
import type { NetworkBeacons } from "../../network/network-beacons.js";
import { PrivateBeacons } from "../../network/private-beacons.js";
import type { Subnets } from "../../network/subnets.js";
import { configurationServerId, NodeServer } from "../node-server.js";
import { privateBeaconServerId, type ProxyTarget } from "../private-proxy.js";
import { Status } from "../status.js";
import {
  PrivateBeaconGet,
  PrivateBeaconSet,
  PrivateBeaconStatus,
  PrivateGattProxyGet,
  PrivateGattProxySet,
  PrivateGattProxyStatus,
  PrivateNodeIdentityGet,
  PrivateNodeIdentitySet,
  PrivateNodeIdentityStatus,
} from "./messages.js";

const notSupported = 2;

/** What the Private Beacon Server needs of its node. */
export interface PrivateBeaconTarget extends ProxyTarget {
  readonly networkBeacons: NetworkBeacons;
  readonly subnets: Subnets;
}

/**
 * The Private Beacon Server model, on the primary element; it extends the
 * Configuration Server. With it a node processes
 * Mesh Private beacons, and sends them where it is configured to. Its states are kept
 * until the node leaves its network. Mesh Protocol 1.1 §4.4.11.
 */
export class PrivateBeaconServer extends NodeServer<PrivateBeaconTarget> {
  #beacons: PrivateBeacons | undefined;

  constructor() {
    super(privateBeaconServerId, "device", handlers);
  }

  override attach(element: Element): void {
    super.attach(element);
    this.extendServer(element, configurationServerId);
  }

  override configure(target: PrivateBeaconTarget | undefined): void {
    super.configure(target);
    this.#beacons = target && new PrivateBeacons({ beacons: target.networkBeacons });
  }

  /** Record: Private Beacon, Random Update Interval Steps, Private GATT Proxy, an octet each. */
  protected override onLoad(data: Uint8Array): void {
    const [beacon, steps, gattProxy] = data;
    if (steps !== undefined) this.#set(beacon === 1, steps);
    const { proxyStates } = this.target;
    if (proxyStates) proxyStates.privateGattProxy = gattProxy === 1;
  }

  /** Sets the Private Beacon state as a message asks. */
  setBeacon(beacon: boolean, steps: number | undefined): void {
    this.#set(beacon, steps);
    this.#keep();
  }

  /** Answers with the Private Beacon state. */
  answerBeacon(context: MessageContext): void {
    const { enabled, randomUpdateIntervalSteps } = this.#beacons!;
    this.reply(context, PrivateBeaconStatus, { beacon: enabled, randomUpdateIntervalSteps });
  }

  /** Sets the Private GATT Proxy state as a message asks. */
  setGattProxy(gattProxy: boolean): void {
    const { proxyStates } = this.target;
    if (!proxyStates) return;
    proxyStates.privateGattProxy = gattProxy;
    this.#keep();
  }

  /** Answers with the Private GATT Proxy state. */
  answerGattProxy(context: MessageContext): void {
    const { proxyStates } = this.target;
    const gattProxy = proxyStates ? Number(proxyStates.privateGattProxy) : notSupported;
    this.reply(context, PrivateGattProxyStatus, { gattProxy });
  }

  /** Answers with the Private Node Identity state of a subnet. */
  answerIdentity(netKeyIndex: number, context: MessageContext, status: number): void {
    const { proxyStates, subnets } = this.target;
    const known = subnets.get(netKeyIndex) !== undefined;
    const state = proxyStates
      ? Number(known && proxyStates.privateNodeIdentity(netKeyIndex))
      : notSupported;
    this.reply(context, PrivateNodeIdentityStatus, {
      status: known ? status : Status.invalidNetKeyIndex,
      netKeyIndex,
      identity: known ? state : 0,
    });
  }

  /** The status that setting Private Node Identity has. */
  setIdentity(netKeyIndex: number, running: boolean): number {
    const { proxyStates, subnets } = this.target;
    if (!subnets.get(netKeyIndex)) return Status.invalidNetKeyIndex;
    if (!proxyStates) return Status.featureNotSupported;
    const done = proxyStates.setPrivateNodeIdentity(netKeyIndex, running);
    return done ? Status.success : Status.cannotSet;
  }

  #set(beacon: boolean, steps: number | undefined): void {
    const beacons = this.#beacons!;
    if (steps !== undefined) beacons.randomUpdateIntervalSteps = steps;
    beacons.enabled = beacon;
  }

  #keep(): void {
    const { enabled, randomUpdateIntervalSteps } = this.#beacons!;
    const gattProxy = Number(this.target.proxyStates?.privateGattProxy ?? false);
    const record = Uint8Array.of(Number(enabled), randomUpdateIntervalSteps, gattProxy);
    this.services?.store(this, record);
  }
}

const handlers = frozen(
  new HandlerTable<PrivateBeaconServer>()
    .on(PrivateBeaconGet, (server, _, context) => server.answerBeacon(context))
    .on(PrivateBeaconSet, (server, { beacon, randomUpdateIntervalSteps }, context) => {
      server.setBeacon(beacon, randomUpdateIntervalSteps);
      server.answerBeacon(context);
    })
    .on(PrivateGattProxyGet, (server, _, context) => server.answerGattProxy(context))
    .on(PrivateGattProxySet, (server, { gattProxy }, context) => {
      server.setGattProxy(gattProxy);
      server.answerGattProxy(context);
    })
    .on(PrivateNodeIdentityGet, (server, { netKeyIndex }, context) =>
      server.answerIdentity(netKeyIndex, context, Status.success),
    )
    .on(PrivateNodeIdentitySet, (server, { netKeyIndex, identity }, context) =>
      server.answerIdentity(netKeyIndex, context, server.setIdentity(netKeyIndex, identity)),
    ),
);
