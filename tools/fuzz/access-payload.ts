import * as heartbeatMessages from "../../modules/foundation/configuration/heartbeat-messages.js";
import * as keyMessages from "../../modules/foundation/configuration/key-messages.js";
import * as modelMessages from "../../modules/foundation/configuration/model-messages.js";
import * as stateMessages from "../../modules/foundation/configuration/state-messages.js";
import * as healthMessages from "../../modules/foundation/health/messages.js";
import * as largeMessages from "../../modules/foundation/large-composition-data/messages.js";
import * as onDemandMessages from "../../modules/foundation/on-demand-private-proxy/messages.js";
import * as aggregatorMessages from "../../modules/foundation/opcodes-aggregator/messages.js";
import * as privateBeaconMessages from "../../modules/foundation/private-beacon/messages.js";
import * as remoteMessages from "../../modules/foundation/remote-provisioning/messages.js";
import * as sarMessages from "../../modules/foundation/sar-configuration/messages.js";
import * as solicitationRplMessages from "../../modules/foundation/solicitation-pdu-rpl/messages.js";
import * as defaultTransitionTimeMessages from "../../modules/models/generic-default-transition-time/messages.js";
import * as batteryMessages from "../../modules/models/generic-battery/messages.js";
import * as levelMessages from "../../modules/models/generic-level/messages.js";
import * as locationMessages from "../../modules/models/generic-location/messages.js";
import * as onOffMessages from "../../modules/models/generic-onoff/messages.js";
import * as powerLevelMessages from "../../modules/models/generic-power-level/messages.js";
import * as powerOnOffMessages from "../../modules/models/generic-power-onoff/messages.js";
import * as lcMessages from "../../modules/models/light-lc/messages.js";
import * as ctlMessages from "../../modules/models/light-ctl/messages.js";
import * as hslMessages from "../../modules/models/light-hsl/messages.js";
import * as xylMessages from "../../modules/models/light-xyl/messages.js";
import * as lightnessMessages from "../../modules/models/light-lightness/messages.js";
import * as propertyMessages from "../../modules/models/generic-property/messages.js";
import * as sceneMessages from "../../modules/models/scene/messages.js";
import * as schedulerMessages from "../../modules/models/scheduler/messages.js";
import * as timeMessages from "../../modules/models/time/messages.js";
import {
  SensorGain,
  TotalDeviceRuntime,
} from "../../modules/models/common/device-properties/energy.js";
import { PresentAmbientLightLevel } from "../../modules/models/common/device-properties/light.js";
import { MotionThreshold } from "../../modules/models/common/device-properties/occupancy.js";
import * as sensorMessages from "../../modules/models/sensor/messages.js";
import type { Message } from "../../modules/access/message.js";
import { opcodeLength, putOpcode } from "../../modules/access/opcode.js";
import { maximumPayload } from "../../modules/access/limits.js";
import { itemSize } from "../../modules/foundation/opcodes-aggregator/messages.js";
import type { Draw } from "./draw.js";
import { known } from "./keys.js";

/** All messages that some modules export. */
function messagesOf(...modules: readonly object[]): readonly Message[] {
  return modules
    .flatMap((module) => Object.values(module) as Partial<Message>[])
    .filter((value): value is Message => value.opcode !== undefined);
}

/** The messages of a Configuration Server, received and sent. */
export const configurationMessages = messagesOf(
  heartbeatMessages,
  keyMessages,
  modelMessages,
  stateMessages,
);

/** The messages of all models that use device keys. */
export const deviceKeyMessages = [
  ...configurationMessages,
  ...messagesOf(
    largeMessages,
    onDemandMessages,
    aggregatorMessages,
    privateBeaconMessages,
    remoteMessages,
    sarMessages,
  ),
];

export const onOffMessagesList = messagesOf(onOffMessages);

/** The messages of all models that use AppKeys. */
export const appKeyMessages = [
  ...onOffMessagesList,
  ...messagesOf(
    healthMessages,
    aggregatorMessages,
    solicitationRplMessages,
    defaultTransitionTimeMessages,
    levelMessages,
    lightnessMessages,
    ctlMessages,
    hslMessages,
    xylMessages,
    powerOnOffMessages,
    batteryMessages,
    levelMessages,
    locationMessages,
    propertyMessages,
    sensorMessages,
  ),
];

/** The messages of a light with scenes, time and schedules, and of a power level. */
export const scenesMessages = [
  ...onOffMessagesList,
  ...messagesOf(
    defaultTransitionTimeMessages,
    levelMessages,
    lightnessMessages,
    powerOnOffMessages,
    powerLevelMessages,
    ctlMessages,
    lcMessages,
    sceneMessages,
    schedulerMessages,
    timeMessages,
  ),
];

/** The messages of a light with hue and saturation, and with x and y, of a battery, a location and properties. */
export const colorsMessages = [
  ...onOffMessagesList,
  ...messagesOf(
    defaultTransitionTimeMessages,
    levelMessages,
    lightnessMessages,
    powerOnOffMessages,
    hslMessages,
    xylMessages,
    batteryMessages,
    locationMessages,
    propertyMessages,
  ),
];

/** Properties that the fuzzed nodes have, of all four kinds: `genericServers` and the sensor. */
const knownProperties = [MotionThreshold, SensorGain, TotalDeviceRuntime, PresentAmbientLightLevel];
const properties = new Set(messagesOf(propertyMessages, sensorMessages));

/** Most items of a sequence, beside those that its length allows, and the octets that it has for them. */
const mostItems = 130;
const itemsRoom = maximumPayload - 4;

/** A payload: one of the messages, or in one of 16 cases where it is possible several in a sequence. */
export function accessPayload(draw: Draw, messages: readonly Message[]): Uint8Array {
  if (draw.below(16) > 0 || !messages.includes(aggregatorMessages.OpcodesAggregatorSequence))
    return onePayload(draw, messages);
  return sequence(draw, messages);
}

/** A sequence of different messages, or of one again and again, as many as it may have or fewer. */
function sequence(draw: Draw, messages: readonly Message[]): Uint8Array {
  const { elements } = known;
  const items: Uint8Array[] = [];
  const alike = draw.below(2) === 0 ? onePayload(draw, messages) : undefined;
  let room = itemsRoom;
  for (let left = draw.below(mostItems); left > 0; left--) {
    const item = alike ?? onePayload(draw, messages);
    room -= itemSize(item.length);
    if (room < 0) break;
    items.push(item);
  }
  const elementAddress = known.address + draw.below(elements + 1);
  return aggregatorMessages.OpcodesAggregatorSequence.encode({ elementAddress, items });
}

/** A payload of one of the messages, in most cases with the right length; or random octets. */
function onePayload(draw: Draw, messages: readonly Message[]): Uint8Array {
  if (draw.below(8) === 0) return draw.bytes(1 + draw.below(30));
  const message = messages[draw.below(messages.length)]!;
  const { minimumLength, opcode } = message;
  const header = opcodeLength(opcode);
  const parameters = draw.below(4) === 0 ? draw.below(30) : minimumLength;
  const payload = draw.bytes(header + parameters);
  putOpcode(payload, opcode);
  // Small numbers are more likely to be indices of elements, models and keys.
  for (let i = header; i < payload.length; i++)
    if (draw.below(2) === 0) payload[i]! &= draw.below(2) === 0 ? 1 : 0x10;
  if (draw.below(2) === 0 && parameters > 1) payload.set([0x00, 0x01], header);
  // Of random Property IDs nearly none is valid.
  if (parameters > 1 && properties.has(message) && draw.below(2) === 0) {
    const { id } = knownProperties[draw.below(knownProperties.length)]!;
    payload.set([id & 0xff, id >> 8], header);
  }
  return payload;
}
