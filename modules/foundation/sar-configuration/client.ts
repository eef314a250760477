import { answerTable } from "../../access/client-model.js";
import { frozen } from "../../base/frozen.js";
import type { SarReceiver, SarTransmitter } from "../../transport/sar-configuration.js";
import { NodeClient, type NodeRequestOptions } from "../node-client.js";
import {
  sarConfigurationClientId,
  SarReceiverGet,
  SarReceiverSet,
  SarReceiverStatus,
  SarTransmitterGet,
  SarTransmitterSet,
  SarTransmitterStatus,
} from "./messages.js";

const handlers = frozen(answerTable([SarTransmitterStatus, SarReceiverStatus]));

/**
 * The SAR Configuration Client model: each method asks the node whose primary
 * element is `node`, with its device key. Mesh Protocol 1.1 §4.4.16.
 */
export class SarConfigurationClient extends NodeClient {
  constructor() {
    super(sarConfigurationClientId, handlers);
  }

  /** The SAR Transmitter state, after setting it where `set` is given. Rejects as `ClientModel.request` does, and with FieldError. */
  async transmitter(
    node: number,
    set?: SarTransmitter,
    options?: NodeRequestOptions,
  ): Promise<SarTransmitter> {
    const { state } = await (set
      ? this.ask(SarTransmitterSet, { state: set }, node, options)
      : this.ask(SarTransmitterGet, {}, node, options));
    return state;
  }

  /** The SAR Receiver state, after setting it where `set` is given. Rejects as `ClientModel.request` does, and with FieldError. */
  async receiver(
    node: number,
    set?: SarReceiver,
    options?: NodeRequestOptions,
  ): Promise<SarReceiver> {
    const { state } = await (set
      ? this.ask(SarReceiverSet, { state: set }, node, options)
      : this.ask(SarReceiverGet, {}, node, options));
    return state;
  }
}
