// Whatever messages have set is there after a power cut, and is gone after Node Reset: of every server, after random messages.
import test from "ava";
import type { Message } from "../../../modules/access/message.js";
import { opcodeLength, putOpcode } from "../../../modules/access/opcode.js";
import { toHex } from "../../../modules/base/bytes.js";
import {
  SensorGain,
  TotalDeviceRuntime,
} from "../../../modules/models/common/device-properties/energy.js";
import { PresentAmbientLightLevel } from "../../../modules/models/common/device-properties/light.js";
import { MotionThreshold } from "../../../modules/models/common/device-properties/occupancy.js";
import { CtlModels } from "../../../modules/models/ctl-models.js";
import * as defaultTransitionTime from "../../../modules/models/generic-default-transition-time/messages.js";
import * as location from "../../../modules/models/generic-location/messages.js";
import { GenericLocationServer } from "../../../modules/models/generic-location/server.js";
import { GenericLocationSetupServer } from "../../../modules/models/generic-location/setup-server.js";
import * as powerLevel from "../../../modules/models/generic-power-level/messages.js";
import * as powerOnOff from "../../../modules/models/generic-power-onoff/messages.js";
import { GenericAdminPropertyServer } from "../../../modules/models/generic-property/admin-server.js";
import { GenericManufacturerPropertyServer } from "../../../modules/models/generic-property/manufacturer-server.js";
import * as property from "../../../modules/models/generic-property/messages.js";
import { GenericProperty } from "../../../modules/models/generic-property/property.js";
import { GenericUserPropertyServer } from "../../../modules/models/generic-property/user-server.js";
import { HslModels } from "../../../modules/models/hsl-models.js";
import { LcModels } from "../../../modules/models/lc-models.js";
import * as ctl from "../../../modules/models/light-ctl/messages.js";
import * as hsl from "../../../modules/models/light-hsl/messages.js";
import * as lc from "../../../modules/models/light-lc/messages.js";
import * as lightness from "../../../modules/models/light-lightness/messages.js";
import * as xyl from "../../../modules/models/light-xyl/messages.js";
import { LightnessModels } from "../../../modules/models/lightness-models.js";
import { PowerLevelModels } from "../../../modules/models/power-level-models.js";
import * as scene from "../../../modules/models/scene/messages.js";
import { SceneServer } from "../../../modules/models/scene/server.js";
import { SceneSetupServer } from "../../../modules/models/scene/setup-server.js";
import * as scheduler from "../../../modules/models/scheduler/messages.js";
import { SchedulerServer } from "../../../modules/models/scheduler/server.js";
import { SchedulerSetupServer } from "../../../modules/models/scheduler/setup-server.js";
import * as sensor from "../../../modules/models/sensor/messages.js";
import { SensorServer } from "../../../modules/models/sensor/server.js";
import { SensorSetting } from "../../../modules/models/sensor/sensor-setting.js";
import { SensorSetupServer } from "../../../modules/models/sensor/setup-server.js";
import { SensorState } from "../../../modules/models/sensor/sensor-state.js";
import * as time from "../../../modules/models/time/messages.js";
import { TimeServer } from "../../../modules/models/time/server.js";
import { TimeSetupServer } from "../../../modules/models/time/setup-server.js";
import { XylModels } from "../../../modules/models/xyl-models.js";
import { OctetRig, octetsOf } from "../../support/octet-rig.js";
import { TestRandom } from "../../support/test-random.js";

/** Every server, on eight elements. */
function everyServer() {
  const light = new LightnessModels();
  const white = new CtlModels({ light });
  const colored = new HslModels({ light });
  const chromatic = new XylModels({ light });
  const controlled = new LcModels({ light });
  const scenes = new SceneServer();
  const clock = new TimeServer();
  const schedules = new SchedulerServer({ time: clock });
  const main = [
    ...[...light.models, ...white.ownModels, ...colored.ownModels, ...chromatic.ownModels],
    ...[scenes, new SceneSetupServer(scenes, light.defaultTransitionTime)],
    ...[clock, new TimeSetupServer(clock), schedules, new SchedulerSetupServer(schedules)],
  ];
  return [
    main,
    white.temperatureModels,
    colored.hueModels,
    colored.saturationModels,
    controlled.controllerModels,
    new PowerLevelModels().models,
    genericServers(),
    sensors(),
  ];
}

function genericServers() {
  const places = new GenericLocationServer();
  const threshold = new GenericProperty(MotionThreshold, { value: 50, userAccess: "read-write" });
  const users = new GenericUserPropertyServer({ properties: [threshold] });
  const gain = new GenericProperty(SensorGain, { value: 1, userAccess: "write" });
  const runtime = new GenericProperty(TotalDeviceRuntime, { value: 5 });
  return [
    places,
    new GenericLocationSetupServer(places),
    users,
    new GenericAdminPropertyServer(users, { properties: [gain] }),
    new GenericManufacturerPropertyServer(users, { properties: [runtime] }),
  ];
}

function sensors() {
  const gain = new SensorSetting(SensorGain, { value: 1, writable: true });
  const ambient = new SensorState(PresentAmbientLightLevel, { value: 500, settings: [gain] });
  const server = new SensorServer({ sensors: [ambient] });
  return [server, new SensorSetupServer(server)];
}

const modules: readonly object[] = [
  ...[defaultTransitionTime, location, powerLevel, powerOnOff, property, ctl, hsl, lc, lightness],
  ...[xyl, scene, scheduler, sensor, time],
];
/** Messages that set something. */
const sets = modules
  .flatMap((module) => Object.values(module) as readonly Partial<Message>[])
  .filter(({ name }) => name !== undefined && / (Set|Store|Delete)$/.test(name)) as Message[];

const lcIds = Array.from({ length: 18 }, (_, i) => 0x2b + i);
const propertyIds = [0x43, 0x74, 0x6e, 0x4e, ...lcIds];

/** Gets of what is stored, by element; with a Property ID, an index or both. */
const gets: readonly (readonly [element: number, message: Uint8Array])[] = [
  ...[0x820d, 0x8211, 0x8253, 0x8255, 0x8257, 0x8267, 0x8262, 0x827b, 0x827d].map(at(0)),
  ...[0x8289, 0x828b, 0x8244, 0x8249, 0x823b, 0x823e, 0x8238].map(at(0)),
  ...Array.from({ length: 16 }, (_, i) => [0, octetsOf(0x8248, [i, 1])] as const),
  ...[0x8291, 0x8295].map(at(4)),
  ...lcIds.map((id) => [4, octetsOf(0x829d, [id, 2])] as const),
  ...[0x820d, 0x8211, 0x8219, 0x821b, 0x821d].map(at(5)),
  ...[0x8225, 0x8226, 0x822a, 0x822c, 0x822e].map(at(6)),
  ...[0x822f, 0x822d, 0x822b].flatMap((opcode) =>
    propertyIds.slice(0, 3).map((id) => [6, octetsOf(opcode, [id, 2])] as const),
  ),
  [7, octetsOf(0x8234, [0x4e, 2])],
  [7, octetsOf(0x8236, [0x4e, 2], [0x74, 2])],
];
/** Gets of states that are restored after a power cut. */
const states = [
  ...[0x8201, 0x824b, 0x825d, 0x826d, 0x8283].map(at(0)),
  ...[1, 2, 3].map((element) => at(element)(0x8205)),
  at(5)(0x8215),
];

function at(element: number): (opcode: number) => readonly [number, Uint8Array] {
  return (opcode) => [element, octetsOf(opcode)];
}

/** The answers to Gets. */
function answersOf(rig: OctetRig, messages = gets): readonly string[] {
  return messages.map(([element, message]) => {
    const answer = rig.say(element, message).answer;
    const hex = answer ? toHex(answer) : "none";
    // After a power cut no scene is the present one.
    const told = hex.startsWith("8245") ? hex.slice(0, 6) + hex.slice(10) : hex;
    return `${toHex(message)}: ${told}`;
  });
}

/** A Set with random values, in most cases as long as it is to be; often small numbers, and Property IDs that there are. */
function randomSet(random: TestRandom): Uint8Array {
  const { minimumLength, opcode } = sets[random.below(sets.length)]!;
  const header = opcodeLength(opcode);
  const more = random.below(2) === 0 ? 0 : random.below(6);
  const octets = random.bytes(header + minimumLength + more);
  putOpcode(octets, opcode);
  const isSmall = random.below(2) === 0;
  for (let i = header; i < octets.length; i++) if (isSmall) octets[i]! &= 0x0f;
  if (random.below(2) === 0 && octets.length > header + 1)
    octets.set([propertyIds[random.below(propertyIds.length)]!, 0], header);
  return octets;
}

/** A Set of which random octets would hardly be one: of a property, a cadence, or a schedule. */
function wholeSet(random: TestRandom): Uint8Array {
  const word = random.below(0x1_0000);
  const float = new DataView(new ArrayBuffer(4));
  float.setFloat32(0, random.below(1000), true);
  const gain = [float.getUint32(0, true), 4] as const;
  const lcId = lcIds[random.below(lcIds.length)]!;
  const isCoefficient = lcId >= 0x32 && lcId <= 0x35;
  const length = lcId === 0x31 ? 1 : lcId >= 0x2e && lcId <= 0x30 ? 2 : 3;
  const cadence = [5, word, word, 10, word, word].map((n, i) => [n, i % 3 === 0 ? 1 : 3] as const);
  const all = [
    octetsOf(0x62, [lcId, 2], isCoefficient ? gain : [word & 0x7f, length]),
    octetsOf(0x4c, [0x43, 2], [random.below(201), 1]),
    octetsOf(0x48, [0x74, 2], [random.below(4), 1], gain),
    octetsOf(0x44, [0x6e, 2], [random.below(2), 1]),
    octetsOf(0x55, [0x4e, 2], ...cadence),
    octetsOf(0x59, [0x4e, 2], [0x74, 2], gain),
    octetsOf(0x60, [random.below(16) | 0x640, 2], [word, 4], [0xf0 & word, 1], [0, 1], [word, 2]),
    octetsOf(0x8211 + 2, [random.below(3), 1]),
    octetsOf(0x8292 + 4 * random.below(2), [random.below(2), 1]),
  ];
  return all[random.below(all.length)]!;
}

/** A device after many random messages. */
function used(seed: number): OctetRig {
  const random = new TestRandom(seed);
  const rig = new OctetRig(everyServer());
  for (let i = 0; i < 2000; i++) {
    const message = random.below(2) === 0 ? wholeSet(random) : randomSet(random);
    // The elements that handle it; others have no such model.
    for (let element = 0; element < 8; element++) rig.say(element, message, 5 + random.below(3));
    if (random.below(10) === 0) rig.pass(random.below(10_000));
  }
  return rig;
}

for (const seed of [1, 2]) {
  test(`every setting, and every state at rest, is there after a power cut, seed ${seed}`, (t) => {
    const rig = used(seed);
    // The controller does not set the light; what is on is restored; nothing is scheduled.
    rig.say(4, octetsOf(0x8292, [0, 1]));
    for (const element of [0, 5]) {
      rig.say(element, octetsOf(0x8213, [2, 1]));
      rig.say(element, octetsOf(0x820e, [0, 1]));
    }
    for (let i = 0; i < 16; i++)
      rig.say(0, octetsOf(0x60, [i | 0x640, 2], [0, 4], [0xf0, 1], [0, 3]));
    // At a power-up a colour is limited to its range, which may have changed without it.
    for (const opcode of [0x825e, 0x8276, 0x8284])
      rig.say(0, octetsOf(opcode, [40_000, 2], [5000, 2], [6000, 2], [1, 1], [0, 1], [0, 1]));
    rig.pass(40_000_000);
    const after = new OctetRig(everyServer(), rig.stored, rig.parts);
    after.pass(1000);
    t.deepEqual(answersOf(after), answersOf(rig));
    t.deepEqual(answersOf(after, states), answersOf(rig, states));
  });

  test(`no setting is there after Node Reset, seed ${seed}`, (t) => {
    const rig = used(seed);
    const fresh = answersOf(new OctetRig(everyServer()));
    const changed = answersOf(rig).filter((answer, i) => answer !== fresh[i]);
    t.true(changed.length > gets.length / 2);
    const { services } = rig;
    for (const model of rig.models) model.stop();
    for (const model of rig.models) model.reset();
    services.stored.clear();
    services.partsOf.clear();
    for (const model of rig.models) model.start(services);
    rig.pass(1000);
    t.deepEqual(answersOf(rig), fresh);
  });
}
