// What the entry point of the models exports of scenes, time and schedules.
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
export type { TimeSource, TimeUser } from "./common/time-source.js";
export { TimeClient, type TimeClientOptions } from "./time/client.js";
export {
  type ChangingValue,
  type MeshTime,
  taiOfUnixTime,
  type TimeRole,
  unixTimeOf,
} from "./time/mesh-time.js";
export {
  TaiUtcDeltaGet,
  TaiUtcDeltaSet,
  TaiUtcDeltaStatus,
  timeClientId,
  TimeGet,
  TimeRoleGet,
  TimeRoleSet,
  TimeRoleStatus,
  timeServerId,
  TimeSet,
  timeSetupServerId,
  TimeStatus,
  TimeZoneGet,
  TimeZoneSet,
  TimeZoneStatus,
} from "./time/messages.js";
export { TimeServer, type TimeServerOptions } from "./time/server.js";
export { TimeSetupServer } from "./time/setup-server.js";
export { SchedulerClient, type SchedulerClientOptions } from "./scheduler/client.js";
export {
  SchedulerActionGet,
  SchedulerActionSet,
  SchedulerActionSetUnacknowledged,
  SchedulerActionStatus,
  schedulerClientId,
  SchedulerGet,
  schedulerServerId,
  schedulerSetupServerId,
  SchedulerStatus,
} from "./scheduler/messages.js";
export type { IndexedSchedule, Schedule, ScheduledAction } from "./scheduler/schedule.js";
export { SchedulerServer, type SchedulerServerOptions } from "./scheduler/server.js";
export { SchedulerSetupServer } from "./scheduler/setup-server.js";
