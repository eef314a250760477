import type { Element } from "../../access/element.js";
import { HandlerTable } from "../../access/handler-table.js";
import type { MessageContext } from "../../access/model.js";
import { frozen } from "../../base/frozen.js";
import { NodeServer } from "../node-server.js";
import { onDemandPrivateProxyServerId, type ProxyTarget } from "../private-proxy.js";
import {
  SolicitationPduRplItemsClear,
  SolicitationPduRplItemsClearUnacknowledged,
  SolicitationPduRplItemsStatus,
  solicitationPduRplServerId,
  type UnicastRange,
} from "./messages.js";

/**
 * The Solicitation PDU RPL Configuration Server model, on the primary element, beside the On-Demand
 * Private Proxy Server that it corresponds to: removes addresses from the node's solicitation replay
 * protection list, such as those of a client that lost its SSEQ. It is bound to an AppKey.
 * Mesh Protocol 1.1 §4.4.23.
 */
export class SolicitationPduRplServer extends NodeServer<ProxyTarget> {
  constructor() {
    super(solicitationPduRplServerId, "application", handlers);
  }

  /** Throws Error where the element has no On-Demand Private Proxy Server. */
  override attach(element: Element): void {
    super.attach(element);
    this.correspondToServer(element, onDemandPrivateProxyServerId);
  }

  /** Removes the entries of these addresses. */
  clear({ address, count }: UnicastRange): void {
    this.target.proxyStates?.solicitations?.clear(address, count);
  }

  /** Answers with the addresses whose entries were removed. */
  answer(range: UnicastRange, context: MessageContext): void {
    this.reply(context, SolicitationPduRplItemsStatus, { range });
  }
}

const handlers = frozen(
  new HandlerTable<SolicitationPduRplServer>()
    .on(SolicitationPduRplItemsClear, (server, { range }, context) => {
      server.clear(range);
      server.answer(range, context);
    })
    .on(SolicitationPduRplItemsClearUnacknowledged, (server, { range }) => server.clear(range)),
);
