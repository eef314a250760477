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

  /** The SAR Transmitter state. Rejects as `ClientModel.request` does. */
  async getTransmitter(node: number, options?: NodeRequestOptions): Promise<SarTransmitter> {
    return (await this.ask(SarTransmitterGet, {}, node, options)).state;
  }

  /** Sets the SAR Transmitter state. Rejects as `ClientModel.request` does, and with FieldError. */
  async setTransmitter(
    node: number,
    state: SarTransmitter,
    options?: NodeRequestOptions,
  ): Promise<SarTransmitter> {
    return (await this.ask(SarTransmitterSet, { state }, node, options)).state;
  }

  /** The SAR Receiver state. Rejects as `ClientModel.request` does. */
  async getReceiver(node: number, options?: NodeRequestOptions): Promise<SarReceiver> {
    return (await this.ask(SarReceiverGet, {}, node, options)).state;
  }

  /** Sets the SAR Receiver state. Rejects as `ClientModel.request` does, and with FieldError. */
  async setReceiver(
    node: number,
    state: SarReceiver,
    options?: NodeRequestOptions,
  ): Promise<SarReceiver> {
    return (await this.ask(SarReceiverSet, { state }, node, options)).state;
  }
}
