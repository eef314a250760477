import {
  ClientHandlerTable,
  type PublishResult,
  type RequestOptions,
} from "../../access/client-model.js";
import type { MessageContext, SendOptions } from "../../access/model.js";
import type { Message } from "../../access/message.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import type { TransitionTimes } from "../common/state.js";
import { StateClient, type StatePublication, type StateStatus } from "../common/state-client.js";
import {
  sceneClientId,
  SceneDelete,
  SceneDeleteUnacknowledged,
  SceneGet,
  SceneRecall,
  SceneRecallUnacknowledged,
  SceneRegisterGet,
  SceneRegisterStatus,
  SceneStatus,
  SceneStatusCode,
  SceneStore,
  SceneStoreUnacknowledged,
} from "./messages.js";
import { SceneError } from "./scene-error.js";

/** The present scene of a server, 0: none; and the one that it is in a transition to. */
export interface PresentScene extends StateStatus<number> {
  /** A value of `SceneStatusCode`. */
  readonly status: number;
}

/** The scenes of a server. */
export interface SceneRegister {
  /** The present scene; 0: none. */
  readonly present: number;
  /** The numbers of all scenes that are stored. */
  readonly scenes: readonly number[];
}

/** What a SceneClient publishes: the number of a scene, 1..65,535. */
export interface ScenePublication extends StatePublication {
  readonly scene: number;
}

/** What a SceneClient is made with. */
export interface SceneClientOptions {
  /** Called for each Scene Status message, requested or published. */
  readonly onStatus?: (scene: PresentScene, context: MessageContext) => void;
}

/**
 * The Scene Client model. Mesh Model 1.1 §5.4.2. Scenes have numbers, 1..65,535. Transition times that are left out are those
 * of the server. Requests reject as `ClientModel.request` does, and with SceneError; what is sent without an
 * answer throws AccessError or NotProvisionedError; both FieldError or RangeError for a value out of range.
 */
export class SceneClient extends StateClient {
  readonly #onStatus: SceneClientOptions["onStatus"];

  /** Throws TypeError naming the option that is wrong. */
  constructor(options: SceneClientOptions = {}) {
    development.options?.("SceneClient", options);
    super(sceneClientId, "application", handlers);
    this.#onStatus = options.onStatus;
  }

  /** Handles a status message, requested or published. */
  heard(scene: PresentScene, context: MessageContext): void {
    const onStatus = this.#onStatus;
    if (onStatus) this.notify(() => onStatus(scene, context), undefined);
  }

  /** Requests the present scene. */
  get(options: RequestOptions): Promise<PresentScene> {
    return this.request(SceneGet, {}, options);
  }

  /**
   * Recalls a scene and awaits the status. One of another scene may have been published before: it is taken for the answer once
   * the message was sent again. Rejects with SceneError where the server has no such scene.
   */
  async recall(
    scene: number,
    options: RequestOptions,
    transition?: TransitionTimes,
  ): Promise<PresentScene> {
    const values = this.transaction({ scene }, transition);
    const answer = await this.request(SceneRecall, values, options, (status, sent) => {
      const reached = status.change ? status.change.target : status.present;
      return status.status !== SceneStatusCode.success || reached === scene || sent > 1;
    });
    refuse(answer.status, scene);
    return answer;
  }

  /** Recalls a scene without an answer, as is usual for groups. */
  recallUnacknowledged(scene: number, options: SendOptions, transition?: TransitionTimes): void {
    this.sendMessage(SceneRecallUnacknowledged, this.transaction({ scene }, transition), options);
  }

  /** Requests the numbers of the scenes. */
  async getRegister(options: RequestOptions): Promise<SceneRegister> {
    const { present, scenes } = await this.request(SceneRegisterGet, {}, options);
    return { present, scenes: numbersOf(scenes) };
  }

  /**
   * Stores the present states as a scene, by the setup server; the scenes after that. Rejects with SceneError where the
   * server has 16 others.
   */
  store(scene: number, options: RequestOptions): Promise<SceneRegister> {
    return this.#change(SceneStore, scene, options);
  }

  /** Stores them without an answer. */
  storeUnacknowledged(scene: number, options: SendOptions): void {
    this.sendMessage(SceneStoreUnacknowledged, { scene }, options);
  }

  /** Deletes a scene, by the setup server; the scenes after that. */
  delete(scene: number, options: RequestOptions): Promise<SceneRegister> {
    return this.#change(SceneDelete, scene, options);
  }

  /** Deletes a scene without an answer. */
  deleteUnacknowledged(scene: number, options: SendOptions): void {
    this.sendMessage(SceneDeleteUnacknowledged, { scene }, options);
  }

  /**
   * Publishes a Scene Recall message, as a scene selector does, to the address that a provisioner configured, as
   * `GenericOnOffClient.publish` does. The result may be ignored; see `PublishResult`.
   */
  publish({ acknowledged, scene, transition }: ScenePublication): PublishResult {
    return this.publishSet(messages, this.transaction({ scene }, transition), acknowledged);
  }

  async #change(
    message: Message<{ scene: number }, SceneRegister & { readonly status: number }>,
    scene: number,
    options: RequestOptions,
  ): Promise<SceneRegister> {
    const answer = await this.request(message, { scene }, options);
    refuse(answer.status, scene);
    return { present: answer.present, scenes: numbersOf(answer.scenes) };
  }
}

/** Some servers send 16 numbers, those without a scene 0. */
function numbersOf(scenes: readonly number[]): readonly number[] {
  return scenes.filter((scene) => scene !== 0);
}

function refuse(status: number, scene: number): void {
  if (status === SceneStatusCode.success) return;
  const isFull = status === SceneStatusCode.registerFull;
  throw new SceneError(isFull ? "register-full" : "not-found", scene);
}

const messages = frozen({
  set: SceneRecall,
  setUnacknowledged: SceneRecallUnacknowledged,
});

const handlers = frozen(
  new ClientHandlerTable<SceneClient>()
    .onStatus(SceneStatus, (client, scene, context) => client.heard(scene, context))
    .onStatus(SceneRegisterStatus),
);
