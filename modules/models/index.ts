/**
 * The models of the Mesh Model specification, with their messages and identifiers.
 * @module xs-mesh/models
 */
export {
  type BooleanCharacteristic,
  type Characteristic,
  type Float32,
  type OrderedCharacteristic,
  type RangeOf,
  type Scalar,
  scalar,
  type ScalarOptions,
  type ValueRange,
} from "./common/device-properties/characteristic.js";
export {
  deviceProperties,
  findDeviceProperty,
} from "./common/device-properties/device-properties.js";
export {
  type DeviceProperty,
  deviceProperty,
  type PropertyValue,
} from "./common/device-properties/device-property.js";
export {
  PresentAmbientLightLevel,
  PresentIlluminance,
  PresentCorrelatedColorTemperature,
} from "./common/device-properties/light.js";
export {
  MotionSensed,
  MotionThreshold,
  PeopleCount,
  PresenceDetected,
  TimeSinceMotionSensed,
  TimeSincePresenceDetected,
} from "./common/device-properties/occupancy.js";
export {
  PresentAmbientTemperature,
  PresentIndoorAmbientTemperature,
  PresentOutdoorAmbientTemperature,
  PrecisePresentAmbientTemperature,
  PresentAmbientRelativeHumidity,
  PresentAmbientCarbonDioxideConcentration,
  PresentDeviceOperatingTemperature,
  DeviceOperatingTemperatureRangeSpecification,
} from "./common/device-properties/environment.js";
export {
  PresentDeviceInputPower,
  PresentInputCurrent,
  PresentInputVoltage,
  DeviceEnergyUseSinceTurnOn,
  TotalDeviceEnergyUse,
  PreciseTotalDeviceEnergyUse,
  TotalDeviceRuntime,
  PowerFactor,
  ActiveEnergyLoadside,
  ActivePowerLoadside,
  ApparentEnergy,
  ApparentPower,
  SensorGain,
} from "./common/device-properties/energy.js";
export {
  LightControlAmbientLuxLevelOn,
  LightControlAmbientLuxLevelProlong,
  LightControlAmbientLuxLevelStandby,
  LightControlLightnessOn,
  LightControlLightnessProlong,
  LightControlLightnessStandby,
  LightControlRegulatorAccuracy,
  LightControlRegulatorKid,
  LightControlRegulatorKiu,
  LightControlRegulatorKpd,
  LightControlRegulatorKpu,
  LightControlTimeFade,
  LightControlTimeFadeOn,
  LightControlTimeFadeStandbyAuto,
  LightControlTimeFadeStandbyManual,
  LightControlTimeOccupancyDelay,
  LightControlTimeProlong,
  LightControlTimeRunOn,
} from "./common/device-properties/light-control.js";
export { decodeTransitionTime, encodeTransitionTime } from "./common/transition-time.js";
export type { Course, Move, State, StateUser, TransitionTimes } from "./common/state.js";
export type {
  SetMessages,
  SetValues,
  StatePublication,
  StateStatus,
} from "./common/state-client.js";
export type { DefaultTransition, StateRequest, StateServerOptions } from "./common/state-server.js";
export { OnPowerUp, type PoweredState, PowerUp } from "./common/power-up.js";
export { RangedState } from "./common/ranged-state.js";
export type { RangedStateServerOptions } from "./common/ranged-state-server.js";
export {
  GenericDefaultTransitionTimeClient,
  type GenericDefaultTransitionTimeClientOptions,
} from "./generic-default-transition-time/client.js";
export {
  genericDefaultTransitionTimeClientId,
  GenericDefaultTransitionTimeGet,
  genericDefaultTransitionTimeServerId,
  GenericDefaultTransitionTimeSet,
  GenericDefaultTransitionTimeSetUnacknowledged,
  GenericDefaultTransitionTimeStatus,
  type GenericDefaultTransitionTimeValues,
} from "./generic-default-transition-time/messages.js";
export {
  GenericDefaultTransitionTimeServer,
  type GenericDefaultTransitionTimeServerOptions,
} from "./generic-default-transition-time/server.js";
export type { BatteryState } from "./generic-battery/battery.js";
export {
  GenericBatteryClient,
  type GenericBatteryClientOptions,
} from "./generic-battery/client.js";
export {
  genericBatteryClientId,
  GenericBatteryGet,
  genericBatteryServerId,
  GenericBatteryStatus,
} from "./generic-battery/messages.js";
export {
  GenericBatteryServer,
  type GenericBatteryServerOptions,
} from "./generic-battery/server.js";
export {
  type CircularLevels,
  type CircularMove,
  type LevelBinding,
  offsetLevel,
  ownLevel,
} from "./generic-level/binding.js";
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
  GenericLocationClient,
  type GenericLocationClientOptions,
} from "./generic-location/client.js";
export type { GlobalLocation } from "./generic-location/global-location.js";
export type { Floor, LocalLocation } from "./generic-location/local-location.js";
export {
  genericLocationClientId,
  GenericLocationGlobalGet,
  GenericLocationGlobalSet,
  GenericLocationGlobalSetUnacknowledged,
  GenericLocationGlobalStatus,
  GenericLocationLocalGet,
  GenericLocationLocalSet,
  GenericLocationLocalSetUnacknowledged,
  GenericLocationLocalStatus,
  genericLocationServerId,
  genericLocationSetupServerId,
} from "./generic-location/messages.js";
export {
  GenericLocationServer,
  type GenericLocationServerOptions,
} from "./generic-location/server.js";
export { GenericLocationSetupServer } from "./generic-location/setup-server.js";
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
export type { PropertyAccess } from "./generic-property/access.js";
export {
  GenericAdminPropertyServer,
  type GenericAdminPropertyServerOptions,
} from "./generic-property/admin-server.js";
export {
  GenericPropertyClient,
  type GenericPropertyClientOptions,
  type PropertyState,
} from "./generic-property/client.js";
export {
  GenericClientPropertyServer,
  type GenericClientPropertyServerOptions,
} from "./generic-property/client-server.js";
export {
  GenericManufacturerPropertyServer,
  type GenericManufacturerPropertyServerOptions,
} from "./generic-property/manufacturer-server.js";
export {
  GenericAdminPropertiesGet,
  GenericAdminPropertiesStatus,
  GenericAdminPropertyGet,
  genericAdminPropertyServerId,
  GenericAdminPropertySet,
  GenericAdminPropertySetUnacknowledged,
  type GenericAdminPropertySetValues,
  GenericAdminPropertyStatus,
  GenericClientPropertiesGet,
  GenericClientPropertiesStatus,
  genericClientPropertyServerId,
  GenericManufacturerPropertiesGet,
  GenericManufacturerPropertiesStatus,
  GenericManufacturerPropertyGet,
  genericManufacturerPropertyServerId,
  GenericManufacturerPropertySet,
  GenericManufacturerPropertySetUnacknowledged,
  GenericManufacturerPropertyStatus,
  genericPropertyClientId,
  type GenericPropertyStateValues,
  type GenericPropertyStatusValues,
  GenericUserPropertiesGet,
  GenericUserPropertiesStatus,
  GenericUserPropertyGet,
  genericUserPropertyServerId,
  GenericUserPropertySet,
  GenericUserPropertySetUnacknowledged,
  GenericUserPropertyStatus,
} from "./generic-property/messages.js";
export { GenericProperty, type GenericPropertyOptions } from "./generic-property/property.js";
export { PropertyError, type PropertyErrorReason } from "./generic-property/property-error.js";
export type { PropertyKind, PropertyStatus } from "./generic-property/property-status.js";
export {
  GenericUserPropertyServer,
  type GenericUserPropertyServerOptions,
} from "./generic-property/user-server.js";
export type { SensorCadence } from "./sensor/cadence.js";
export {
  SensorClient,
  type SensorClientOptions,
  type SensorSeriesRange,
  type SensorSettingStatusOf,
} from "./sensor/client.js";
export type { SamplingFunction, SensorDescriptor, SensorDetails } from "./sensor/descriptor.js";
export type { MarshalledValue } from "./sensor/marshalled.js";
export {
  SensorCadenceGet,
  SensorCadenceSet,
  SensorCadenceSetUnacknowledged,
  SensorCadenceStatus,
  type SensorCadenceValues,
  sensorClientId,
  SensorColumnGet,
  SensorColumnStatus,
  SensorDescriptorGet,
  SensorDescriptorStatus,
  type SensorDescriptorValues,
  type SensorDetailValues,
  SensorGet,
  SensorSeriesGet,
  SensorSeriesStatus,
  sensorServerId,
  SensorSettingGet,
  SensorSettingSet,
  type SensorSettingSetValues,
  SensorSettingSetUnacknowledged,
  SensorSettingsGet,
  SensorSettingsStatus,
  SensorSettingStatus,
  type SensorSettingStatusValues,
  sensorSetupServerId,
  SensorStatus,
} from "./sensor/messages.js";
export { SensorError, type SensorErrorReason } from "./sensor/sensor-error.js";
export { SensorSetting, type SensorSettingOptions } from "./sensor/sensor-setting.js";
export { type SensorColumn, SensorState, type SensorStateOptions } from "./sensor/sensor-state.js";
export type { SensorValues } from "./sensor/sensor-values.js";
export { SensorServer, type SensorServerOptions } from "./sensor/server.js";
export { SensorSetupServer } from "./sensor/setup-server.js";
export {
  GenericPowerOnOffClient,
  type GenericPowerOnOffClientOptions,
} from "./generic-power-onoff/client.js";
export {
  GenericOnPowerUpGet,
  GenericOnPowerUpSet,
  GenericOnPowerUpSetUnacknowledged,
  GenericOnPowerUpStatus,
  type GenericOnPowerUpValues,
  genericPowerOnOffClientId,
  genericPowerOnOffServerId,
  genericPowerOnOffSetupServerId,
} from "./generic-power-onoff/messages.js";
export {
  GenericPowerOnOffServer,
  GenericPowerOnOffSetupServer,
} from "./generic-power-onoff/server.js";
export {
  GenericPowerLevelClient,
  type GenericPowerLevelClientOptions,
  type PowerLevelPublication,
  type PowerLevelStatus,
} from "./generic-power-level/client.js";
export {
  GenericPowerDefaultGet,
  GenericPowerDefaultSet,
  GenericPowerDefaultSetUnacknowledged,
  GenericPowerDefaultStatus,
  GenericPowerLastGet,
  GenericPowerLastStatus,
  genericPowerLevelClientId,
  GenericPowerLevelGet,
  genericPowerLevelServerId,
  GenericPowerLevelSet,
  genericPowerLevelSetupServerId,
  GenericPowerLevelSetUnacknowledged,
  type GenericPowerLevelSetValues,
  GenericPowerLevelStatus,
  GenericPowerRangeGet,
  GenericPowerRangeSet,
  GenericPowerRangeSetUnacknowledged,
  GenericPowerRangeStatus,
  type GenericPowerRangeValues,
} from "./generic-power-level/messages.js";
export {
  GenericPowerLevelServer,
  type GenericPowerLevelServerOptions,
} from "./generic-power-level/server.js";
export { GenericPowerLevelSetupServer } from "./generic-power-level/setup-server.js";
export { PowerLevelModels, type PowerLevelModelsOptions } from "./power-level-models.js";
export * from "./time-and-scenes.js";
export * from "./lights.js";
