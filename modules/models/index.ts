// What a firmware or a tool imports from "xs-mesh/models".
export { decodeTransitionTime, encodeTransitionTime } from "./common/transition-time.js";
export {
  GenericOnOffClient,
  type GenericOnOffClientOptions,
  type OnOffStatus,
  type OnOffTransition,
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
