import { Element } from "../../modules/access/element.js";
import type { Message } from "../../modules/access/message.js";
import type { MessageContext, Model } from "../../modules/access/model.js";
import { FakeServices, hand, testContext } from "./fake-services.js";
import { publicationTo } from "./publication.js";

/** Models on the elements of a node that is on a network, and what they answer and publish. */
export class ModelRig {
  readonly services = new FakeServices();
  readonly #models: readonly Model[];
  #tid = 0;

  /** Each array of models is an element. `published`: those with a publish address. */
  constructor(elements: readonly (readonly Model[])[], published: readonly Model[] = []) {
    this.services.elements = elements.map((models, index) => new Element({ index, models }));
    this.#models = elements.flat();
    for (const model of published)
      model.configuration = { bindings: [0], publication: publicationTo(0xc000) };
    for (const model of this.#models) model.start(this.services);
    this.services.clock.advance(0);
  }

  get clock() {
    return this.services.clock;
  }

  /** A TID that was not used yet. */
  tid(): number {
    return this.#tid++ & 0xff;
  }

  /**
   * Hands a message to the model that handles it; what is answered, decoded. False: the model refuses
   * the message. Undefined: it does not answer.
   */
  tell<T, R>(
    message: Message<T, R>,
    values: T,
    context: Partial<MessageContext> = {},
  ): R | undefined | false {
    return this.tellOctets(message, message.encode(values), context);
  }

  /** The same with a payload. */
  tellOctets<T, R>(
    message: Message<T, R>,
    payload: Uint8Array,
    context: Partial<MessageContext> = {},
  ): R | undefined | false {
    const { replies } = this.services;
    const before = replies.length;
    const model = this.#models.find((each) => each.handles(message.opcode));
    if (!model) throw new Error(`no model handles ${message.name}`);
    const taken = hand(model, message.opcode, testContext(context), payload);
    // What is posted runs at the same time.
    this.services.clock.advance(0);
    if (!taken) return false;
    const answer = replies[before];
    return answer && message.response?.decode(answer, answer.length);
  }
}
