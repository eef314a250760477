import { HandlerTable } from "../../../access/handler-table.js";
import type { MessageContext } from "../../../access/model.js";
import { frozen } from "../../../base/frozen.js";
import { Timers } from "../../../base/timers.js";
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

/** Addresses that one status carries: an access payload of 376 octets less the opcode. */
const addressesPerStatus = 186;

export interface FastProvisioningServerOptions {
  /** Milliseconds from the switching of the light, or a SUSPEND, until provisioning ends. */
  readonly disableTimeout: number;
  /** Milliseconds from the Info Status until it provisions; undefined, or where that takes less: until the status arrived. */
  readonly enterDelay: number | undefined;
  /** The ranges that earlier Info Sets gave this node, the latest one last. */
  readonly previousRanges: () => readonly UnicastRange[];
  /** It is to provision others, from now on; also after a restart. */
  readonly onEnter: (settings: FastProvSettings) => void;
  /** It is not to provision any more; `forget`: nor to remember whom it provisioned. */
  readonly onEnd: (forget: boolean) => void;
  /** An Info Set that only named the group: this node will not provision others. */
  readonly onGroupOnly: () => void;
  /** The addresses that it knows of, for the top provisioner. */
  readonly addresses: () => readonly number[];
  /** Another provisioner tells its nodes. False: they cannot be kept, and are not acknowledged. */
  readonly onAddresses: (addresses: readonly number[], src: number) => boolean;
}

/**
 * Espressif's Fast Provisioning Server, 02E5:0001: makes a node a provisioner of
 * others. It binds AppKeys that the node is given to all its models by itself.
 * ESP-IDF, fast_prov example: ble_mesh_fast_prov_server_model.
 */
export class FastProvisioningServer extends NodeServer<ConfigurationTarget> {
  readonly #options: FastProvisioningServerOptions;
  #state: ServerState = { name: "idle" };
  #timers: Timers<"begin" | "disable"> | undefined;

  constructor(options: FastProvisioningServerOptions) {
    super(fastProvisioningServerId, "application", handlers);
    this.#options = options;
  }

  get state(): ServerState["name"] {
    return this.#state.name;
  }

  /** While it provisions, or is about to: how. */
  get settings(): FastProvSettings | undefined {
    return this.#state.name === "idle" ? undefined : this.#state.settings;
  }

  /** The light was switched: provisioning ends soon. Without effect on a node that does not provision. */
  lightSwitched(): void {
    this.handleEvent({ type: "light" }, undefined);
  }

  /** A node was provisioned: an end that is near is put off. */
  provisioned(): void {
    this.handleEvent({ type: "provisioned" }, undefined);
  }

  /** Ends provisioning; an Info Set may begin it again. */
  suspend(): void {
    this.handleEvent({ type: "suspend" }, undefined);
  }

  /**
   * The server itself comes last: until then it hears no Info Set, so that after a power cut
   * in between the node is given its AppKey again, and the rest is bound.
   */
  override appKeyAdded(_netKeyIndex: number, appKeyIndex: number): void {
    for (const { models } of this.target.elements)
      for (const model of models)
        if (model.access !== "device" && model !== this) bind(this.target, model, appKeyIndex);
    bind(this.target, this, appKeyIndex);
  }

  protected override onLoad(data: Uint8Array): void {
    this.#state = decodeServerState(data) ?? { name: "idle" };
  }

  protected override onStart(): void {
    this.#timers = new Timers(this.services!.clock);
    const state = this.#state;
    if (state.name !== "active") return;
    // The node is not put together yet.
    this.defer(() => this.#begin(state));
    // A SUSPEND that was answered comes true, though later.
    if (state.disableAction !== FastProvAction.none) this.#startDisableTimer();
  }

  protected override onStop(): void {
    this.#timers?.stopAll();
    this.#timers = undefined;
  }

  protected override onReset(): void {
    this.#state = { name: "idle" };
  }

  /** From the run queue: a chip's stack holds not the way from transport to an answer. */
  defer(work: () => void): void {
    const { services } = this;
    services?.queue.call(() => {
      // Meanwhile it may have left its network.
      if (this.services === services) work();
    }, undefined);
  }

  receiveInfo(info: FastProvInfo, context: MessageContext): void {
    const { address, elements, subnets } = this.target;
    // It came over that subnet.
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

  receiveNetKey(netKey: Uint8Array, context: MessageContext): void {
    const state = this.#state;
    const kept =
      state.name === "pending" &&
      this.target.subnets.add(state.settings.netKeyIndex, netKey) === "ok";
    this.handleEvent({ type: "net-key", kept }, context);
  }

  receiveAddresses(addresses: readonly number[], context: MessageContext): void {
    if (!addresses.every(isUnicast)) {
      this.services!.diagnostics.drop("fast-provisioning.address", 2 * addresses.length);
      return;
    }
    if (this.#options.onAddresses(addresses, context.src))
      this.reply(context, FastProvNodeAddrAck, {}, { delay: false });
  }

  /** Answers with all addresses, in as many messages as that takes; an empty list is an answer too. */
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

  /** Where this node is meant: subscribes to the group, or ends that. */
  receiveGroup(group: number, addresses: readonly number[], kind: "add" | "delete"): void {
    if (addresses.includes(this.target.address)) this.#changeGroup(group, kind);
  }

  /** Runs the state machine; `context`: the message that is answered. */
  handleEvent(event: ServerEvent, context: MessageContext | undefined): void {
    if (!this.services) return;
    const before = this.#state;
    const { state, effects } = reduceServer(before, event);
    // The group first: whenever the power is cut, a state that is stored stands for all of it.
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
        this.#timers?.stop("disable");
        this.services!.diagnostics.emit({
          type: "fast-provisioning",
          state: effect.type === "exit" ? "exited" : "suspended",
        });
        this.#options.onEnd(effect.type === "exit");
        return;
    }
  }

  /** Sent or not, it begins: who asked repeats the message where it does not hear the answer. */
  #answerEntering(context: MessageContext): void {
    const begin = () => this.handleEvent({ type: "status-sent" }, undefined);
    const onEnd = () => this.defer(begin);
    this.reply(context, FastProvInfoStatus, { answer: success }, { delay: false, onEnd });
    const { enterDelay } = this.#options;
    if (enterDelay !== undefined) this.#timers?.start("begin", enterDelay, begin);
  }

  #startDisableTimer(): void {
    this.#timers?.start("disable", this.#options.disableTimeout, () =>
      this.handleEvent({ type: "disable-timer" }, undefined),
    );
  }

  #begin({ settings }: Assignment): void {
    if (!this.services) return;
    this.services.diagnostics.emit({ type: "fast-provisioning", state: "entered" });
    this.#options.onEnter(settings);
  }

  /** The group is that of the lights. False where there is no room for it, or the store fails. */
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
