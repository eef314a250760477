import { FieldReader, FieldWriter } from "../../access/field.js";
import { HandlerTable } from "../../access/handler-table.js";
import type { MessageContext } from "../../access/model.js";
import { getUint16LE } from "../../base/bytes.js";
import { checkWhole } from "../../base/check.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import type { SceneKeeper } from "../common/scene-keeper.js";
import { type Course, Move, State, type TransitionTimes, valueChanged } from "../common/state.js";
import { StateServer, type StateServerOptions } from "../common/state-server.js";
import { addStateUser } from "../common/state-users.js";
import { type FoundKeeper, keepersOf } from "./keepers.js";
import {
  SceneGet,
  SceneRecall,
  SceneRecallUnacknowledged,
  type SceneRecallValues,
  SceneRegisterGet,
  SceneRegisterStatus,
  sceneServerId,
  SceneStatus,
  SceneStatusCode,
} from "./messages.js";
import { areKept, keptValue, readKept, writeKept } from "./scene-record.js";

/** How many scenes a server has at most. Mesh Model 1.1 §5.1.3.2. */
const registerLength = 16;
/** Octets of a record before the models: the number of the scene. */
const numberOctets = 2;

/** In a transition to a scene there is no present one. */
const noScene: Course = frozen({ at: () => 0 });

/** A model, and what a scene keeps of it. */
interface FoundStates {
  readonly keeper: SceneKeeper;
  readonly stored: Uint8Array;
}

/** What a SceneServer is made with. */
export interface SceneServerOptions extends StateServerOptions {
  /** Called with the number of the present scene whenever it changes; 0: there is none. */
  readonly onChange?: (scene: number) => void;
}

/**
 * The Scene Server model. Mesh Model 1.1 §5.3.3. Its scenes keep the states of all models on its element and on those
 * after it, up to the next Scene Server: each model that is a `SceneKeeper`, as all servers of states with transitions are.
 *
 *     const scenes = new SceneServer({ defaultTransitionTime: light.defaultTransitionTime });
 *     const setup = new SceneSetupServer(scenes, light.defaultTransitionTime);
 *     new Node({ host, companyId, productId, elements: [{ models: [...light.models, scenes, setup] }] });
 *
 * Each scene is a record of its own, so that a power cut while one is stored leaves the old one or the new one.
 */
export class SceneServer extends StateServer<SceneServerOptions> {
  /** The number of the scene in each record; 0: there is none. */
  readonly #numbers = new Uint16Array(registerLength);
  #keepers: readonly FoundKeeper[] | undefined;
  /** Whether it is called for changes of their states: from the first start on. */
  #follows = false;
  /** What changes meanwhile belongs to the scene. */
  private recalling = false;
  /** The present scene of the last call of `onChange`. */
  #told = 0;

  /** Throws TypeError, or RangeError, naming the option that is wrong. */
  constructor(options: SceneServerOptions = {}) {
    development.options?.("SceneServer", options);
    // The Current Scene state; a transition to a scene is one of this state.
    super(sceneServerId, handlers, options, new State(0));
    this.state.user = this;
  }

  /** Scenes keep no scene. */
  override get sceneStates(): readonly State[] {
    return [];
  }

  /** The number of the present scene; 0: there is none. */
  get scene(): number {
    return this.state.present;
  }

  /** The numbers of the scenes that are stored, ascending. */
  get scenes(): number[] {
    // Each after those below it: XS sorts on the stack, which may be long here.
    const numbers: number[] = [];
    for (let i = 0; i < registerLength; i++) {
      const number = this.#numbers[i]!;
      if (number === 0) continue;
      let at = numbers.length;
      for (; at > 0 && numbers[at - 1]! > number; at--) numbers[at] = numbers[at - 1]!;
      numbers[at] = number;
    }
    return numbers;
  }

  /**
   * Recalls a scene, 1..65,535, as a button on the device does, and publishes it. `transition`: undefined, at once. False where
   * there is no such scene. Throws RangeError for what is no number of a scene.
   */
  recall(scene: number, transition?: TransitionTimes): boolean {
    checkScene(scene);
    return this.execute(scene, transition) === SceneStatusCode.success;
  }

  /** Recalls a scene; a value of `SceneStatusCode`. In one function: the states are set with a long stack. */
  private execute(scene: number, transition: TransitionTimes | undefined): number {
    const kept = this.find(scene);
    if (kept === undefined) return SceneStatusCode.notFound;
    this.recalling = true;
    for (let i = 0; i < kept.length; i++) {
      const { keeper, stored } = kept[i]!;
      const states = keeper.sceneStates;
      if (keeper.recallScene) keeper.recallScene(stored, transition);
      else
        for (let k = 0; k < states.length; k++)
          states[k]!.set(keptValue(stored, k), transition, this);
    }
    this.recalling = false;
    return this.recalled(scene, kept, transition);
  }

  /** The states are set. Where none of them is to change, a scene is recalled without a transition. */
  private recalled(
    scene: number,
    kept: readonly FoundStates[],
    transition: TransitionTimes | undefined,
  ): number {
    const differs = kept.some(({ keeper }) =>
      keeper.sceneStates.some(({ present, target }) => present !== target),
    );
    const times = transition && { delay: transition.delay, time: differs ? transition.time : 0 };
    this.state.set(scene, times, this, noScene);
    return SceneStatusCode.success;
  }

  /**
   * Stores the present states as a scene, 1..65,535. Returns a value of `SceneStatusCode`; undefined where the store fails, or the node is
   * on no network. Throws RangeError for what is no number of a scene.
   */
  store(scene: number): number | undefined {
    checkScene(scene);
    const slot = this.#slotFor(scene);
    if (slot < 0) return SceneStatusCode.registerFull;
    const writer = new FieldWriter();
    writer.number(scene, numberOctets);
    for (const { element, keeper } of this.#found) writeKept(writer, keeper, element);
    if (!this.services?.parts.storePart(this, slot, writer.finish())) return undefined;
    this.#numbers[slot] = scene;
    this.#becomes(scene);
    return SceneStatusCode.success;
  }

  /** Deletes a scene, 1..65,535. False where the store fails. Throws RangeError for what is no number of a scene. */
  delete(scene: number): boolean {
    checkScene(scene);
    const slot = this.#numbers.indexOf(scene);
    if (slot < 0) return true;
    if (!this.services?.parts.storePart(this, slot, undefined)) return false;
    this.#numbers[slot] = 0;
    const { state } = this;
    const { move } = state;
    // The models go on to the target of a transition; the scene is none any longer.
    if (move?.target === scene)
      state.set(state.present === scene ? 0 : state.present, undefined, this);
    else if (state.present === scene) {
      state.value = 0;
      this.stateChanged(state, valueChanged);
    }
    return true;
  }

  /** Handles a Recall message, once per transaction; what became of it. */
  receiveRecall(values: SceneRecallValues, context: MessageContext): number {
    const { scene, transition } = values;
    const times = transition ?? this.byDefault?.transition;
    // A tail call: on XS this frame ends before the states are set.
    if (this.begins(values, context)) return this.execute(scene, times);
    return this.#numbers.includes(scene) ? SceneStatusCode.success : SceneStatusCode.notFound;
  }

  /** Answers a Recall message. */
  answerRecall(status: number, context: MessageContext): void {
    this.services?.reply(this, context, this.encodeStatus(status));
  }

  /** Answers with the present scene and all that are stored. */
  registerStatus(status: number) {
    return { status, present: this.scene, scenes: this.scenes };
  }

  override stateChanged(state: State, change: number, setter?: unknown): void {
    if (state !== this.state) {
      // Time that passes in a transition goes on with what was set before.
      if (this.recalling || setter === undefined || change === 0) return;
      // A tail call: what changes a state is called with a long stack.
      return this.leave();
    }
    const { present } = state;
    if (present !== this.#told) {
      this.#told = present;
      this.tell("Scene", present, this.options.onChange);
    }
    super.stateChanged(state, change);
  }

  /** There is no present scene any longer, and no transition to one, whose timer finds none. The rest is posted. */
  private leave(): void {
    const { services, state } = this;
    if (state.value === 0 && state.move === undefined) return;
    state.value = 0;
    state.move = undefined;
    if (services) services.queue.post(SceneServer.#left, this, undefined);
    else this.stateChanged(state, valueChanged);
  }

  static #left(server: SceneServer): void {
    server.stateChanged(server.state, valueChanged);
  }

  /** Called when the node is on a network: finds the scenes. It follows the states that they keep once it is called with a short stack. */
  protected override onStart(): void {
    super.onStart();
    const numbers = this.#numbers;
    for (let slot = 0; slot < registerLength; slot++) {
      const record = this.services!.parts.loadPart(this, slot);
      numbers[slot] = record && record.length >= numberOctets ? getUint16LE(record, 0) : 0;
    }
    this.services!.queue.post(SceneServer.#follow, this, undefined);
  }

  static #follow(server: SceneServer): void {
    if (server.#follows || !server.services) return;
    server.#follows = true;
    for (const { keeper } of server.#found)
      for (const state of keeper.sceneStates) addStateUser(state, server);
  }

  protected override onReset(): void {
    this.#numbers.fill(0);
    this.state.value = 0;
    this.#told = 0;
  }

  protected encodeStatus(status: number = SceneStatusCode.success): Uint8Array {
    const { move, present, remaining, target } = this.state;
    return SceneStatus.encode({ status, present, change: move && { target, remaining } });
  }

  /** The models whose states it keeps. */
  get #found(): readonly FoundKeeper[] {
    this.#keepers ??= keepersOf(this.services!.elements, this.element);
    return this.#keepers;
  }

  /** The record of a scene, or the first that is free; -1: there is none. */
  #slotFor(scene: number): number {
    const slot = this.#numbers.indexOf(scene);
    return slot < 0 ? this.#numbers.indexOf(0) : slot;
  }

  /** What a scene keeps of the models that there are; undefined where there is no such scene, or it cannot be read. */
  private find(scene: number): readonly FoundStates[] | undefined {
    const slot = scene === 0 ? -1 : this.#numbers.indexOf(scene);
    const record = slot < 0 ? undefined : this.services?.parts.loadPart(this, slot);
    if (record === undefined) return undefined;
    const reader = new FieldReader(record, numberOctets, record.length);
    const all: FoundStates[] = [];
    for (let next = readKept(reader); next; next = readKept(reader)) {
      const { element, id, stored } = next;
      const found = this.#found.find((each) => each.element === element && each.keeper.id === id);
      if (!found) continue;
      const { keeper } = found;
      if (keeper.recallScene || areKept(stored, keeper.sceneStates)) all.push({ keeper, stored });
    }
    return all;
  }

  /** A scene was stored: it is the present one, or in a transition to one the target. §5.1.3.2.1 */
  #becomes(scene: number): void {
    const { state } = this;
    const { move } = state;
    if (move === undefined) return state.set(scene, undefined, this);
    if (move.delayed) state.value = scene;
    else state.move = new Move(false, move.initial, scene, move.time, move.end, move.course);
    this.stateChanged(state, valueChanged);
  }
}

function checkScene(scene: number): void {
  checkWhole("scene", scene, 1, 0xffff);
}

const handlers = frozen(
  new HandlerTable<SceneServer>()
    .on(SceneGet, (server, _, context) => server.handled("get", context))
    .on(SceneRecall, (server, values, context) => {
      const status = server.receiveRecall(values, context);
      server.handled("set");
      server.answerRecall(status, context);
    })
    .on(SceneRecallUnacknowledged, (server, values, context) => {
      server.receiveRecall(values, context);
      server.handled("set");
    })
    .on(SceneRegisterGet, (server, _, context) => {
      server.handled("get");
      server.reply(context, SceneRegisterStatus, server.registerStatus(SceneStatusCode.success));
    }),
);
