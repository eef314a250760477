import { HandlerTable } from "../../access/handler-table.js";
import { type MessageContext, Model } from "../../access/model.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import {
  SceneDelete,
  SceneDeleteUnacknowledged,
  SceneRegisterStatus,
  sceneSetupServerId,
  SceneStatusCode,
  SceneStore,
  SceneStoreUnacknowledged,
} from "./messages.js";
import type { SceneServer } from "./server.js";

/** The Scene Setup Server model: stores and deletes scenes. Mesh Model 1.1 §5.3.4. Where the store of the device fails, it does not answer. */
export class SceneSetupServer extends Model {
  readonly #server: SceneServer;

  /**
   * `defaultTransitionTime`: the Generic Default Transition Time Server, which it extends too. Throws
   * TypeError naming the argument that is wrong.
   */
  constructor(server: SceneServer, defaultTransitionTime: Model) {
    development.args?.("SceneSetupServer", [server, defaultTransitionTime]);
    super(sceneSetupServerId, "application", handlers);
    this.#server = server;
    this.extend(server);
    this.extend(defaultTransitionTime);
    this.correspond(server);
  }

  /** Handles a Store message; the status to answer with, or undefined for none. */
  receiveStore(scene: number): number | undefined {
    return this.#server.store(scene);
  }

  /** Handles a Delete message; the status to answer with, or undefined for none. */
  receiveDelete(scene: number): number | undefined {
    return this.#server.delete(scene) ? SceneStatusCode.success : undefined;
  }

  /** Answers with the scenes that are stored. */
  answer(status: number | undefined, context: MessageContext): void {
    if (status !== undefined)
      this.reply(context, SceneRegisterStatus, this.#server.registerStatus(status));
  }
}

const handlers = frozen(
  new HandlerTable<SceneSetupServer>()
    .on(SceneStore, (server, { scene }, context) =>
      server.answer(server.receiveStore(scene), context),
    )
    .on(SceneStoreUnacknowledged, (server, { scene }) => {
      server.receiveStore(scene);
    })
    .on(SceneDelete, (server, { scene }, context) =>
      server.answer(server.receiveDelete(scene), context),
    )
    .on(SceneDeleteUnacknowledged, (server, { scene }) => {
      server.receiveDelete(scene);
    }),
);
