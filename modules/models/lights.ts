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
export {
  type HslPublication,
  type HslStatus,
  type HslTargetStatus,
  LightHslClient,
  type LightHslClientOptions,
} from "./light-hsl/client.js";
export {
  lightHslClientId,
  LightHslDefaultGet,
  LightHslDefaultSet,
  LightHslDefaultSetUnacknowledged,
  LightHslDefaultStatus,
  LightHslGet,
  LightHslHueGet,
  lightHslHueServerId,
  LightHslHueSet,
  LightHslHueSetUnacknowledged,
  type LightHslHueSetValues,
  LightHslHueStatus,
  LightHslRangeGet,
  LightHslRangeSet,
  LightHslRangeSetUnacknowledged,
  LightHslRangeStatus,
  type LightHslRangeValues,
  LightHslSaturationGet,
  lightHslSaturationServerId,
  LightHslSaturationSet,
  LightHslSaturationSetUnacknowledged,
  type LightHslSaturationSetValues,
  LightHslSaturationStatus,
  lightHslServerId,
  LightHslSet,
  LightHslSetUnacknowledged,
  lightHslSetupServerId,
  type LightHslSetValues,
  LightHslStatus,
  LightHslTargetGet,
  LightHslTargetStatus,
  type LightHslValues,
} from "./light-hsl/messages.js";
export { LightHslServer, type LightHslServerOptions } from "./light-hsl/server.js";
export { LightHslSetupServer } from "./light-hsl/setup-server.js";
export {
  LightXylClient,
  type LightXylClientOptions,
  type XylPublication,
  type XylStatus,
  type XylTargetStatus,
} from "./light-xyl/client.js";
export {
  lightXylClientId,
  LightXylDefaultGet,
  LightXylDefaultSet,
  LightXylDefaultSetUnacknowledged,
  LightXylDefaultStatus,
  LightXylGet,
  LightXylRangeGet,
  LightXylRangeSet,
  LightXylRangeSetUnacknowledged,
  LightXylRangeStatus,
  type LightXylRangeValues,
  lightXylServerId,
  LightXylSet,
  LightXylSetUnacknowledged,
  lightXylSetupServerId,
  type LightXylSetValues,
  LightXylStatus,
  LightXylTargetGet,
  LightXylTargetStatus,
  type LightXylValues,
} from "./light-xyl/messages.js";
export { LightXylServer, type LightXylServerOptions } from "./light-xyl/server.js";
export { LightXylSetupServer } from "./light-xyl/setup-server.js";
export { LightHslHueServer, type LightHslPartServerOptions } from "./light-hsl/hue-server.js";
export { LightHslSaturationServer } from "./light-hsl/saturation-server.js";
export { Hue, type HueOptions, Saturation, type SaturationOptions } from "./light-hsl/state.js";
export {
  Chromaticity,
  type ChromaticityOptions,
  type ChromaticityValues,
} from "./light-xyl/state.js";
export { hueLevel, saturationLevel } from "./hue-level.js";
export { HslModels, type HslModelsOptions } from "./hsl-models.js";
export { XylModels, type XylModelsOptions } from "./xyl-models.js";
export {
  LightLcClient,
  type LightLcClientOptions,
  type LightLcPublication,
  type LightOnOffStatus,
} from "./light-lc/client.js";
export { LightOnOff, type LightOnOffOwner } from "./light-lc/light-onoff.js";
export { LcState } from "./light-lc/machine.js";
export {
  lightLcClientId,
  LightLcLightOnOffGet,
  LightLcLightOnOffSet,
  LightLcLightOnOffSetUnacknowledged,
  type LightLcLightOnOffSetValues,
  LightLcLightOnOffStatus,
  LightLcModeGet,
  LightLcModeSet,
  LightLcModeSetUnacknowledged,
  LightLcModeStatus,
  LightLcOmGet,
  LightLcOmSet,
  LightLcOmSetUnacknowledged,
  LightLcOmStatus,
  LightLcPropertyGet,
  LightLcPropertySet,
  LightLcPropertySetUnacknowledged,
  LightLcPropertyStatus,
  type LightLcPropertyValues,
  lightLcServerId,
  lightLcSetupServerId,
} from "./light-lc/messages.js";
export type { LcPropertyValues } from "./light-lc/properties.js";
export { LightLcServer, type LightLcServerOptions } from "./light-lc/server.js";
export { LightLcSetupServer } from "./light-lc/setup-server.js";
export { LcModels, type LcModelsOptions } from "./lc-models.js";
