import { FieldReader, FieldWriter } from "../../access/field.js";
import { HandlerTable } from "../../access/handler-table.js";
import type { MessageContext } from "../../access/model.js";
import { getUint16LE } from "../../base/bytes.js";
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
import { areKept, keptValue, type KeptStates, readKept, writeKept } from "./scene-record.js";

/** How many scenes a server has at most. Mesh Model 1.1 §5.1.3.2. */
const registerLength = 16;
/** Octets of a record before the models: the number of the scene. */
const numberOctets = 2;

/** In a transition to a scene there is no present one. */
const noScene: Course = frozen({ at: () => 0 });

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
  /** What changes meanwhile belongs to the scene. */
  #recalling = false;
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
    const numbers = [...this.#numbers].filter((number) => number !== 0);
    return numbers.sort((a, b) => a - b);
  }

  /**
   * Recalls a scene, as a button on the device does, and publishes it. `transition`: undefined, at once. False where
   * there is no such scene.
   */
  recall(scene: number, transition?: TransitionTimes): boolean {
    const kept = this.#read(scene);
    if (kept === undefined) return false;
    let differs = false;
    this.#recalling = true;
    for (const states of kept) if (this.#recallOf(states, transition)) differs = true;
    this.#recalling = false;
    // Where all is as in the scene, it is recalled without a transition.
    const times = transition && { delay: transition.delay, time: differs ? transition.time : 0 };
    this.state.set(scene, times, this, noScene);
    return true;
  }

  /** Stores the present states as a scene. Returns a value of `SceneStatusCode`; undefined where the store fails. */
  store(scene: number): number | undefined {
    const slot = this.#slotFor(scene);
    if (slot < 0) return SceneStatusCode.registerFull;
    const writer = new FieldWriter();
    writer.number(scene, numberOctets);
    for (const { element, keeper } of this.#found) writeKept(writer, keeper, element);
    if (!this.services?.store(this, writer.finish(), slot)) return undefined;
    this.#numbers[slot] = scene;
    this.#becomes(scene);
    return SceneStatusCode.success;
  }

  /** Deletes a scene. False where the store fails. */
  delete(scene: number): boolean {
    const slot = this.#numbers.indexOf(scene);
    if (slot < 0) return true;
    if (!this.services?.store(this, undefined, slot)) return false;
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
    const { notFound, success } = SceneStatusCode;
    if (this.begins(values, context)) return this.recall(scene, times) ? success : notFound;
    return this.#numbers.includes(scene) ? success : notFound;
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
      if (!this.#recalling && setter !== undefined && change !== 0)
        this.state.set(0, undefined, this);
      return;
    }
    const { present } = state;
    if (present !== this.#told) {
      this.#told = present;
      this.tell("Scene", present, this.options.onChange);
    }
    super.stateChanged(state, change);
  }

  /** Posted: what changes a state is called with a long stack. */
  protected override publishState(): void {
    if (this.configuration.publication)
      this.services?.queue.post(SceneServer.#publish, this, undefined);
  }

  static #publish(server: SceneServer): void {
    server.services?.publish(server, server.encodeStatus());
  }

  /** Called when the node is on a network: finds the scenes, and the models whose states they keep. */
  protected override onStart(): void {
    super.onStart();
    const numbers = this.#numbers;
    for (let slot = 0; slot < registerLength; slot++) {
      const record = this.services!.load(this, slot);
      numbers[slot] = record && record.length >= numberOctets ? getUint16LE(record, 0) : 0;
    }
    if (this.#keepers) return;
    for (const { keeper } of this.#found)
      for (const state of keeper.sceneStates) addStateUser(state, this);
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

  /** What a scene keeps; undefined where there is no such scene, or it cannot be read. */
  #read(scene: number): readonly KeptStates[] | undefined {
    const slot = scene === 0 ? -1 : this.#numbers.indexOf(scene);
    const record = slot < 0 ? undefined : this.services?.load(this, slot);
    if (record === undefined) return undefined;
    const reader = new FieldReader(record, numberOctets, record.length);
    const kept: KeptStates[] = [];
    for (let next = readKept(reader); next; next = readKept(reader)) kept.push(next);
    return kept;
  }

  /** Recalls the states of one model, if there still is one; whether they are to change. */
  #recallOf({ element, id, stored }: KeptStates, transition: TransitionTimes | undefined): boolean {
    const found = this.#found.find((each) => each.element === element && each.keeper.id === id);
    if (!found) return false;
    const { keeper } = found;
    const { sceneStates } = keeper;
    if (keeper.recallScene) keeper.recallScene(stored, transition);
    else if (areKept(stored, sceneStates)) this.#setAll(keeper, stored, transition);
    return sceneStates.some(({ present, target }) => present !== target);
  }

  #setAll(
    { sceneStates }: SceneKeeper,
    stored: Uint8Array,
    transition: TransitionTimes | undefined,
  ): void {
    for (let i = 0; i < sceneStates.length; i++)
      sceneStates[i]!.set(keptValue(stored, i), transition, this);
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
