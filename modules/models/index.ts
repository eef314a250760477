/**
 * The models of the Mesh Model specification, with their messages and identifiers.
 * @module xs-mesh/models
 */
export { decodeTransitionTime, encodeTransitionTime } from "./common/transition-time.js";
export type { TransitionTimes } from "./common/state.js";
export type { StatePublication, StateStatus } from "./common/state-client.js";
export type { DefaultTransition, StateRequest, StateServerOptions } from "./common/state-server.js";
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
