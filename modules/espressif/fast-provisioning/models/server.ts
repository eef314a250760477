import { development } from "../../../base/development.js";
import { HandlerTable } from "../../../access/handler-table.js";
import type { MessageContext } from "../../../access/model.js";
import { frozen } from "../../../base/frozen.js";
import { Timer } from "../../../base/timer.js";
import { bind, changeSubscriptions } from "../../../foundation/configuration/model-server.js";
import type { ConfigurationTarget } from "../../../foundation/configuration/target.js";
import { NodeServer } from "../../../foundation/node-server.js";
import { Status } from "../../../foundation/status.js";
import { genericOnOffServerId } from "../../../models/generic-onoff/messages.js";
import { isUnicast } from "../../../network/address.js";
import { networkData } from "../../../provisioning/network-data.js";
import { FastProvAction, GroupStatus } from "./codes.js";
import type { FastProvInfo } from "./info-set.js";
import { checkInfo, type FastProvSettings } from "./info-validation.js";
import {
  FastProvInfoSet,
  FastProvInfoStatus,
  FastProvNetKeyAdd,
  FastProvNetKeyStatus,
  FastProvNodeAddr,
  FastProvNodeAddrAck,
  FastProvNodeAddrGet,
  FastProvNodeAddrStatus,
  FastProvNodeGroupAdd,
  FastProvNodeGroupDelete,
  fastProvisioningServerId,
} from "./messages.js";
import type { UnicastRange } from "../../unicast-range.js";
import {
  type Assignment,
  reduceServer,
  type ServerEffect,
  type ServerEvent,
  type ServerState,
  success,
} from "./server-state.js";
import { decodeServerState, encodeServerState } from "./server-record.js";

/** Addresses of one Node Addr Status: an access payload has 376 octets after the opcode. */
const addressesPerStatus = 186;

/** What a FastProvisioningServer is made with. */
export interface FastProvisioningServerOptions {
  /** Milliseconds of the disable timer: from a Generic OnOff message, SUSPEND or EXIT until provisioning ends. */
  readonly disableTimeout: number;
  /** The longest time, ms, from the Info Status to the start of provisioning; undefined: until the transport layer has sent it. */
  readonly enterDelay: number | undefined;
  /** Unicast address ranges of earlier Info Sets, the latest one last. */
  readonly previousRanges: () => readonly UnicastRange[];
  /** The server became active, or was so before a restart: the node provisions from now on. */
  readonly onEnter: (settings: FastProvSettings) => void;
  /** The server became idle: the node stops to provision. `forget`: EXIT, so it deletes the nodes that it knows. */
  readonly onEnd: (forget: boolean) => void;
  /** An Info Set without an action was received: the node does not provision. */
  readonly onGroupOnly: () => void;
  /** Addresses of the known nodes, for Node Addr Status. */
  readonly addresses: () => readonly number[];
  /** Node Addr was received. False: the addresses were not stored, and are not acknowledged. */
  readonly onAddresses: (addresses: readonly number[], src: number) => boolean;
}

/**
 * Espressif's Fast Provisioning Server, model 0x0001 of company 0x02E5: makes a node a
 * provisioner. It also binds an AppKey that is added to the node to all models that use
 * AppKeys. ESP-IDF, fast_prov example: ble_mesh_fast_prov_server_model.
 */
export class FastProvisioningServer extends NodeServer<ConfigurationTarget> {
  readonly #options: FastProvisioningServerOptions;
  #state: ServerState = { name: "idle" };
  #enterTimer: Timer<FastProvisioningServer> | undefined;
  #disableTimer: Timer<FastProvisioningServer> | undefined;

  constructor(options: FastProvisioningServerOptions) {
    development.options?.("FastProvisioningServer", options);
    super(fastProvisioningServerId, "application", handlers);
    this.#options = options;
  }

  /** What it does at the moment. */
  get state(): ServerState["name"] {
    return this.#state.name;
  }

  /** The settings of the provisioner; undefined while the server is idle. */
  get settings(): FastProvSettings | undefined {
    return this.#state.name === "idle" ? undefined : this.#state.settings;
  }

  /** A Generic OnOff message was received: starts the disable timer if the node provisions. */
  lightSwitched(): void {
    this.handleEvent({ type: "light" }, undefined);
  }

  /** A node was provisioned: restarts the disable timer if it runs. */
  provisioned(): void {
    this.handleEvent({ type: "provisioned" }, undefined);
  }

  /** Ends provisioning at once. A further Info Set may start it again. */
  suspend(): void {
    this.handleEvent({ type: "suspend" }, undefined);
  }

  /**
   * The server itself is bound last. Without a binding it receives no Info Set: after a loss of
   * power in between the provisioner sends AppKey Add again, and the other models are bound. They
   * are bound from the run queue, which is before the delay of the AppKey Status is over.
   */
  override appKeyAdded(_netKeyIndex: number, appKeyIndex: number): void {
    this.defer(() => this.#bindAll(appKeyIndex));
  }

  #bindAll(appKeyIndex: number): void {
    for (const { models } of this.target.elements)
      for (const model of models)
        if (model.access !== "device" && model !== this) bind(this.target, model, appKeyIndex);
    bind(this.target, this, appKeyIndex);
  }

  protected override onLoad(data: Uint8Array): void {
    this.#state = decodeServerState(data) ?? { name: "idle" };
  }

  protected override onStart(): void {
    const { clock } = this.services!;
    this.#enterTimer = new Timer(clock, FastProvisioningServer.#enterDelayOver, this);
    this.#disableTimer = new Timer(clock, FastProvisioningServer.#disableTimeoutOver, this);
    const state = this.#state;
    if (state.name !== "active") return;
    // The models of the node are not all started yet.
    this.defer(() => this.#begin(state));
    // An action that was answered before the restart is performed.
    if (state.disableAction !== FastProvAction.none) this.#startDisableTimer();
  }

  protected override onStop(): void {
    this.#enterTimer?.stop();
    this.#disableTimer?.stop();
    this.#enterTimer = this.#disableTimer = undefined;
  }

  protected override onReset(): void {
    this.#state = { name: "idle" };
  }

  /** Calls `work` from the run queue: the stack of a chip is too short for the calls from the transport layer to an answer. */
  defer(work: () => void): void {
    const { services } = this;
    services?.queue.call(() => {
      // The node may have left its network meanwhile.
      if (this.services === services) work();
    }, undefined);
  }

  /** An Information Set message came. */
  receiveInfo(info: FastProvInfo, context: MessageContext): void {
    const { address, elements, subnets } = this.target;
    // The message was received on this subnet, so its NetKey is known.
    const { flags, ivIndex } = networkData(this.target, context.netKeyIndex)!;
    const check = checkInfo(info, {
      address,
      elements: elements.length,
      previousRanges: this.#options.previousRanges(),
      netKeyIndex: context.netKeyIndex,
      flags,
      ivIndex,
    });
    const keyKnown =
      check.result !== "accepted" || subnets.get(check.settings.netKeyIndex) !== undefined;
    this.handleEvent({ type: "info", info, src: context.src, check, keyKnown }, context);
    if (check.result === "group only" && this.#state.name === "idle") this.#options.onGroupOnly();
  }

  /** A Net Key Add message came. */
  receiveNetKey(netKey: Uint8Array, context: MessageContext): void {
    const state = this.#state;
    const kept =
      state.name === "pending" &&
      this.target.subnets.add(state.settings.netKeyIndex, netKey) === "ok";
    this.handleEvent({ type: "net-key", kept }, context);
  }

  /** A Node Address message came. */
  receiveAddresses(addresses: readonly number[], context: MessageContext): void {
    if (!addresses.every(isUnicast)) {
      this.services!.diagnostics.drop("fast-provisioning.address", 2 * addresses.length);
      return;
    }
    if (this.#options.onAddresses(addresses, context.src))
      this.reply(context, FastProvNodeAddrAck, {}, { delay: false });
  }

  /** Answers with all addresses, in several messages if needed. Without any it sends one empty message. */
  answerAddresses(context: MessageContext): void {
    const all = this.#options.addresses();
    for (let from = 0; from === 0 || from < all.length; from += addressesPerStatus)
      this.reply(
        context,
        FastProvNodeAddrStatus,
        { addresses: all.slice(from, from + addressesPerStatus) },
        { delay: false },
      );
  }

  /** Adds or deletes the subscription if this node is among `addresses`. */
  receiveGroup(group: number, addresses: readonly number[], kind: "add" | "delete"): void {
    if (addresses.includes(this.target.address)) this.#changeGroup(group, kind);
  }

  /** Changes the state and performs the effects. `context`: the message that is answered. */
  handleEvent(event: ServerEvent, context: MessageContext | undefined): void {
    if (!this.services) return;
    const before = this.#state;
    const { state, effects } = reduceServer(before, event);
    // The subscription is made before the state is stored: a stored state implies it after a loss of power.
    for (const effect of effects)
      if (effect.type === "subscribe" && !this.#changeGroup(effect.groupAddress, "add")) {
        const answer = { group: GroupStatus.addFailed };
        this.reply(context!, FastProvInfoStatus, { answer }, { delay: false });
        return;
      }
    this.#state = state;
    if (state !== before) this.services.store(this, encodeServerState(state));
    for (const effect of effects) this.#perform(effect, context);
  }

  #perform(effect: ServerEffect, context: MessageContext | undefined): void {
    switch (effect.type) {
      case "subscribe":
        return;
      case "answer":
        this.reply(context!, FastProvInfoStatus, { answer: effect.answer }, { delay: false });
        return;
      case "answer-entering":
        this.#answerEntering(context!);
        return;
      case "answer-net-key": {
        const { netKey, action } = effect;
        this.reply(context!, FastProvNetKeyStatus, { netKey, action }, { delay: false });
        return;
      }
      case "begin":
        if (this.#state.name === "active") this.#begin(this.#state);
        return;
      case "start-disable-timer":
        this.#startDisableTimer();
        return;
      case "suspend":
      case "exit":
        this.#disableTimer?.stop();
        this.services!.diagnostics.emit({
          type: "fast-provisioning",
          state: effect.type === "exit" ? "exited" : "suspended",
        });
        this.#options.onEnd(effect.type === "exit");
        return;
    }
  }

  /** The node provisions even if the answer is not delivered: the requester repeats its message then. */
  #answerEntering(context: MessageContext): void {
    const onEnd = () => this.defer(() => FastProvisioningServer.#enterDelayOver(this));
    this.reply(context, FastProvInfoStatus, { answer: success }, { delay: false, onEnd });
    const { enterDelay } = this.#options;
    if (enterDelay !== undefined) this.#enterTimer?.start(enterDelay);
  }

  static #enterDelayOver(server: FastProvisioningServer): void {
    server.handleEvent({ type: "status-sent" }, undefined);
  }

  static #disableTimeoutOver(server: FastProvisioningServer): void {
    server.handleEvent({ type: "disable-timer" }, undefined);
  }

  #startDisableTimer(): void {
    this.#disableTimer?.start(this.#options.disableTimeout);
  }

  #begin({ settings }: Assignment): void {
    if (!this.services) return;
    this.services.diagnostics.emit({ type: "fast-provisioning", state: "entered" });
    this.#options.onEnter(settings);
  }

  /** Changes the subscriptions of all Generic OnOff Servers. False if a list is full or the store fails. */
  #changeGroup(group: number, kind: "add" | "delete"): boolean {
    let done = true;
    for (const { models } of this.target.elements)
      for (const model of models) {
        if (model.id !== genericOnOffServerId) continue;
        const subscription = { address: group, label: undefined };
        const status = changeSubscriptions(this.target, model, kind, subscription);
        done &&= status === Status.success;
      }
    return done;
  }
}

const handlers = frozen(
  new HandlerTable<FastProvisioningServer>()
    .on(FastProvInfoSet, (server, { info }, context) =>
      server.defer(() => server.receiveInfo(info, context)),
    )
    .on(FastProvNetKeyAdd, (server, { netKey }, context) =>
      server.defer(() => server.receiveNetKey(netKey, context)),
    )
    .on(FastProvNodeAddr, (server, { addresses }, context) =>
      server.defer(() => server.receiveAddresses(addresses, context)),
    )
    .on(FastProvNodeAddrGet, (server, _, context) =>
      server.defer(() => server.answerAddresses(context)),
    )
    .on(FastProvNodeGroupAdd, (server, { group, addresses }) =>
      server.defer(() => server.receiveGroup(group, addresses, "add")),
    )
    .on(FastProvNodeGroupDelete, (server, { group, addresses }) =>
      server.defer(() => server.receiveGroup(group, addresses, "delete")),
    ),
);
