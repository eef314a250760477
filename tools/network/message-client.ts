import { answersTo } from "../../modules/access/answers.js";
import { ClientModel, type RequestOptions } from "../../modules/access/client-model.js";
import type { Message } from "../../modules/access/message.js";
import type { Handler } from "../../modules/access/handler-table.js";
import type { Model, SendOptions } from "../../modules/access/model.js";
import { NotProvisionedError } from "../../modules/access/model.js";
import { vendorModelId } from "../../modules/access/model-id.js";

/** Its model identifier: of 0xFFFF, which stands for no company. */
export const messageClientId = vendorModelId(0xffff, 0x7368);

/** The message of a payload and its values, where they are known. */
interface Decoded {
  readonly message?: Message | undefined;
  readonly values?: unknown;
}

/** The method of a client that sends a request, which is for its subclasses. */
interface Requests {
  request(
    message: Message,
    values: unknown,
    options: RequestOptions,
    accepts: (answer: unknown, sent: number) => boolean,
  ): Promise<unknown>;
}

/**
 * The model of the provisioner's node that sends any message, and takes the messages that no
 * other model of its element handles. It is the last model of the element, as a vendor model.
 */
export class MessageClient extends ClientModel {
  readonly #decode: (payload: Uint8Array) => Decoded;

  /** `decode`: finds the message of a payload and its values. */
  constructor(decode: (payload: Uint8Array) => Decoded | undefined) {
    super(messageClientId, "both");
    this.#decode = (payload) => decode(payload) ?? {};
  }

  override handles(): boolean {
    return true;
  }

  override handlerOf(): Handler<Model> {
    return {
      message: { decode: (payload, end) => this.#decode(payload.slice(0, end)) },
      take: (_model, { message, values }: Decoded, context) => {
        if (message && values !== undefined) this.answer(message, values, context);
      },
    };
  }

  /** Sends an access payload; resolves when it was sent. Rejects as `Model.transfer` does. */
  sendPayload(payload: Uint8Array, options: SendOptions): Promise<void> {
    return new Promise((resolve, reject) => {
      if (!this.services) throw new NotProvisionedError("the provisioner is on no network");
      const onEnd = (error: Error | undefined) => (error ? reject(error) : resolve());
      this.services.send(this, payload, { ...options, onEnd });
    });
  }

  /** The client of this element that takes the answer of a request, with a device key or an AppKey. */
  clientOf(message: Message, device: boolean): Model {
    const { opcode } = message.response!;
    const takes = (model: Model) => model.handles(opcode) && (device || model.access !== "device");
    return this.element.models.find(takes) ?? this;
  }

  /**
   * Sends a request through the client of this element that takes its answer with such a key, and
   * resolves with the answer. `isAnswer`: says of a status what its values alone do not. Rejects as
   * `ClientModel.request` does.
   */
  ask(
    message: Message,
    values: unknown,
    options: RequestOptions,
    isAnswer: (answer: unknown) => boolean = () => true,
  ): Promise<unknown> {
    const client = this.clientOf(message, options.device === true);
    const accepts = (answer: unknown, sent: number) =>
      answersTo(values, answer, sent) && isAnswer(answer);
    return (client as unknown as Requests).request(message, values, options, accepts);
  }
}
