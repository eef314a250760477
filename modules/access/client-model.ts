import { development } from "../base/development.js";
import { AccessError } from "./outgoing-access.js";
import { Abort, type AbortSignalLike } from "../base/abort.js";
import { frozen } from "../base/frozen.js";
import { AbortError, MeshError, TimeoutError } from "../base/errors.js";
import { Timer } from "../base/timer.js";
import { isUnicast } from "../network/address.js";
import { SequenceError } from "../network/sequence.js";
import { TransportError } from "../transport/transport-error.js";
import { HandlerTable } from "./handler-table.js";
import type { Message } from "./message.js";
import { modelIdText } from "./model-id.js";
import {
  type MessageContext,
  Model,
  type ModelServices,
  NotProvisionedError,
  type PublicationTurn,
  type SendOptions,
} from "./model.js";

/** How an acknowledged message is sent and how long its answer is awaited. */
export interface RequestOptions extends Omit<SendOptions, "onEnd" | "signal"> {
  /** Milliseconds until the request fails with TimeoutError; default 30,000 (Mesh Protocol 1.1 §3.7.4.3). */
  readonly timeout?: number;
  /** Milliseconds until the message is sent again, unless an answer of several segments has begun: then 5,000 later at most. Default 1,000. */
  readonly retryInterval?: number;
  /** Factor by which each retry interval is longer than the one before. Default 1.5. */
  readonly retryFactor?: number;
  /** Called when the transport layer has sent the message, or for a segmented one when it was acknowledged; again for each retry. */
  readonly onDelivered?: () => void;
  /** Aborts the request: it rejects with AbortError. */
  readonly signal?: AbortSignalLike;
}

/**
 * What became of a message that a client was to publish. "published": it was passed to the access
 * layer. "not-provisioned": the node is on no network. "no-publication": no publish address is
 * configured for the model.
 */
export type PublishResult = "published" | "not-provisioned" | "no-publication";

/** Milliseconds for which the rest of an answer is awaited: a sender may give it up, or never have meant it. */
const longestAnswer = 5000;

interface Prepared {
  /** Opcode of the status message. */
  readonly opcode: number;
  readonly payload: Uint8Array;
  readonly services: ModelServices;
}

interface Request {
  readonly client: ClientModel;
  readonly message: Message;
  readonly opcode: number;
  readonly options: RequestOptions;
  readonly payload: Uint8Array;
  /** Index of the AppKey of the request, and of its answer; undefined: a device key. */
  readonly appKeyIndex: number | undefined;
  readonly accepts: Accepts<unknown>;
  readonly complete: (values: unknown, error: Error | undefined) => void;
  /** Aborted when the request has ended: it cancels segments that are still to be sent. */
  readonly over: Abort;
  /** Milliseconds until the next retry. */
  interval: number;
  /** For the next retry. Created for the first one. */
  retry: Timer<Request> | undefined;
  /** Number of times that it was sent. */
  sent: number;
  /** Milliseconds for which it was not sent again since, as an answer had begun. */
  awaited: number;
}

/** Whether a status message answers a request that was sent `sent` times. */
export type Accepts<R> = (values: R, sent: number) => boolean;

/** What has to be done so that a message can be published. */
const remedies = frozen({
  "not-provisioned": "the node is on no network: provision it",
  "no-publication":
    "the model has no publish address: configure one with Config Model Publication Set",
});

/**
 * A client model: sends acknowledged messages and awaits their status messages (Mesh Protocol 1.1
 * §3.7.4.3), and publishes messages to the address that a provisioner has configured (§4.2.3).
 */
export abstract class ClientModel extends Model {
  override readonly deviceKeyOf = "peer";
  /** A client publishes because of one person or sensor: no other node does so at the same time. */
  override randomPublishDelay = false;
  #requests: Request[] = [];

  /** Declares a status message: it answers requests, and goes to `handler` in any case. */
  protected onStatus<T>(
    message: Message<T>,
    handler?: (values: T, context: MessageContext) => void,
  ): void {
    this.on(message, (values, context) => {
      this.answer(message, values, context);
      handler?.(values, context);
    });
  }

  /** Handles a status message: the request that it answers, if there is one, resolves. */
  answer<T>(message: Message<T>, values: T, context: MessageContext): void {
    const { appKeyIndex, dst, src } = context;
    // A status message that is published to a group answers no request.
    if (!isUnicast(dst)) return;
    const request = this.#requests.find(
      (asked) =>
        asked.opcode === message.opcode &&
        asked.options.dst === src &&
        asked.appKeyIndex === appKeyIndex &&
        asked.sent > 0 &&
        asked.accepts(values, asked.sent),
    );
    request?.complete(values, undefined);
  }

  /**
   * Sends an acknowledged message, again at growing intervals, until its answer
   * comes: the first status of the right kind from `dst` to this element, with the key
   * of the question, that comes after it was sent and that `accepts` takes. A status that
   * the element publishes to this very address with this very key cannot be distinguished from it.
   * Rejects with TimeoutError, AbortError, NotProvisionedError or AccessError.
   */
  protected request<T, R>(
    message: Message<T, R>,
    values: T,
    options: RequestOptions,
    accepts: Accepts<R> = () => true,
  ): Promise<R> {
    let prepared: Prepared;
    try {
      // Outside of the promise: encoding needs the stack that its two calls would take.
      prepared = this.#prepare(message, values, options);
    } catch (error) {
      const reason = error as Error;
      return Promise.reject(reason);
    }
    return new Promise<R>((resolve, reject) => {
      const { opcode, payload, services } = prepared;
      const { timeout = 30_000, retryInterval = 1000 } = options;
      const onAbort = () => complete(undefined, new AbortError(`${message.name} was given up`));
      const complete = (answer: unknown, error: Error | undefined) => {
        if (!this.#requests.includes(request)) return;
        this.#requests = this.#requests.filter((other) => other !== request);
        request.retry?.stop();
        deadline.stop();
        options.signal?.removeEventListener("abort", onAbort);
        request.over.abort();
        if (error) reject(error);
        else resolve(answer as R);
      };
      const request: Request = {
        client: this,
        message,
        opcode,
        options,
        payload,
        appKeyIndex: options.device
          ? undefined
          : (options.appKeyIndex ?? this.configuration.bindings[0]),
        accepts: accepts as Accepts<unknown>,
        complete,
        over: new Abort(),
        interval: retryInterval,
        retry: undefined,
        sent: 0,
        awaited: 0,
      };
      const deadline = new Timer(services.clock, ClientModel.#timedOut, request);
      deadline.start(timeout);
      this.#requests.push(request);
      options.signal?.addEventListener("abort", onAbort);
      services.queue.post(ClientModel.#send, request, undefined);
    });
  }

  /**
   * Publishes a message by the Publication state of this model: to its publish address, with its
   * AppKey and TTL, and again as often as Publish Retransmit Count says (Mesh Protocol 1.1
   * §3.7.6.1, §4.2.3). It replaces the retransmissions of the message that was published before.
   * The result may be ignored: where nothing is published, a `model.not-published` event tells
   * why. `later`: the values of a retransmission that begins `elapsed` milliseconds after the
   * first transmission, such as with a shorter delay; by default `values`. Throws FieldError or
   * RangeError for a value out of range.
   */
  protected publishMessage<T>(
    message: Message<T>,
    values: T,
    later?: (values: T, elapsed: number) => T,
  ): PublishResult {
    const payload = message.encode(values);
    const { publication } = this.configuration;
    const { services } = this;
    if (!services) return this.#notPublished(message, "not-provisioned");
    if (!publication) return this.#notPublished(message, "no-publication");
    const interval = (publication.retransmitSteps + 1) * 50;
    const again = later
      ? ({ retransmission }: PublicationTurn) =>
          message.encode(later(values, retransmission * interval))
      : undefined;
    services.publish(this, payload, again);
    return "published";
  }

  #notPublished({ name }: { readonly name: string }, reason: keyof typeof remedies): PublishResult {
    const { diagnostics } = this;
    if (diagnostics?.tracing)
      diagnostics.emit({
        type: "model.not-published",
        model: modelIdText(this.id),
        element: this.element.index,
        reason,
        message: `${name} was not published: ${remedies[reason]}`,
      });
    return reason;
  }

  /** Encodes the request. Throws the error that it rejects with. */
  #prepare<T, R>(message: Message<T, R>, values: T, options: RequestOptions): Prepared {
    const { services } = this;
    if (!services) throw new NotProvisionedError("the node is on no network");
    development.options?.("a request", options);
    const { dst } = options;
    if (!isUnicast(dst))
      throw new AccessError(
        `dst ${dst}: a request needs a unicast address; send a group a message without answer`,
      );
    if (!message.response) throw new MeshError(`${message.name} is never answered`);
    if (options.signal?.aborted) throw new AbortError(`${message.name} was given up`);
    return { opcode: message.response.opcode, payload: message.encode(values), services };
  }

  protected override onStop(services: ModelServices): void {
    super.onStop(services);
    for (const request of this.#requests)
      request.complete(undefined, new AbortError("the node left its network"));
  }

  static #send(request: Request): void {
    const { client } = request;
    const { services } = client;
    if (!services || !client.#requests.includes(request)) return;
    const { retry } = request;
    // The answer is on its way: asked again it would come twice.
    const rest = Math.min(request.interval, longestAnswer - request.awaited);
    if (retry && rest > 0 && services.isReceiving(client, request.options.dst)) {
      request.awaited += rest;
      return retry.start(rest);
    }
    const tryLater = () => {
      if (!client.#requests.includes(request)) return;
      request.retry ??= new Timer(services.clock, ClientModel.#send, request);
      request.retry.start(request.interval);
      request.interval *= request.options.retryFactor ?? 1.5;
    };
    try {
      // The retry interval begins at the end of this attempt: a segmented message may take seconds.
      const { options, over: signal, payload } = request;
      const onEnd = (error: Error | undefined) => {
        if (error instanceof SequenceError) return request.complete(undefined, error);
        if (!error) options.onDelivered?.();
        tryLater();
      };
      request.sent++;
      request.awaited = 0;
      services.sendNow(client, payload, { ...options, signal, onEnd });
    } catch (error) {
      // No room now: there may be some before the request times out.
      if (error instanceof TransportError && error.reason === "no-room") tryLater();
      else request.complete(undefined, error as Error);
    }
  }

  static #timedOut({ appKeyIndex, client, complete, message, options, opcode }: Request): void {
    const { dst } = options;
    const address = dst.toString(16).padStart(4, "0");
    const error = new TimeoutError(`${address} did not answer ${message.name}`);
    const diagnostics = client.services?.diagnostics;
    if (diagnostics?.tracing) {
      const event = { type: "access.timeout", dst, opcode: message.opcode } as const;
      diagnostics.emit({ ...event, response: opcode, appKeyIndex, error });
    }
    complete(undefined, error);
  }
}

/** The messages that a kind of client handles, and the status messages that answer it. */
export class ClientHandlerTable<M extends ClientModel> extends HandlerTable<M> {
  /** Declares a status message: it answers requests, and goes to `handler` in any case. */
  onStatus<T>(
    message: Message<T>,
    handler?: (model: M, values: T, context: MessageContext) => void,
  ): this {
    return this.on(message, (model, values, context) => {
      model.answer(message, values, context);
      handler?.(model, values, context);
    });
  }
}

/** A table of status messages that answer requests, and nothing more. */
export function answerTable<M extends ClientModel>(
  answers: readonly Message[],
): ClientHandlerTable<M> {
  const table = new ClientHandlerTable<M>();
  for (const answer of answers) table.onStatus<unknown>(answer);
  return table;
}
