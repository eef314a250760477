import type { AbortSignalLike } from "../base/abort.js";
import type { Clock } from "../host/clock.js";
import type { Random } from "../host/random.js";
import { development } from "../base/development.js";
import type { Diagnostics } from "../base/diagnostics.js";
import { MeshError } from "../base/errors.js";
import { frozen } from "../base/frozen.js";
import type { RunQueue } from "../base/run-queue.js";
import { type Handler, HandlerTable, type SharedHandlers } from "./handler-table.js";
import type { Message } from "./message.js";
import type { MessageContext } from "./message-context.js";
import { emptyModelConfiguration, type ModelConfiguration } from "./model-configuration.js";
import { type ModelId, modelIdText } from "./model-id.js";
import { SubscriptionList } from "./subscription-list.js";

export type { MessageContext };

/** The models of which there are none: most extend nothing. */
const noModels: readonly Model[] = frozen([]);

/** How a message is to be sent. */
export interface SendOptions {
  /** Destination address, 16 bits: unicast, group or virtual. */
  readonly dst: number;
  /** The Label UUID of a virtual `dst`. */
  readonly label?: Uint8Array | undefined;
  /** The AppKey to use; the model must be bound to it. */
  readonly appKeyIndex?: number | undefined;
  /** Send with the device key of the node at `dst` instead; a configuration client does. */
  readonly device?: boolean | undefined;
  /** The subnet of a message with a device key; an AppKey has its own. Default: the first. */
  readonly netKeyIndex?: number | undefined;
  /** 0..127; default: the Default TTL state. With 1 it reaches this node alone (§3.4.4.3). */
  readonly ttl?: number | undefined;
  /** Segmented, hence acknowledged by the transport layer, though it would fit into one PDU. */
  readonly segmented?: boolean | undefined;
  /** TransMIC of 64 bits. */
  readonly longMic?: boolean | undefined;
  /** Cancels the message before it is sent, or between segments; `onEnd` is not called. */
  readonly signal?: AbortSignalLike | undefined;
  /** Called once when its first PDU was passed to the bearer. */
  readonly onStart?: (() => void) | undefined;
  /** Called once at the end: undefined when the message is acknowledged (segmented, unicast) or sent, else the error. */
  readonly onEnd?: ((error: Error | undefined) => void) | undefined;
}

/** How a message is answered. */
export interface ReplyOptions {
  /** False: answer without a delay, so that answers keep their order. Default true: after a random delay (§3.7.4.2). */
  readonly delay?: boolean | undefined;
  /** TransMIC of 64 bits in place of 32. Default false. */
  readonly longMic?: boolean | undefined;
  /** Called once at the end: undefined when the answer is acknowledged or sent, else the error. */
  readonly onEnd?: ((error: Error | undefined) => void) | undefined;
}

/** The node is not in a network and cannot send. */
export class NotProvisionedError extends MeshError {
  override get name(): string {
    return "NotProvisionedError";
  }
}

/**
 * The keys that a model's messages are encrypted with: AppKeys that it is bound to, device keys,
 * or either.
 */
export type ModelAccess = "application" | "device" | "both";

/** The transmission of a publication for which the payload is requested. */
export interface PublicationTurn {
  /** 0 is the first transmission, 1..`count` are retransmissions. */
  readonly retransmission: number;
  /** Number of retransmissions, 0..7. */
  readonly count: number;
}

/** Makes the payload of a retransmission of a publication. */
export type RetransmissionPayload = (turn: PublicationTurn) => Uint8Array;

/** The element of a model, as the model needs it (element.ts). */
export interface ModelElement {
  readonly models: readonly Model[];
  /** Which element of the node it is, from 0. */
  readonly index: number;
  /** Of its node. */
  readonly queue: RunQueue | undefined;
  /** Counters and trace of its node; models have them also before they are on a network. */
  readonly diagnostics: Diagnostics | undefined;
}

/** Up to 16 records that a model stores in addition, each written by itself: a power cut leaves the old one or the new one. */
export interface ModelParts {
  /** The data of a part, 0..15, or undefined. */
  loadPart(model: Model, part: number): Uint8Array | undefined;
  /** Stores a part, 0..15, or deletes it where `data` is undefined; false if the store fails. */
  storePart(model: Model, part: number, data: Uint8Array | undefined): boolean;
}

/** Services of the access layer for a model, available while the node is in a network. */
export interface ModelServices {
  /** Clock of the host. */
  readonly clock: Clock;
  /** Random numbers of the host. */
  readonly random: Random;
  /** Counters and trace of the node. */
  readonly diagnostics: Diagnostics;
  /** The run queue, for work that needs a short stack. */
  readonly queue: RunQueue;
  /**
   * Sends an access payload, from the run queue. Throws AccessError for what cannot be
   * sent; `onEnd` gets what goes wrong later: no room, a store that fails.
   */
  send(model: Model, payload: Uint8Array, options: SendOptions): void;
  /**
   * Sends it in this call, which has to be made from the run queue. Throws
   * AccessError, and TransportError "no-room" or SequenceError.
   */
  sendNow(model: Model, payload: Uint8Array, options: SendOptions): void;
  /** Answers a message to its sender, with its key, after the delay of §3.7.4.2. */
  reply(model: Model, context: MessageContext, payload: Uint8Array, options?: ReplyOptions): void;
  /** Whether a segmented message from this address to the model's element has begun and is not complete. */
  isReceiving(model: Model, src: number): boolean;
  /** The elements of the node, in the order of their addresses. */
  readonly elements: readonly ModelElement[];
  /** What a model stores in several records. */
  readonly parts: ModelParts;
  /** The data that `store` stored for the model, or undefined. */
  load(model: Model): Uint8Array | undefined;
  /**
   * Stores a small record for the model until the node leaves its network; false if the store
   * fails.
   */
  store(model: Model, data: Uint8Array): boolean;
  /**
   * Like `store`, `delay` milliseconds after the first call, with the data of the last one, for
   * data that change often.
   */
  storeSoon(model: Model, data: Uint8Array, delay?: number): void;
  /**
   * Publishes with the model's publication parameters; false if it has none. `again`: makes the
   * payload of each retransmission, where that differs.
   */
  publish(model: Model, payload: Uint8Array, again?: RetransmissionPayload): boolean;
  /** The model's publish period changed by itself (its divisor). */
  publicationChanged(model: Model): void;
}

/**
 * A model: its messages and what it does with them. Mesh Protocol 1.1 §2.3.6, §3.7.
 * A subclass says what it handles by a table for all of its kind, or with `on`
 * in its constructor.
 */
export abstract class Model {
  /** SIG model identifier (16 bits), or vendor model identifier. */
  readonly id: ModelId;
  /** The keys that its messages are encrypted with. */
  readonly access: ModelAccess;
  /**
   * The device key that it sends with: a server that of its own node, a client that of the
   * destination.
   */
  readonly deviceKeyOf: "own" | "peer" = "own";
  readonly #table: SharedHandlers | undefined;
  /** Made by the first `on`. */
  #own: HandlerTable<Model> | undefined;
  #element: ModelElement | undefined;
  #services: ModelServices | undefined;
  #bases = noModels;
  #counterparts = noModels;
  #subscriptions: SubscriptionList<Model> = new SubscriptionList<Model>(this);
  /** Bindings and publication; the configuration server changes them. */
  configuration: ModelConfiguration = emptyModelConfiguration();
  /**
   * Whether to wait a random time before publishing, so that the messages of a group's nodes do
   * not collide (§3.7.6.1). Can be changed at any time.
   */
  randomPublishDelay = true;
  /** Whether the payload is requested again before each retransmission of a publication. */
  updatesRetransmissions = false;
  /** The publish period is divided by 2 to the power of this: 0..15. `publicationChanged` of the services tells. §4.2.3.5 */
  publishPeriodDivisor = 0;

  /** `table`: what all models of this kind handle; its handlers get the model first. */
  protected constructor(id: ModelId, access: ModelAccess = "application", table?: SharedHandlers) {
    development.args?.("Model", [id, access]);
    this.id = id;
    this.access = access;
    this.#table = table;
  }

  /** The element that it belongs to. Throws Error before it belongs to one. */
  get element(): ModelElement {
    if (!this.#element) throw new Error(`model ${modelIdText(this.id)} belongs to no element`);
    return this.#element;
  }

  /** Services of the access layer, or undefined while the node is not in a network. */
  protected get services(): ModelServices | undefined {
    return this.#services;
  }

  /** Counters and trace of its node, also before that is on a network; undefined on no node. */
  protected get diagnostics(): Diagnostics | undefined {
    return this.#element?.diagnostics;
  }

  /** The models that it extends, directly. */
  get bases(): readonly Model[] {
    return this.#bases;
  }

  /** The models that it corresponds to, directly. */
  get counterparts(): readonly Model[] {
    return this.#counterparts;
  }

  /** Its subscription list; shared with the models that it extends and that extend it. */
  get subscriptionList(): SubscriptionList<Model> {
    return this.#subscriptions;
  }

  /** Called by the node. */
  shareSubscriptions(list: SubscriptionList<Model>): void {
    this.#subscriptions = list;
  }

  /**
   * Says that this model extends another of the node, on the same element or
   * another one. Throws Error for one that it extends already, and where one
   * would extend itself. Mesh Protocol 1.1 §2.3.6.
   */
  extend(base: Model): void {
    const names = `model ${modelIdText(this.id)} extends model ${modelIdText(base.id)}`;
    if (this.#bases.includes(base)) throw new Error(`${names} already`);
    if (base === this || extendsModel(base, this))
      throw new Error(`${names}, which extends it: there must be no circle`);
    this.#bases = [...this.#bases, base];
  }

  /** Says that the two correspond: a server to its setup server, say. Throws Error where they do already. §2.3.6 */
  correspond(other: Model): void {
    if (other === this || this.#counterparts.includes(other))
      throw new Error(
        `model ${modelIdText(this.id)} corresponds to model ${modelIdText(other.id)} already`,
      );
    this.#counterparts = [...this.#counterparts, other];
    other.#counterparts = [...other.#counterparts, this];
  }

  /** The opcodes of the messages that it handles. */
  get opcodes(): Iterable<number> {
    return [...(this.#table?.opcodes ?? []), ...(this.#own?.opcodes ?? [])];
  }

  /** Called by the element that takes it. */
  attach(element: ModelElement): void {
    if (this.#element)
      throw new Error(
        `model ${modelIdText(this.id)} belongs to an element already; create one of its own for each element, and for each node`,
      );
    this.#element = element;
  }

  /** Called when the node is on a network (again). */
  start(services: ModelServices): void {
    this.#services = services;
    const data = services.load(this);
    if (data) this.onLoad(data);
    this.onStart();
  }

  /** Called when the node leaves its network or is closed. */
  stop(): void {
    const services = this.#services;
    if (!services) return;
    this.#services = undefined;
    this.onStop(services);
  }

  /** Called on Node Reset, after `stop`: resets the model to the state of a new device. */
  reset(): void {
    this.configuration = emptyModelConfiguration();
    this.#subscriptions.clear();
    this.onReset();
  }

  /**
   * What a periodic publication publishes, asked for just before, and before each
   * retransmission where `updatesRetransmissions` says so; undefined publishes
   * nothing. §4.2.3.5
   */
  publicationPayload(turn: PublicationTurn): Uint8Array | undefined {
    void turn;
    return undefined;
  }

  /** The TTL of what it publishes, 0..127, in place of the Publish TTL; undefined: that. */
  get publishTtl(): number | undefined {
    return undefined;
  }

  /** Whether it handles messages with this opcode. */
  handles(opcode: number): boolean {
    return this.handlerOf(opcode) !== undefined;
  }

  /** The message of this model with an opcode, and what takes it. */
  handlerOf(opcode: number): Handler<Model> | undefined {
    const shared = this.#table?.get(opcode) as Handler<Model> | undefined;
    return shared ?? this.#own?.get(opcode);
  }

  /** Answers a message. */
  reply<T>(context: MessageContext, message: Message<T>, values: T, options?: ReplyOptions): void {
    this.#services?.reply(this, context, message.encode(values), options);
  }

  /** Sends an unacknowledged message. Throws NotProvisionedError, AccessError. */
  protected sendMessage<T>(message: Message<T>, values: T, options: SendOptions): void {
    if (!this.#services) throw new NotProvisionedError("the node is on no network");
    this.#services.send(this, message.encode(values), options);
  }

  /**
   * Sends a message that nobody answers; resolves when it is acknowledged (segmented, unicast) or
   * sent, else rejects with the error, or with what `sendMessage` throws.
   */
  protected transfer<T>(message: Message<T>, values: T, options: SendOptions): Promise<void> {
    return new Promise((resolve, reject) => {
      const onEnd = (error: Error | undefined) => {
        options.onEnd?.(error);
        if (error) reject(error);
        else resolve();
      };
      this.sendMessage(message, values, { ...options, onEnd });
    });
  }

  /**
   * Calls a callback of the application, from the run queue: never inside a
   * constructor, of the node or of what the callback belongs to, and never deep in a
   * layer. A model that is on no node calls it at once.
   */
  protected notify<T>(callback: ((argument: T) => void) | undefined, argument: T): void {
    if (!callback) return;
    const queue = this.#element?.queue;
    if (queue) queue.call(callback, argument);
    else callback(argument);
  }

  /** Declares a message that this model handles. */
  protected on<T>(
    message: Message<T>,
    handler: (values: T, context: MessageContext) => void,
  ): void {
    this.#own ??= new HandlerTable<Model>();
    this.#own.on(message, (_model, values, context) => handler(values, context));
  }

  /** Called before `onStart` with what the model stored. */
  protected onLoad(data: Uint8Array): void {
    void data;
  }

  /** Called when the node is on a network, after `onLoad`. */
  protected onStart(): void {}
  /** Called after the node has left its network: `services` may only be used to cancel timers. */
  protected onStop(services: ModelServices): void {
    void services;
  }
  /** Called on Node Reset: resets the data of the model to those of a new device. */
  protected onReset(): void {}
}

/** Whether `model` extends `base`, over any number of others. */
export function extendsModel(model: Model, base: Model): boolean {
  return model.bases.some((direct) => direct === base || extendsModel(direct, base));
}
