import { development } from "../base/development.js";
import type { Diagnostics } from "../base/diagnostics.js";
import { frozen } from "../base/frozen.js";
import type { DeviceKey } from "../crypto/application-key.js";
import type { RunQueue } from "../base/run-queue.js";
import type { Clock } from "../host/clock.js";
import type { Random } from "../host/random.js";
import { allNodes, allRelays, isUnicast } from "../network/address.js";
import type { ReplayCandidate } from "../transport/replay-list.js";
import type { AccessTransfer } from "../transport/transport.js";
import type { TransportUser } from "../transport/transport-user.js";
import { AccessError, checkSending, outgoingMessage } from "./outgoing-access.js";
import type { AccessLayerOptions } from "./access-options.js";
import type { Element } from "./element.js";
import type {
  MessageContext,
  Model,
  ModelServices,
  ReplyOptions,
  RetransmissionPayload,
  SendOptions,
} from "./model.js";
import { type DispatchResult, isElsewhere, type ReplayRefusal } from "./dispatch-result.js";
import { ModelData } from "./model-data.js";
import { getOpcode } from "./opcode.js";
import { Publisher } from "./publisher.js";
import { refusedMessage } from "./refused-message.js";
import { type Reply, ReplyQueue, type ReplySender } from "./reply-queue.js";
import { type Route, routeOf } from "./route.js";
import { hasSubscribed } from "./subscription-list.js";

const leavesNot =
  "ttl 1: such a message never leaves its node, and this node is not at its destination";
const suspended = "the node was suspended, or left its network";
const answered = "the message that the question came in is answered already";
/** Addresses from here on are those of several nodes, and fixed groups of a node's features. */
const lowestOther = 0x8000;
const lowestFixed = 0xff00;
/** Places of routes that are kept: 0 to this, which is a power of two less 1. */
const lastRoute = 3;
const noKeys: readonly DeviceKey[] = frozen([]);

/** Where the route of an opcode is kept. The opcodes of a vendor differ in their highest octet. */
function placeOf(opcode: number): number {
  return (opcode ^ (opcode >> 16)) & lastRoute;
}

/** The access layer of a provisioned node: which model gets a message, and what is sent for it. Mesh Protocol 1.1 §3.7. */
export class AccessLayer implements ModelServices, ReplySender, TransportUser {
  readonly clock: Clock;
  readonly queue: RunQueue;
  readonly random: Random;
  readonly diagnostics: Diagnostics;
  readonly elements: readonly Element[];
  readonly parts: ModelData;
  private readonly options: AccessLayerOptions;
  private readonly replies: ReplyQueue;
  private readonly publisher: Publisher;
  private closed = false;
  private addresses = new Set<number>();
  private deviceKey: DeviceKey;
  private candidate: DeviceKey | undefined;
  /** The latest routes, each at the place of its opcode. XS crashes where an array has holes. */
  private readonly routes: (Route | undefined)[] = [undefined, undefined, undefined, undefined];
  /** The device key, and its candidate: a list that is made when they change, not for each message. */
  private ownKeys: readonly DeviceKey[];

  constructor(options: AccessLayerOptions) {
    this.options = options;
    this.deviceKey = options.deviceKey;
    this.candidate = options.candidate;
    this.ownKeys = this.listKeys();
    this.clock = options.clock;
    this.queue = options.queue;
    this.random = options.random;
    this.diagnostics = options.diagnostics;
    this.elements = options.elements;
    this.replies = new ReplyQueue({ ...options, sender: this });
    this.parts = new ModelData(options);
    this.publisher = new Publisher({ ...options, send: this.sendNow.bind(this) });
    this.subscriptionsChanged();
    options.transport.attach(this);
  }

  /** Starts the models. Called once. */
  start(): void {
    const { applicationKeys, elements, transport } = this.options;
    for (const { models } of elements) for (const model of models) model.start(this);
    this.resume();
    transport.open(this.addresses);
    applicationKeys.follow(transport);
  }

  close(): void {
    this.closed = true;
    this.suspend();
    for (const { models } of this.options.elements) for (const model of models) model.stop();
    this.parts.close();
  }

  /** Drops queued replies and stops publishing; model data whose storing is scheduled are stored now. */
  suspend(): void {
    this.replies.cancel(new AccessError(suspended));
    this.publisher.close();
    this.parts.close();
  }

  /** Publishes again. */
  resume(): void {
    for (const { models } of this.options.elements)
      for (const model of models) this.publisher.configured(model);
  }

  /** Called when a model's subscriptions changed. */
  subscriptionsChanged(): void {
    this.addresses = new Set();
    for (const { models } of this.options.elements)
      for (const { subscriptionList } of models)
        for (const { address } of subscriptionList.entries) this.addresses.add(address);
    this.options.transport.subscriptionsChanged(this.addresses);
  }

  /** Called when a model's configuration changed: its publication goes on unless that changed. */
  configurationChanged(model: Model): void {
    this.publisher.configured(model);
  }

  publicationChanged(model: Model): void {
    this.publisher.restart(model);
  }

  /** Whether the node listens to a group or virtual address. §3.4.2.4 */
  listensTo(address: number): boolean {
    return this.isFixedGroup(address) || this.addresses.has(address);
  }

  /** A candidate for the device key, from now on; undefined: none. */
  setCandidate(candidate: DeviceKey | undefined): void {
    this.candidate = candidate;
    this.ownKeys = this.listKeys();
    this.options.transport.keysChanged();
  }

  private listKeys(): readonly DeviceKey[] {
    return this.candidate ? [this.deviceKey, this.candidate] : [this.deviceKey];
  }

  private promote(candidate: DeviceKey): void {
    this.deviceKey = candidate;
    this.setCandidate(undefined);
    this.options.onCandidateUsed?.();
  }

  // For the transport layer.
  get applicationKeys() {
    return this.options.applicationKeys.list;
  }

  deviceKeys(src: number, dst: number): readonly DeviceKey[] {
    const own = this.elementAt(dst) ? this.ownKeys : noKeys;
    // What the node sends itself is made with its own key.
    if (this.elementAt(src)) return own;
    const remote = this.options.remoteDeviceKeys?.deviceKey(src);
    return remote && remote !== this.deviceKey ? [remote, ...own] : own;
  }

  get ownDeviceKeys(): readonly DeviceKey[] | undefined {
    return this.options.remoteDeviceKeys ? undefined : this.ownKeys;
  }

  labels(virtualAddress: number): readonly Uint8Array[] {
    const labels: Uint8Array[] = [];
    for (const { models } of this.options.elements)
      for (const { subscriptionList } of models)
        for (const { address, label } of subscriptionList.entries)
          if (address === virtualAddress && label && !labels.includes(label)) labels.push(label);
    return labels;
  }

  /**
   * Takes an access message: from the transport layer, or by `deliver`. `received` identifies one from
   * another node, which is not yet in the replay list. The result; undefined where the layer is closed.
   */
  receive(
    context: MessageContext,
    payload: Uint8Array,
    end: number,
    label: Uint8Array | undefined,
    received: ReplayCandidate | undefined,
    opcode = getOpcode(payload, end),
  ): DispatchResult | ReplayRefusal | undefined {
    if (this.closed) return undefined;
    if (this.candidate !== undefined && context.deviceKey === this.candidate)
      this.promote(this.candidate);
    if (opcode >= 0 && this.diagnostics.tracing) this.traceReceived(context, opcode, end);
    let reached: DispatchResult | ReplayRefusal = opcode < 0 ? "access.opcode" : "access.no-model";
    let route = this.routes[(opcode ^ (opcode >> 16)) & lastRoute]; // placeOf, without a call
    if (route === undefined || route.opcode !== opcode) route = this.routeOf(opcode, context);
    for (; route !== undefined; route = route.next) {
      let result = this.resultWithout(route, context, label);
      if (result === undefined) {
        if (received !== undefined) {
          const refusal = this.options.replay.admit(received, context.deviceKey !== undefined);
          if (refusal !== undefined) {
            if (isElsewhere(reached)) reached = refusal;
            break;
          }
          received = undefined;
        }
        const handler = route.handler;
        const values = handler.message.decode(payload, end);
        if (values === undefined) result = "access.length";
        else {
          handler.take(route.model, values as never, context);
          result = "delivered";
        }
      }
      if (result === "delivered" || isElsewhere(reached)) reached = result;
    }
    if (reached === "delivered") this.diagnostics.messagesReceived++;
    else this.drop(reached, opcode, context, label, end);
    return reached;
  }

  /** Dispatches a message that was aggregated in another one to the element at `context.dst`; the result. */
  deliver(context: MessageContext, payload: Uint8Array): DispatchResult {
    // The replay list already has the message that contained it.
    const result = this.receive(context, payload, payload.length, undefined, undefined);
    return (result ?? "access.no-model") as DispatchResult;
  }

  // For the models.
  send(model: Model, payload: Uint8Array, options: SendOptions): void {
    development.options?.("a message", options);
    // A copy: the caller may change the octets before it is sent.
    const transfer = this.prepare(model, payload.slice(), options);
    this.queue.post(AccessLayer.#transmitPosted, this, transfer);
  }

  sendNow(model: Model, payload: Uint8Array, options: SendOptions): void {
    development.options?.("a message", options);
    this.transmit(this.prepare(model, payload.slice(), options));
  }

  /** A message with the key to send it with. Throws AccessError where it cannot be sent. */
  private prepare(model: Model, payload: Uint8Array, options: SendOptions): AccessTransfer {
    checkSending(payload, options);
    if (options.ttl === 1 && !this.isMine(options.dst)) throw new AccessError(leavesNot);
    const own = model.deviceKeyOf === "own" || this.elementAt(options.dst);
    return outgoingMessage(this.options, model, payload, options, own && this.deviceKey);
  }

  static #transmitPosted(layer: AccessLayer, transfer: AccessTransfer): void {
    if (transfer.signal?.aborted) return;
    const { onEnd } = transfer;
    if (layer.closed) return onEnd?.(new AccessError(suspended));
    try {
      layer.transmit(transfer);
    } catch (error) {
      // Transport has no room, or the store fails.
      if (onEnd) onEnd(error as Error);
      else layer.diagnostics.drop("access.not-sent", transfer.payload.length);
    }
  }

  private transmit(transfer: AccessTransfer): void {
    this.diagnostics.messagesSent++;
    if (this.diagnostics.tracing) this.traceSend(transfer);
    this.options.transport.send(transfer);
  }

  isReceiving(model: Model, src: number): boolean {
    const { address, transport } = this.options;
    return transport.isReceiving(src, address + model.element.index);
  }

  reply(model: Model, to: MessageContext, payload: Uint8Array, options?: ReplyOptions): void {
    const appKeyIndex = to.appKeyIndex;
    const onEnd = options?.onEnd;
    // §3.7.4.2: with the key of the question, and TTL 0 where that came with 0.
    const reply: Reply = {
      model,
      payload,
      dst: to.src,
      netKeyIndex: to.netKeyIndex,
      appKeyIndex,
      device: appKeyIndex === undefined,
      ttl: to.ttl === 0 ? 0 : undefined,
      longMic: options?.longMic,
      onEnd,
      due: 0,
      triesLeft: 0,
      posted: false,
    };
    if (!to.collect) this.replies.add(reply, !isUnicast(to.dst), options?.delay !== false);
    else if (to.collect(payload)) onEnd?.(undefined);
    else this.replyFailed(reply, new AccessError(answered));
  }

  /** For the queue of replies. */
  sendReply(reply: Reply): void {
    this.transmit(this.prepare(reply.model, reply.payload, reply));
  }

  /** A reply cannot be sent, as its key was deleted or the store fails: the peer repeats its request. */
  replyFailed({ onEnd, payload }: Reply, error: Error): void {
    this.diagnostics.drop("access.no-reply", payload.length);
    onEnd?.(error);
  }

  load(model: Model): Uint8Array | undefined {
    return this.parts.load(model);
  }

  store(model: Model, data: Uint8Array): boolean {
    return this.parts.store(model, data);
  }

  storeSoon(model: Model, data: Uint8Array, delay?: number): void {
    this.parts.storeSoon(model, data, delay);
  }

  publish(model: Model, payload: Uint8Array, again?: RetransmissionPayload): boolean {
    return this.publisher.publish(model, payload, again);
  }

  /** Whether the address is one of this node, or one that it listens to. */
  private isMine(dst: number): boolean {
    return isUnicast(dst) ? this.elementAt(dst) !== undefined : this.listensTo(dst);
  }

  private elementAt(address: number): Element | undefined {
    return this.options.elements[address - this.options.address];
  }

  /** Where it has the models of an opcode that an AppKey came with, it is kept: most messages have one of a few opcodes. */
  private routeOf(opcode: number, { appKeyIndex }: MessageContext): Route | undefined {
    const route = routeOf(this.options.elements, opcode);
    if (route !== undefined && appKeyIndex !== undefined) this.routes[placeOf(opcode)] = route;
    return route;
  }

  /** Why a model does not take a message: by its address, or its key; undefined where it does. */
  private resultWithout(
    { index, model, subscriptions }: Route,
    { appKeyIndex, deviceKey, dst }: MessageContext,
    label: Uint8Array | undefined,
  ): DispatchResult | undefined {
    if (dst < lowestOther) {
      if (index !== dst - this.options.address) return "access.no-model";
      // §3.7.3.1: messages to a fixed group go to the primary element; other elements have to subscribe.
    } else if (index > 0 || dst < lowestFixed || !this.isFixedGroup(dst)) {
      const entries = subscriptions.entries; // the first by itself: most models have no other
      if (label !== undefined || entries[0]?.address !== dst)
        if (!hasSubscribed(entries, dst, label)) return "access.not-subscribed";
    }
    let bound: boolean;
    if (appKeyIndex === undefined)
      // Servers take messages with the node's own device key alone, clients also with those of other nodes.
      bound =
        model.access !== "application" &&
        (model.deviceKeyOf === "peer" || deviceKey === this.deviceKey);
    else {
      const bindings = model.configuration.bindings;
      // The first by itself: most models have no other.
      bound =
        model.access !== "device" &&
        (bindings[0] === appKeyIndex || bindings.includes(appKeyIndex));
    }
    return bound ? undefined : "access.not-bound";
  }

  /** The fixed groups of a node by its features. §3.4.2.4 */
  private isFixedGroup(address: number): boolean {
    return address === allNodes || (address === allRelays && this.options.settings.relay === true);
  }

  /** Counts and traces a message that no model got. */
  private drop(
    reason: Exclude<DispatchResult, "delivered"> | ReplayRefusal,
    opcode: number,
    context: MessageContext,
    label: Uint8Array | undefined,
    octets: number,
  ): void {
    const { diagnostics } = this;
    diagnostics.drop(reason, octets);
    if (diagnostics.tracing)
      diagnostics.emit(refusedMessage(reason, opcode, context, label, this.options));
  }

  private traceReceived({ dst, src }: MessageContext, opcode: number, octets: number): void {
    this.diagnostics.emit({ type: "access.receive", src, dst, opcode, octets });
  }

  private traceSend({ src, dst, payload }: AccessTransfer): void {
    const opcode = getOpcode(payload, payload.length);
    this.diagnostics.emit({ type: "access.send", src, dst, opcode, octets: payload.length });
  }
}
