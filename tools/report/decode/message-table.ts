import type { Message } from "../../../modules/access/message.js";
import { getOpcode } from "../../../modules/access/opcode.js";
import * as fastProvisioning from "../../../modules/espressif/fast-provisioning/models/messages.js";
import * as nodeRecords from "../../../modules/espressif/node-records/messages.js";
import * as heartbeat from "../../../modules/foundation/configuration/heartbeat-messages.js";
import * as keys from "../../../modules/foundation/configuration/key-messages.js";
import * as models from "../../../modules/foundation/configuration/model-messages.js";
import * as states from "../../../modules/foundation/configuration/state-messages.js";
import * as health from "../../../modules/foundation/health/messages.js";
import * as largeCompositionData from "../../../modules/foundation/large-composition-data/messages.js";
import * as onDemandPrivateProxy from "../../../modules/foundation/on-demand-private-proxy/messages.js";
import * as opcodesAggregator from "../../../modules/foundation/opcodes-aggregator/messages.js";
import * as privateBeacon from "../../../modules/foundation/private-beacon/messages.js";
import * as remoteProvisioning from "../../../modules/foundation/remote-provisioning/messages.js";
import * as sarConfiguration from "../../../modules/foundation/sar-configuration/messages.js";
import * as solicitationPduRpl from "../../../modules/foundation/solicitation-pdu-rpl/messages.js";
import * as genericBattery from "../../../modules/models/generic-battery/messages.js";
import * as genericDefaultTransitionTime from "../../../modules/models/generic-default-transition-time/messages.js";
import * as genericLevel from "../../../modules/models/generic-level/messages.js";
import * as genericLocation from "../../../modules/models/generic-location/messages.js";
import * as genericOnOff from "../../../modules/models/generic-onoff/messages.js";
import * as genericPowerLevel from "../../../modules/models/generic-power-level/messages.js";
import * as genericPowerOnOff from "../../../modules/models/generic-power-onoff/messages.js";
import * as genericProperty from "../../../modules/models/generic-property/messages.js";
import * as lightCtl from "../../../modules/models/light-ctl/messages.js";
import * as lightHsl from "../../../modules/models/light-hsl/messages.js";
import * as lightLc from "../../../modules/models/light-lc/messages.js";
import * as lightLightness from "../../../modules/models/light-lightness/messages.js";
import * as lightXyl from "../../../modules/models/light-xyl/messages.js";
import * as scene from "../../../modules/models/scene/messages.js";
import * as scheduler from "../../../modules/models/scheduler/messages.js";
import * as sensor from "../../../modules/models/sensor/messages.js";
import * as time from "../../../modules/models/time/messages.js";

const declared = [
  fastProvisioning,
  nodeRecords,
  heartbeat,
  keys,
  models,
  states,
  health,
  largeCompositionData,
  onDemandPrivateProxy,
  opcodesAggregator,
  privateBeacon,
  remoteProvisioning,
  sarConfiguration,
  solicitationPduRpl,
  genericBattery,
  genericDefaultTransitionTime,
  genericLevel,
  genericLocation,
  genericOnOff,
  genericPowerLevel,
  genericPowerOnOff,
  genericProperty,
  lightCtl,
  lightHsl,
  lightLc,
  lightLightness,
  lightXyl,
  scene,
  scheduler,
  sensor,
  time,
];

function isMessage(value: unknown): value is Message {
  const { opcode, decode } = (value ?? {}) as Partial<Message>;
  return typeof opcode === "number" && typeof decode === "function";
}

/** Every access message that this project declares, by opcode. */
export const messageTable: ReadonlyMap<number, Message> = new Map(
  declared
    .flatMap((module) => Object.values(module) as unknown[])
    .filter(isMessage)
    .map((message) => [message.opcode, message]),
);

/** An access payload with its message, and its values if they are well-formed. */
export interface DecodedAccess {
  readonly opcode: number;
  readonly message: Message | undefined;
  readonly values: Readonly<Record<string, unknown>> | undefined;
}

/** Decodes an access payload; undefined if its opcode is cut off or reserved. */
export function decodeAccess(payload: Uint8Array): DecodedAccess | undefined {
  const opcode = getOpcode(payload, payload.length);
  if (opcode < 0) return undefined;
  const message = messageTable.get(opcode);
  const values = message?.decode(payload, payload.length) as DecodedAccess["values"];
  return { opcode, message, values };
}
