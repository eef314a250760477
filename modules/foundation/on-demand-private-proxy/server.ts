import type { Element } from "../../access/element.js";
import { HandlerTable } from "../../access/handler-table.js";
import type { MessageContext } from "../../access/model.js";
import { frozen } from "../../base/frozen.js";
import { NodeServer } from "../node-server.js";
import { privateBeaconServerId, type ProxyTarget } from "../private-proxy.js";
import {
  OnDemandPrivateProxyGet,
  onDemandPrivateProxyServerId,
  OnDemandPrivateProxySet,
  OnDemandPrivateProxyStatus,
} from "./messages.js";

/**
 * The On-Demand Private Proxy Server model, on the primary element, beside a
 * Private Beacon Server, which it extends: how long the node's proxy shows itself
 * to who solicits it. Without a private proxy that is 0 and stays so. Mesh
 * Protocol 1.1 §4.4.13.
 */
export class OnDemandPrivateProxyServer extends NodeServer<ProxyTarget> {
  constructor() {
    super(onDemandPrivateProxyServerId, "device", handlers);
  }

  /** Throws Error where the element has no Private Beacon Server. */
  override attach(element: Element): void {
    super.attach(element);
    this.extendServer(element, privateBeaconServerId);
  }

  /** Record: On-Demand Private GATT Proxy, one octet. */
  protected override onLoad(data: Uint8Array): void {
    const { proxyStates } = this.target;
    if (proxyStates) proxyStates.onDemand = data[0] ?? 0;
  }

  /** Sets the state as a message asks. */
  set(seconds: number): void {
    const { proxyStates } = this.target;
    if (!proxyStates) return;
    proxyStates.onDemand = seconds;
    this.services?.store(this, Uint8Array.of(seconds));
  }

  /** Answers with the state. */
  answer(context: MessageContext): void {
    const seconds = this.target.proxyStates?.onDemand ?? 0;
    this.reply(context, OnDemandPrivateProxyStatus, { seconds });
  }
}

const handlers = frozen(
  new HandlerTable<OnDemandPrivateProxyServer>()
    .on(OnDemandPrivateProxyGet, (server, _, context) => server.answer(context))
    .on(OnDemandPrivateProxySet, (server, { seconds }, context) => {
      server.set(seconds);
      server.answer(context);
    }),
);
