import type { Element } from "../../access/element.js";
import { HandlerTable } from "../../access/handler-table.js";
import type { MessageContext } from "../../access/model.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import type { Records } from "../../base/records.js";
import type { AdvertisingBearer } from "../../bearer/advertising-bearer.js";
import type { SolicitationKeys } from "../../proxy/solicitation/solicitation-pdu.js";
import { SolicitationReceiver } from "../../proxy/solicitation/solicitation-receiver.js";
import { NodeServer } from "../node-server.js";
import {
  onDemandPrivateProxyServerId,
  privateBeaconServerId,
  type ProxyTarget,
} from "../private-proxy.js";
import {
  OnDemandPrivateProxyGet,
  OnDemandPrivateProxySet,
  OnDemandPrivateProxyStatus,
} from "./messages.js";

/** Addresses in the solicitation replay protection list, where the application gives no other number. */
const defaultReplayList = 10;

/** What an OnDemandPrivateProxyServer is made with. */
export interface OnDemandPrivateProxyServerOptions {
  /**
   * Addresses in the solicitation replay protection list, 1..32767; default 10. Solicitations of
   * further addresses are ignored.
   */
  readonly replayList?: number;
}

/** What the On-Demand Private Proxy Server needs of its node. */
export interface OnDemandPrivateProxyTarget extends ProxyTarget {
  readonly bearer: AdvertisingBearer;
  readonly networkLayer: SolicitationKeys;
  readonly records: Records;
}

/**
 * The On-Demand Private Proxy Server model, on the primary element, beside a
 * Private Beacon Server, which it extends: how long the node's proxy shows itself
 * to who solicits it. With it the node receives Solicitation PDUs. Without a private proxy the time
 * is 0 and stays so. Mesh Protocol 1.1 §4.4.13, §6.9.
 */
export class OnDemandPrivateProxyServer extends NodeServer<OnDemandPrivateProxyTarget> {
  private readonly replayList: number;
  private receiver: SolicitationReceiver | undefined = undefined;

  /** Throws TypeError naming the option that is wrong, RangeError where it is out of range. */
  constructor(options: OnDemandPrivateProxyServerOptions = {}) {
    development.options?.("OnDemandPrivateProxyServer", options);
    super(onDemandPrivateProxyServerId, "device", handlers);
    const { replayList = defaultReplayList } = options;
    if (!Number.isInteger(replayList) || replayList < 1 || replayList > 0x7fff)
      throw new RangeError(`replayList: ${replayList} is not a whole number from 1 to 32767`);
    this.replayList = replayList;
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

  protected override onStart(): void {
    const { bearer, networkLayer: network, proxyStates: states, records } = this.target;
    if (!states) return;
    this.receiver = new SolicitationReceiver({
      bearer,
      network,
      records,
      states,
      diagnostics: this.services!.diagnostics,
      sources: this.replayList,
    });
  }

  protected override onStop(): void {
    this.receiver?.close();
    this.receiver = undefined;
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
