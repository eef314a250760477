import { answersTo } from "../access/answers.js";
import { type Accepts, ClientModel, type RequestOptions } from "../access/client-model.js";
import type { SharedHandlers } from "../access/handler-table.js";
import type { Message } from "../access/message.js";
import type { ModelId } from "../access/model-id.js";

/** How a request with a node's device key is sent: all but the address and the key, which are given. */
export type NodeRequestOptions = Omit<
  RequestOptions,
  "dst" | "label" | "appKeyIndex" | "device" | "longMic"
>;

/** A client that asks nodes for states of theirs, each with its device key. */
export abstract class NodeClient extends ClientModel {
  /** `table`: the messages that its requests are answered with, and others that it takes. */
  protected constructor(id: ModelId, table: SharedHandlers) {
    super(id, "device", table);
  }

  /** Asks the node whose primary element is `node`. Rejects as `ClientModel.request` does. */
  protected ask<T, R>(
    request: Message<T, R>,
    values: T,
    node: number,
    options: NodeRequestOptions | undefined,
    accepts: Accepts<R> = (answer, sent) => answersTo(values, answer, sent),
  ): Promise<R> {
    return this.request(request, values, { ...options, dst: node, device: true }, accepts);
  }
}
