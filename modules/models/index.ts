/**
 * The models of the Mesh Model specification, with their messages and identifiers.
 * @module xs-mesh/models
 */
export { decodeTransitionTime, encodeTransitionTime } from "./common/transition-time.js";
export type { Course, Move, State, StateUser, TransitionTimes } from "./common/state.js";
export type {
  SetMessages,
  SetValues,
  StatePublication,
  StateStatus,
} from "./common/state-client.js";
export type { DefaultTransition, StateRequest, StateServerOptions } from "./common/state-server.js";
export { type LevelBinding, offsetLevel, ownLevel } from "./generic-level/binding.js";
export {
  GenericLevelClient,
  type GenericLevelClientOptions,
  type LevelPublication,
  type LevelStatus,
} from "./generic-level/client.js";
export {
  GenericDeltaSet,
  GenericDeltaSetUnacknowledged,
  type GenericDeltaSetValues,
  genericLevelClientId,
  GenericLevelGet,
  genericLevelServerId,
  GenericLevelSet,
  GenericLevelSetUnacknowledged,
  type GenericLevelSetValues,
  GenericLevelStatus,
  GenericMoveSet,
  GenericMoveSetUnacknowledged,
  type GenericMoveSetValues,
} from "./generic-level/messages.js";
export {
  type BoundLevel,
  GenericLevelServer,
  type GenericLevelServerOptions,
} from "./generic-level/server.js";
export {
  GenericOnOffClient,
  type GenericOnOffClientOptions,
  type OnOffPublication,
  type OnOffStatus,
} from "./generic-onoff/client.js";
export {
  genericOnOffClientId,
  GenericOnOffGet,
  genericOnOffServerId,
  GenericOnOffSet,
  GenericOnOffSetUnacknowledged,
  type GenericOnOffSetValues,
  GenericOnOffStatus,
} from "./generic-onoff/messages.js";
export {
  GenericOnOffServer,
  type GenericOnOffServerOptions,
  type OnOffRequest,
} from "./generic-onoff/server.js";
