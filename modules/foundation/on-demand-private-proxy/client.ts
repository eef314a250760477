import { answerTable } from "../../access/client-model.js";
import { frozen } from "../../base/frozen.js";
import { NodeClient, type NodeRequestOptions } from "../node-client.js";
import {
  onDemandPrivateProxyClientId,
  OnDemandPrivateProxyGet,
  OnDemandPrivateProxySet,
  OnDemandPrivateProxyStatus,
} from "./messages.js";

const handlers = frozen(answerTable([OnDemandPrivateProxyStatus]));

/**
 * The On-Demand Private Proxy Client model: it asks the node whose primary
 * element is `node`, with its device key. Mesh Protocol 1.1 §4.4.14.
 */
export class OnDemandPrivateProxyClient extends NodeClient {
  constructor() {
    super(onDemandPrivateProxyClientId, handlers);
  }

  /** Seconds, 0..255, that a solicitation is answered for. Rejects as `ClientModel.request` does. */
  async getDuration(node: number, options?: NodeRequestOptions): Promise<number> {
    return (await this.ask(OnDemandPrivateProxyGet, {}, node, options)).seconds;
  }

  /** Sets the seconds, 0..255, that a solicitation is answered for. Rejects as `ClientModel.request` does. */
  async setDuration(node: number, seconds: number, options?: NodeRequestOptions): Promise<number> {
    return (await this.ask(OnDemandPrivateProxySet, { seconds }, node, options)).seconds;
  }
}
