import { FieldReader, FieldWriter } from "../../access/field.js";
import { HandlerTable } from "../../access/handler-table.js";
import type { MessageContext } from "../../access/model.js";
import { frozen } from "../../base/frozen.js";
import type { SarReceiver, SarTransmitter } from "../../transport/sar-configuration.js";
import { NodeServer } from "../node-server.js";
import {
  sarConfigurationServerId,
  sarReceiver,
  SarReceiverGet,
  SarReceiverSet,
  SarReceiverStatus,
  sarTransmitter,
  SarTransmitterGet,
  SarTransmitterSet,
  SarTransmitterStatus,
} from "./messages.js";

/** What the SAR Configuration Server needs of its node. */
export interface SarConfigurationTarget {
  sarTransmitter: SarTransmitter;
  sarReceiver: SarReceiver;
}

/**
 * The SAR Configuration Server model, on the primary element: how messages are
 * segmented and reassembled. What is set holds at once, also for messages under
 * way, and is kept until the node leaves its network. Mesh Protocol 1.1 §4.4.15.
 */
export class SarConfigurationServer extends NodeServer<SarConfigurationTarget> {
  constructor() {
    super(sarConfigurationServerId, "device", handlers);
  }

  /** Record: SAR Transmitter (4), SAR Receiver (3), as in their messages. */
  protected override onLoad(data: Uint8Array): void {
    const reader = new FieldReader(data, 0, data.length);
    const transmitter = sarTransmitter.read(reader);
    const receiver = sarReceiver.read(reader);
    if (!reader.ok) return;
    this.target.sarTransmitter = transmitter;
    this.target.sarReceiver = receiver;
  }

  /** Stores the states. */
  keep(): void {
    const writer = new FieldWriter();
    sarTransmitter.write(writer, this.target.sarTransmitter, "SAR Transmitter");
    sarReceiver.write(writer, this.target.sarReceiver, "SAR Receiver");
    this.services?.store(this, writer.finish());
  }

  /** Answers with the SAR Transmitter state. */
  answerTransmitter(context: MessageContext): void {
    this.reply(context, SarTransmitterStatus, { state: this.target.sarTransmitter });
  }

  /** Answers with the SAR Receiver state. */
  answerReceiver(context: MessageContext): void {
    this.reply(context, SarReceiverStatus, { state: this.target.sarReceiver });
  }
}

const handlers = frozen(
  new HandlerTable<SarConfigurationServer>()
    .on(SarTransmitterGet, (server, _, context) => server.answerTransmitter(context))
    .on(SarTransmitterSet, (server, { state }, context) => {
      server.target.sarTransmitter = state;
      server.keep();
      server.answerTransmitter(context);
    })
    .on(SarReceiverGet, (server, _, context) => server.answerReceiver(context))
    .on(SarReceiverSet, (server, { state }, context) => {
      server.target.sarReceiver = state;
      server.keep();
      server.answerReceiver(context);
    }),
);
