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

  /** Seconds, 0..255, that a solicitation is answered for, after setting them where `set` is given. Rejects as `ClientModel.request` does. */
  async onDemand(node: number, set?: number, options?: NodeRequestOptions): Promise<number> {
    const { seconds } = await (set === undefined
      ? this.ask(OnDemandPrivateProxyGet, {}, node, options)
      : this.ask(OnDemandPrivateProxySet, { seconds: set }, node, options));
    return seconds;
  }
}
