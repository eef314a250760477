// The part of index.ts that is about lights.
export {
  LightLightnessClient,
  type LightLightnessClientOptions,
  type LightnessPublication,
  type LightnessStatus,
} from "./light-lightness/client.js";
export {
  lightLightnessClientId,
  LightLightnessDefaultGet,
  LightLightnessDefaultSet,
  LightLightnessDefaultSetUnacknowledged,
  LightLightnessDefaultStatus,
  LightLightnessGet,
  LightLightnessLastGet,
  LightLightnessLastStatus,
  LightLightnessLinearGet,
  LightLightnessLinearSet,
  LightLightnessLinearSetUnacknowledged,
  LightLightnessLinearStatus,
  LightLightnessRangeGet,
  LightLightnessRangeSet,
  LightLightnessRangeSetUnacknowledged,
  LightLightnessRangeStatus,
  type LightLightnessRangeValues,
  lightLightnessServerId,
  LightLightnessSet,
  lightLightnessSetupServerId,
  LightLightnessSetUnacknowledged,
  type LightLightnessSetValues,
  LightLightnessStatus,
} from "./light-lightness/messages.js";
export {
  LightLightnessServer,
  type LightLightnessServerOptions,
} from "./light-lightness/server.js";
export { LightLightnessSetupServer } from "./light-lightness/setup-server.js";
export { actualOf, Lightness, linearOf } from "./light-lightness/state.js";
export { LightnessModels, type LightnessModelsOptions } from "./lightness-models.js";
export {
  type CtlPublication,
  type CtlStatus,
  type CtlTemperatureStatus,
  LightCtlClient,
  type LightCtlClientOptions,
  type WantedCtl,
  type WantedTemperature,
} from "./light-ctl/client.js";
export {
  lightCtlClientId,
  LightCtlDefaultGet,
  LightCtlDefaultSet,
  LightCtlDefaultSetUnacknowledged,
  LightCtlDefaultStatus,
  type LightCtlDefaultValues,
  LightCtlGet,
  lightCtlServerId,
  LightCtlSet,
  lightCtlSetupServerId,
  LightCtlSetUnacknowledged,
  type LightCtlSetValues,
  LightCtlStatus,
  LightCtlTemperatureGet,
  LightCtlTemperatureRangeGet,
  LightCtlTemperatureRangeSet,
  LightCtlTemperatureRangeSetUnacknowledged,
  LightCtlTemperatureRangeStatus,
  type LightCtlTemperatureRangeValues,
  lightCtlTemperatureServerId,
  LightCtlTemperatureSet,
  LightCtlTemperatureSetUnacknowledged,
  type LightCtlTemperatureSetValues,
  LightCtlTemperatureStatus,
} from "./light-ctl/messages.js";
export { type CtlValues, LightCtlServer, type LightCtlServerOptions } from "./light-ctl/server.js";
export { LightCtlSetupServer } from "./light-ctl/setup-server.js";
export {
  ColorTemperature,
  type ColorTemperatureOptions,
  type ColorTemperatureValues,
} from "./light-ctl/state.js";
export {
  LightCtlTemperatureServer,
  type LightCtlTemperatureServerOptions,
} from "./light-ctl/temperature-server.js";
export type {
  ColoredLightness,
  ColoredLightnessServer,
  ColorServerOptions,
} from "./common/color-server.js";
export type { ColoredLightnessSetupServer } from "./common/color-setup-server.js";
export type { ColorState } from "./common/color-state.js";
export type { ColorModelsOptions } from "./color-models.js";
export { CtlModels, type CtlModelsOptions, temperatureLevel } from "./ctl-models.js";
