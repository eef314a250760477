import { ClientModel, type RequestOptions } from "../../modules/access/client-model.js";
import { uint8 } from "../../modules/access/fields.js";
import { message } from "../../modules/access/message.js";
import {
  type MessageContext,
  Model,
  type PublicationTurn,
  type SendOptions,
} from "../../modules/access/model.js";
import { type ModelId, vendorModelId } from "../../modules/access/model-id.js";
import { vendorOpcode } from "../../modules/access/opcode.js";

const company = 0x1234;

export const ProbeStatus = message("Probe Status", vendorOpcode(1, company), { value: uint8 });
export const ProbeAsk = message(
  "Probe Ask",
  vendorOpcode(2, company),
  { value: uint8 },
  ProbeStatus,
);
export const probeServerId = vendorModelId(company, 1);
export const probeClientId = vendorModelId(company, 2);

export interface Heard {
  readonly value: number;
  readonly context: MessageContext;
}

/** A server that keeps what it hears and answers with the same value. */
export class ProbeServer extends Model {
  readonly heard: Heard[] = [];
  /** What its publications say; undefined: nothing is to be published. */
  published: number | undefined = 0x55;

  constructor(id: ModelId = probeServerId, access?: "application" | "device") {
    super(id, access);
    this.on(ProbeAsk, ({ value }, context) => {
      this.heard.push({ value, context });
      this.onHeard(value, context);
      this.reply(context, ProbeStatus, { value });
    });
  }

  /** For classes that do something with each message. */
  protected onHeard(value: number, context: MessageContext): void {
    void [value, context];
  }

  override publicationPayload(turn: PublicationTurn): Uint8Array | undefined {
    void turn;
    return this.published === undefined ? undefined : ProbeStatus.encode({ value: this.published });
  }
}

/** A client that keeps every status. */
export class ProbeClient extends ClientModel {
  readonly heard: Heard[] = [];

  constructor(access?: "application" | "device") {
    super(probeClientId, access);
    this.onStatus(ProbeStatus, (values, context) => this.heard.push({ ...values, context }));
  }

  ask(value: number, options: RequestOptions): Promise<{ value: number }> {
    return this.request(ProbeAsk, { value }, options, (answer) => answer.value === value);
  }

  tell(value: number, options: SendOptions): void {
    this.sendMessage(ProbeAsk, { value }, options);
  }

  /** A request that nothing answers. */
  askForNothing(options: RequestOptions): Promise<unknown> {
    return this.request(ProbeStatus, { value: 0 }, options);
  }
}
