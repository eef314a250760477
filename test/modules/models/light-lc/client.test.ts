import test from "ava";
import { Element } from "../../../../modules/access/element.js";
import { toHex } from "../../../../modules/base/bytes.js";
import {
  LightControlRegulatorKiu,
  LightControlTimeFadeOn,
  LightControlTimeRunOn,
} from "../../../../modules/models/common/device-properties/light-control.js";
import { PresentAmbientLightLevel } from "../../../../modules/models/common/device-properties/light.js";
import { PresenceDetected } from "../../../../modules/models/common/device-properties/occupancy.js";
import { LcModels } from "../../../../modules/models/lc-models.js";
import {
  LightLcClient,
  type LightLcPublication,
  type LightOnOffStatus,
} from "../../../../modules/models/light-lc/client.js";
import { LcState } from "../../../../modules/models/light-lc/machine.js";
import { LightLightnessClient } from "../../../../modules/models/light-lightness/client.js";
import { SensorServer } from "../../../../modules/models/sensor/server.js";
import { SensorState } from "../../../../modules/models/sensor/sensor-state.js";
import { FakeServices } from "../../../support/fake-services.js";
import { Mesh } from "../../../support/mesh.js";
import { publicationTo } from "../../../support/publication.js";
import { bindSensors, seconds, sensorGroup } from "../../../support/sensor-rig.js";

const lightAddress = 0x0100;
/** The element of the controller. */
const ask = { dst: lightAddress + 1, appKeyIndex: 0 };
const at = (present: boolean) => ({ present, change: undefined });

function make() {
  const mesh = new Mesh();
  const modes: boolean[] = [];
  const occupancyModes: boolean[] = [];
  const statuses: LightOnOffStatus[] = [];
  const states: [number, number][] = [];
  const client = new LightLcClient({
    onMode: (mode) => modes.push(mode),
    onOccupancyMode: (mode) => occupancyModes.push(mode),
    onStatus: (status) => statuses.push(status),
  });
  const lightness = new LightLightnessClient();
  const light = new LcModels({
    onState: (state) => states.push([state, mesh.clock.now()]),
    properties: { timeFadeOn: 1000, timeRunOn: 5000, lightnessOn: 40_000 },
  });
  const presence = new SensorState(PresenceDetected, { value: false });
  const ambient = new SensorState(PresentAmbientLightLevel, { value: 0 });
  const sensors = new SensorServer({ sensors: [presence, ambient] });
  const elements = [{ models: light.models }, { models: light.controllerModels }];
  const manager = mesh.node(0x0001, [{ models: [client, lightness] }]);
  for (const made of [manager, mesh.node(lightAddress, elements)]) bindSensors(made);
  const sensorNode = mesh.node(0x0200, [{ models: [sensors] }]);
  bindSensors(sensorNode);
  sensors.configuration = {
    bindings: [0],
    publication: publicationTo(sensorGroup, { period: seconds(2) }),
  };
  sensorNode.node.network!.saveModel(sensors);
  return { client, light, lightness, mesh, modes, occupancyModes, presence, states, statuses };
}

test("mode, Occupancy Mode, Light OnOff and properties over the air", async (t) => {
  const { client, light, mesh, modes, occupancyModes, statuses } = make();
  const { result } = { result: mesh.result.bind(mesh) };
  t.false(await result(client.getMode(ask)));
  t.true(await result(client.setMode(true, ask)));
  t.true(await result(client.getOccupancyMode(ask)));
  t.false(await result(client.setOccupancyMode(false, ask)));
  client.setOccupancyModeUnacknowledged(true, ask);
  await mesh.clock.run(300);
  t.true(light.controller.occupancyMode);
  t.is((await result(client.setOnOff(true, ask))).change?.target, true);
  await mesh.clock.run(2000);
  t.deepEqual(await result(client.getOnOff(ask)), at(true));
  client.setOnOffUnacknowledged(false, ask, { time: 0, delay: 0 });
  await mesh.clock.run(300);
  t.deepEqual(await result(client.getOnOff(ask)), at(false));
  t.is(await result(client.getProperty(LightControlTimeRunOn, ask)), 5000);
  t.is(await result(client.setProperty(LightControlTimeRunOn, 7000, ask)), 7000);
  client.setPropertyUnacknowledged(LightControlRegulatorKiu, 12.5, ask);
  await mesh.clock.run(300);
  t.is(await result(client.getProperty(LightControlRegulatorKiu, ask)), 12.5);
  client.setModeUnacknowledged(false, ask);
  await mesh.clock.run(300);
  t.false(await result(client.getMode(ask)));
  t.deepEqual(modes, [false, true, false]);
  t.deepEqual(occupancyModes, [true, false]);
  t.is(statuses.length, 3);
});

test("a property that a controller has not is not answered", async (t) => {
  const { client, mesh } = make();
  const asked = client.getProperty(PresentAmbientLightLevel, { ...ask, timeout: 3000 });
  await t.throwsAsync(mesh.result(asked), { name: "TimeoutError" });
});

const { fade, fadeOn, fadeStandbyAuto, fadeStandbyManual, off, prolong, run, standby } = LcState;

test("a sensor of another node: light, prolong, standby; manual off and back, each change at its millisecond", async (t) => {
  const { client, light, lightness, mesh, presence, states } = make();
  await mesh.result(client.setMode(true, ask));
  await mesh.clock.run(5000);
  t.is(light.controller.controllerState, standby, "nobody is there");
  states.length = 0;
  presence.update(true);
  await mesh.clock.run(3000);
  presence.update(false);
  await mesh.clock.run(60_000);
  const began = states[0]![1];
  // The report was published once or twice while somebody was there: the last one begins Run again.
  const runs = states.filter(([state]) => state === fade)[0]![1] - began;
  t.true(runs >= 1000 + 5000 && runs <= 1000 + 5000 + 3000, `${runs}`);
  const from = began + runs;
  t.deepEqual(
    states.map(([state, time]) => [
      state,
      state === fadeOn || state === run ? time - began : time - from,
    ]),
    [
      [fadeOn, 0],
      [run, 1000],
      [fade, 0],
      [prolong, 5000],
      [fadeStandbyAuto, 35_000],
      [standby, 40_000],
    ],
  );
  t.is(light.light.lightness.lightness, 0);
  states.length = 0;
  await mesh.result(client.setOnOff(true, ask));
  await mesh.clock.run(2000);
  await mesh.result(client.setOnOff(false, ask));
  await mesh.clock.run(1000);
  t.deepEqual(
    states.map(([state]) => state),
    [fadeOn, run, fadeStandbyManual, standby],
  );
  await mesh.result(lightness.set(1234, { dst: lightAddress, appKeyIndex: 0 }));
  t.is(light.controller.controllerState, off);
  t.false(await mesh.result(client.getMode(ask)));
  await mesh.result(client.setMode(true, ask));
  t.is(light.light.lightness.lightness, 0);
});

const publications: readonly (readonly [LightLcPublication, octets: string])[] = [
  [{ mode: true }, "829301"],
  [{ mode: false, acknowledged: true }, "829200"],
  [{ occupancyMode: true }, "829701"],
  [{ occupancyMode: true, acknowledged: true }, "829601"],
  [{ onOff: true }, "829b01"],
  [{ onOff: false, acknowledged: true }, "829a00"],
];

for (const [publication, octets] of publications)
  test(`published: ${JSON.stringify(publication)}`, (t) => {
    const client = new LightLcClient();
    new Element({ index: 0, models: [client] });
    const services = new FakeServices();
    client.start(services);
    client.configuration = { bindings: [0], publication: publicationTo(0xc000) };
    t.is(client.publish(publication), "published");
    t.is(toHex(services.published[0]!.subarray(0, 3)), octets);
  });

test("what no message can carry is refused", async (t) => {
  const { client } = make();
  const { mesh } = make();
  t.throws(() => client.setPropertyUnacknowledged(LightControlTimeFadeOn, -1, ask), {
    message: /value/,
  });
  t.throws(() => client.setOnOffUnacknowledged(true, ask, { time: 0, delay: 1300 }), {
    instanceOf: RangeError,
  });
  await t.throwsAsync(mesh.result(client.setProperty(LightControlTimeFadeOn, 1e9, ask)), {
    message: /value/,
  });
});
