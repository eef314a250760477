// What the entry point of the models exports of scenes.
export type { SceneKeeper } from "./common/scene-keeper.js";
export {
  type PresentScene,
  SceneClient,
  type SceneClientOptions,
  type ScenePublication,
  type SceneRegister,
} from "./scene/client.js";
export {
  sceneClientId,
  SceneDelete,
  SceneDeleteUnacknowledged,
  SceneGet,
  SceneRecall,
  SceneRecallUnacknowledged,
  type SceneRecallValues,
  SceneRegisterGet,
  SceneRegisterStatus,
  sceneServerId,
  sceneSetupServerId,
  SceneStatus,
  SceneStatusCode,
  SceneStore,
  SceneStoreUnacknowledged,
} from "./scene/messages.js";
export { SceneError, type SceneErrorReason } from "./scene/scene-error.js";
export { SceneServer, type SceneServerOptions } from "./scene/server.js";
export { SceneSetupServer } from "./scene/setup-server.js";
