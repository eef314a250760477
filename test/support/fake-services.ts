import type {
  MessageContext,
  Model,
  ModelElement,
  ModelParts,
  ModelServices,
  RetransmissionPayload,
  SendOptions,
} from "../../modules/access/model.js";
import { handle } from "../../modules/access/handler-table.js";
import { Diagnostics } from "../../modules/base/diagnostics.js";
import { RunQueue } from "../../modules/base/run-queue.js";
import { TestClock } from "./test-clock.js";
import { TestRandom } from "./test-random.js";

/** Stands in for the access layer: keeps what a model sends, and fails where the test says so. */
export class FakeServices implements ModelServices {
  readonly clock = new TestClock();
  readonly queue = new RunQueue(this.clock);
  readonly random = new TestRandom(1);
  readonly diagnostics = new Diagnostics();
  readonly sent: {
    readonly time: number;
    readonly payload: Uint8Array;
    readonly options: SendOptions;
  }[] = [];
  readonly stored = new Map<Model, Uint8Array>();
  readonly published: Uint8Array[] = [];
  readonly replies: Uint8Array[] = [];
  /** Thrown by the next sending. */
  error: Error | undefined;
  /** Milliseconds until a message is out; Infinity: it never gets out. */
  duration = 10;

  send(_model: Model, payload: Uint8Array, options: SendOptions): void {
    if (this.error) throw this.error;
    this.sent.push({ time: this.clock.now(), payload, options });
    if (this.duration < Infinity)
      this.clock.schedule(() => options.onEnd?.(undefined), this.duration);
  }

  sendNow(model: Model, payload: Uint8Array, options: SendOptions): void {
    this.send(model, payload, options);
  }

  reply(_model: Model, _context: MessageContext, payload: Uint8Array): void {
    this.replies.push(payload);
  }

  /** Source of a segmented message that is being received. */
  receivingFrom: number | undefined;

  isReceiving(_model: Model, src: number): boolean {
    return src === this.receivingFrom;
  }

  /** Those of the models, where a test has several. */
  elements: readonly ModelElement[] = [];
  readonly partsOf = new Map<Model, Map<number, Uint8Array>>();
  readonly parts: ModelParts = {
    loadPart: (model, part) => this.partsOf.get(model)?.get(part),
    storePart: (model, part, data) => {
      if (this.storeFails) return false;
      const parts = this.partsOf.get(model) ?? new Map<number, Uint8Array>();
      this.partsOf.set(model, parts);
      if (data) parts.set(part, data);
      else parts.delete(part);
      return true;
    },
  };

  load(model: Model): Uint8Array | undefined {
    return this.stored.get(model);
  }

  /** Whether the store takes nothing. */
  storeFails = false;

  store(model: Model, data: Uint8Array): boolean {
    if (this.storeFails) return false;
    this.stored.set(model, data);
    return true;
  }

  storeSoon(model: Model, data: Uint8Array): void {
    this.store(model, data);
  }

  /** Models whose publication changed by itself. */
  readonly republished: Model[] = [];

  publicationChanged(model: Model): void {
    this.republished.push(model);
  }

  /** Makes the payloads of the retransmissions of the latest publication. */
  again: RetransmissionPayload | undefined;

  publish(_model: Model, payload: Uint8Array, again?: RetransmissionPayload): boolean {
    this.published.push(payload);
    this.again = again;
    return true;
  }
}

/** Hands a message to a model, as the access layer does; false where its parameters are malformed. */
export function hand(
  model: Model,
  opcode: number,
  context: MessageContext,
  payload: Uint8Array,
  end = payload.length,
): boolean {
  const handler = model.handlerOf(opcode);
  return handler !== undefined && handle(handler, model, context, payload, end);
}

/** The context of a message with an AppKey. */
export function testContext(changes: Partial<MessageContext> = {}): MessageContext {
  return {
    src: 0x0005,
    dst: 0x0001,
    ttl: 7,
    netKeyIndex: 0,
    appKeyIndex: 0,
    deviceKey: undefined,
    rssi: -50,
    ...changes,
  };
}
