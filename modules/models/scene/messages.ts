import type { Values } from "../../access/field.js";
import { group, list, optional, uint16, unsigned } from "../../access/fields.js";
import { message } from "../../access/message.js";
import { frozen } from "../../base/frozen.js";
import { setFields } from "../common/set-fields.js";
import { remainingTime } from "../common/transition-time.js";

/** Identifier of the Scene Server model. */
export const sceneServerId = 0x1203;
/** Identifier of the Scene Setup Server model. */
export const sceneSetupServerId = 0x1204;
/** Identifier of the Scene Client model. */
export const sceneClientId = 0x1205;

/** What became of a request for a scene. Mesh Model 1.1 §5.2.2.11. */
export const SceneStatusCode = frozen({
  /** It was done. */
  success: 0,
  /** There are 16 scenes, and this is another one. */
  registerFull: 1,
  /** There is no such scene. */
  notFound: 2,
});

const status = unsigned(1, 0, 2);
/** The number of a scene; 0 is prohibited. */
const sceneNumber = unsigned(2, 1);
const set = frozen({ scene: sceneNumber, ...setFields });
const scene = frozen({ scene: sceneNumber });

/** Parameters of the Recall messages. Mesh Model 1.1 §5.2.2.6. */
export type SceneRecallValues = Values<typeof set>;

/** The present scene, 0: none; `change` is there during a transition to a scene. Mesh Model 1.1 §5.2.2.8. */
export const SceneStatus = message("Scene Status", 0x5e, {
  status,
  present: uint16,
  change: optional(group({ target: uint16, remaining: remainingTime })),
});
/** Requests the present scene. Mesh Model 1.1 §5.2.2.5. */
export const SceneGet = message("Scene Get", 0x8241, {}, SceneStatus);
/** Recalls a scene, and is answered. Mesh Model 1.1 §5.2.2.6. */
export const SceneRecall = message("Scene Recall", 0x8242, set, SceneStatus);
/** Recalls a scene without an answer. Mesh Model 1.1 §5.2.2.7. */
export const SceneRecallUnacknowledged = message("Scene Recall Unacknowledged", 0x8243, set);

/** The present scene and the numbers of all scenes. Mesh Model 1.1 §5.2.2.10. */
export const SceneRegisterStatus = message("Scene Register Status", 0x8245, {
  status,
  present: uint16,
  scenes: list(uint16),
});
/** Requests them. Mesh Model 1.1 §5.2.2.9. */
export const SceneRegisterGet = message("Scene Register Get", 0x8244, {}, SceneRegisterStatus);
/** Stores the present states as a scene, and is answered; for the setup server. Mesh Model 1.1 §5.2.2.1. */
export const SceneStore = message("Scene Store", 0x8246, scene, SceneRegisterStatus);
/** Stores them without an answer; for the setup server. Mesh Model 1.1 §5.2.2.2. */
export const SceneStoreUnacknowledged = message("Scene Store Unacknowledged", 0x8247, scene);
/** Deletes a scene, and is answered; for the setup server. Mesh Model 1.1 §5.2.2.3. */
export const SceneDelete = message("Scene Delete", 0x829e, scene, SceneRegisterStatus);
/** Deletes a scene without an answer; for the setup server. Mesh Model 1.1 §5.2.2.4. */
export const SceneDeleteUnacknowledged = message("Scene Delete Unacknowledged", 0x829f, scene);
