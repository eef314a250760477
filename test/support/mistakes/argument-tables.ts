// Functions and constructors with arguments in an order: valid ones, and what each has to be.
import {
  bits,
  group,
  list,
  octets,
  optional,
  signed,
  uint8,
  unsigned,
} from "../../../modules/access/fields.js";
import { message } from "../../../modules/access/message.js";
import { Model } from "../../../modules/access/model.js";
import {
  corresponding,
  findModel,
  type ModelClass,
  type ModelRole,
} from "../../../modules/access/model-roles.js";
import { ClientModel } from "../../../modules/access/client-model.js";
import { vendorModelId } from "../../../modules/access/model-id.js";
import { vendorOpcode } from "../../../modules/access/opcode.js";
import { fromHex, toHex } from "../../../modules/base/bytes.js";
import { Diagnostics } from "../../../modules/base/diagnostics.js";
import { adaptivePolicyFor } from "../../../modules/espressif/fast-provisioning/policy/adaptive-policy.js";
import { aggregated } from "../../../modules/foundation/opcodes-aggregator/client.js";
import {
  decodeTransitionTime,
  encodeTransitionTime,
} from "../../../modules/models/common/transition-time.js";
import { findDeviceProperty } from "../../../modules/models/common/device-properties/device-properties.js";
import {
  type DeviceProperty,
  deviceProperty,
} from "../../../modules/models/common/device-properties/device-property.js";
import {
  MotionSensed,
  MotionThreshold,
} from "../../../modules/models/common/device-properties/occupancy.js";
import { SensorServer } from "../../../modules/models/sensor/server.js";
import { SensorSetting } from "../../../modules/models/sensor/sensor-setting.js";
import { SensorSetupServer } from "../../../modules/models/sensor/setup-server.js";
import { SensorState } from "../../../modules/models/sensor/sensor-state.js";
import { errorCodeName } from "../../../modules/provisioning/errors.js";
import type { ArgumentTable } from "./argument-table.js";
import { lcArguments } from "./lc-tables.js";
import { colorArguments } from "./color-arguments.js";
import { lightnessArguments } from "./lightness-tables.js";
import { sceneArguments } from "./scene-tables.js";
import { timeArguments } from "./time-tables.js";
import { schedulerArguments } from "./scheduler-tables.js";
import { powerLevelArguments } from "./power-level-tables.js";
import { genericArguments } from "./generic-arguments.js";

export type { ArgumentTable };

class OwnModel extends Model {
  constructor(id: number, access?: "application") {
    super(id, access);
  }
}

class OwnClient extends ClientModel {
  constructor(id: number, access?: "application") {
    super(id, access);
  }
}

const set = message("Lamp Set", 0x10, { level: uint8 });

export const argumentTables: Readonly<Record<string, ArgumentTable>> = {
  Model: {
    call: (id: number, access?: "application") => new OwnModel(id, access),
    valid: () => [0x1000, "application"],
    args: [
      ["id", "whole"],
      ["access", "special", "optional"],
    ],
  },
  ...colorArguments,
  ...lightnessArguments,
  ...lcArguments,
  ...powerLevelArguments,
  ...sceneArguments,
  ...timeArguments,
  ...schedulerArguments,
  ClientModel: {
    call: (id: number, access?: "application") => new OwnClient(id, access),
    valid: () => [0x1001, "application"],
    args: [
      ["id", "whole"],
      ["access", "special", "optional"],
    ],
  },
  Diagnostics: {
    call: (trace?: () => void) => new Diagnostics(trace),
    valid: () => [() => undefined],
    args: [["trace", "function", "optional"]],
  },
  adaptivePolicyFor: { call: adaptivePolicyFor, valid: () => [1], args: [["sets", "whole"]] },
  aggregated: {
    call: aggregated,
    valid: () => [set, { level: 1 }],
    args: [
      ["message", "special"],
      ["values", "object"],
    ],
  },
  bits: {
    call: bits,
    valid: () => [1, { a: 8 }],
    args: [
      ["octets", "whole"],
      ["widths", "object"],
    ],
  },
  "Node.corresponding": {
    call: (model: Model, role: ModelRole) => corresponding([], model, role),
    valid: () => [new OwnModel(1), "main"],
    args: [
      ["model", "special"],
      ["where", "special"],
    ],
  },
  "Node.find": {
    call: (type: ModelClass<Model>, role?: ModelRole, number?: number) =>
      findModel([], type, role, number),
    valid: () => [OwnModel, "main", 1],
    args: [
      ["type", "special"],
      ["role", "special", "optional"],
      ["number", "whole", "optional"],
    ],
  },
  decodeTransitionTime: {
    call: decodeTransitionTime,
    valid: () => [1],
    args: [["octet", "whole"]],
  },
  deviceProperty: {
    call: deviceProperty,
    valid: () => [0x0079, "Present Ambient Noise", uint8, uint8, uint8],
    args: [
      ["id", "whole"],
      ["name", "string"],
      ["format", "special"],
      ["column", "special", "optional"],
      ["y", "special", "optional"],
    ],
  },
  findDeviceProperty: { call: findDeviceProperty, valid: () => [0x004e], args: [["id", "whole"]] },
  ...genericArguments,
  SensorSetting: {
    call: (property: DeviceProperty<number | undefined>) =>
      new SensorSetting(property, { value: 1 }),
    valid: () => [MotionThreshold],
    args: [["property", "special"]],
  },
  SensorSetupServer: {
    call: (server: SensorServer) => new SensorSetupServer(server),
    valid: () => [new SensorServer({ sensors: [new SensorState(MotionSensed)] })],
    args: [["server", "special"]],
  },
  SensorState: {
    call: (property: DeviceProperty) => new SensorState(property),
    valid: () => [MotionSensed],
    args: [["property", "special"]],
  },
  encodeTransitionTime: {
    call: encodeTransitionTime,
    valid: () => [1],
    args: [["transition", "time"]],
  },
  errorCodeName: { call: errorCodeName, valid: () => [1], args: [["code", "whole"]] },
  fromHex: { call: fromHex, valid: () => ["00"], args: [["hexadecimal", "special"]] },
  group: { call: group, valid: () => [{ level: uint8 }], args: [["fields", "object"]] },
  list: { call: list, valid: () => [uint8], args: [["field", "special"]] },
  message: {
    call: message,
    valid: () => ["Lamp Get", 0x11, {}, set],
    args: [
      ["name of a message", "string"],
      ["opcode of ", "special"],
      ["fields of Lamp Get", "object"],
      ["response of Lamp Get", "special", "optional"],
    ],
  },
  octets: { call: octets, valid: () => [4], args: [["length", "whole"]] },
  optional: { call: optional, valid: () => [uint8], args: [["field", "special"]] },
  signed: {
    call: signed,
    valid: () => [2, -50, 100],
    args: [
      ["octets", "whole"],
      ["low", "signed", "optional"],
      ["high", "signed", "optional"],
    ],
  },
  toHex: { call: toHex, valid: () => [new Uint8Array(1)], args: [["bytes", "octets"]] },
  unsigned: {
    call: unsigned,
    valid: () => [2, 0, 100],
    args: [
      ["octets", "whole"],
      ["low", "whole", "optional"],
      ["high", "whole", "optional"],
    ],
  },
  vendorModelId: {
    call: vendorModelId,
    valid: () => [1, 1],
    args: [
      ["company", "whole"],
      ["model", "whole"],
    ],
  },
  vendorOpcode: {
    call: vendorOpcode,
    valid: () => [1, 1],
    args: [
      ["operation", "whole"],
      ["company", "whole"],
    ],
  },
};
