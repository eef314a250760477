// Every Sensor message between two nodes, as tshark decodes it.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { group, unsigned } from "../../modules/access/fields.js";
import { temperature8 } from "../../modules/models/common/device-properties/characteristics.js";
import { deviceProperty } from "../../modules/models/common/device-properties/device-property.js";
import { SensorGain } from "../../modules/models/common/device-properties/energy.js";
import { PresentAmbientLightLevel } from "../../modules/models/common/device-properties/light.js";
import { PresenceDetected } from "../../modules/models/common/device-properties/occupancy.js";
import * as declared from "../../modules/models/sensor/messages.js";
import { SensorSetting } from "../../modules/models/sensor/sensor-setting.js";
import { SensorState } from "../../modules/models/sensor/sensor-state.js";
import { dissect } from "../../tools/capture/tshark.js";
import { meshPackets, recordPackets } from "../support/mesh-capture.js";
import { peerTest } from "../support/peer.js";
import { askSensor, sensorGroup, sensorRig, withoutCadence } from "../support/sensor-rig.js";
import { tshark } from "../support/tshark.js";

const directory = mkdtempSync(join(tmpdir(), "xs-mesh-sensor-"));
test.after.always(() => rmSync(directory, { recursive: true, force: true }));

const light = PresentAmbientLightLevel;
/**
 * A property whose series tshark knows: X and width are tenths of an hour, and Y is a temperature. Of
 * a property that has no series in the specification it takes X to be as long as a value.
 */
const byHour = deviceProperty(
  0x0001,
  "Average Ambient Temperature In A Period Of Day",
  group({ temperature: temperature8, from: unsigned(1), to: unsigned(1) }),
  unsigned(1),
  temperature8,
);
const everySensor = { ...askSensor, dst: sensorGroup };
const cadence = { ...withoutCadence, fastPeriodDivisor: 3, deltaDown: 10, deltaUp: 20 };
const percent = { ...cadence, triggerType: "percent", deltaDown: 1, deltaUp: 2 } as const;

/**
 * Sends every message, and gives the packets that were on the air. Not among them: statuses of an unknown sensor,
 * whose Marshalled Property ID of length 0 tshark takes for a length of 128, and of a setting that
 * cannot be set, where tshark expects a value.
 */
async function packets(): Promise<readonly Uint8Array[]> {
  const rig = sensorRig(() => [
    new SensorState(light, {
      value: 500,
      positiveTolerance: 5,
      samplingFunction: "arithmetic mean",
      settings: [new SensorSetting(SensorGain, { value: 1, writable: true })],
    }),
    new SensorState(byHour, {
      value: { temperature: 20, from: 70, to: 80 },
      series: () => [
        { x: 70, width: 10, y: 20 },
        { x: 80, width: 20, y: 21.5 },
      ],
    }),
    new SensorState(PresenceDetected, { value: true }),
  ]);
  const { client, mesh } = rig;
  mesh.air.log.length = 0;
  await mesh.result(client.getDescriptors(askSensor));
  await mesh.result(client.getAll(askSensor));
  await mesh.result(client.getColumn(byHour, 70, askSensor));
  await mesh.result(client.getSeries(byHour, askSensor, { from: 0, to: 240 }));
  await mesh.result(client.setCadence(light, cadence, askSensor));
  await mesh.result(client.getCadence(light, askSensor));
  client.setCadenceUnacknowledged(light, percent, everySensor);
  await mesh.clock.run(1000);
  await mesh.result(client.getSettings(light, askSensor));
  await mesh.result(client.setSetting(light, SensorGain, 2.5, askSensor));
  await mesh.result(client.getSetting(light, SensorGain, askSensor));
  client.setSettingUnacknowledged(light, SensorGain, 1, everySensor);
  await mesh.clock.run(1000);
  rig.publish();
  rig.server.publish();
  await mesh.clock.run(1000);
  return meshPackets(mesh);
}

const info = "_ws.col.Info";
const field = (name: string) => `btmesh.model.sensor_${name}`;
const fields = [
  info,
  field("descriptor_status.descriptor_sensor_property_id"),
  field("status.mpid.format_a.property_id"),
  field("status.raw_value"),
  field("cadence_set.fast_cadence_period_divisor"),
  field("cadence_set.status_trigger_delta_up"),
  field("cadence_set.status_trigger_delta_down"),
  field("cadence_set.fast_cadence_high"),
  field("setting_status.sensor_setting_raw"),
];

peerTest([tshark], "tshark names every Sensor message and finds none malformed", async (t) => {
  const path = join(directory, "sensor.pcapng");
  recordPackets(path, await packets());
  const found = await dissect({ path, fields });
  const infos = found.map((packet) => packet[info]?.[0] ?? "");
  t.deepEqual(
    infos.filter((text) => /malformed|decrypt/i.test(text)),
    [],
  );
  t.deepEqual(await dissect({ path, fields: [info], filter: "_ws.malformed" }), []);
  const names = (Object.values(declared) as unknown[]).flatMap((value) => {
    const { name, opcode } = value as { readonly name?: string; readonly opcode?: number };
    return opcode !== undefined && name !== undefined ? [name] : [];
  });
  t.is(names.length, 18);
  for (const name of names)
    t.true(
      infos.some((text) => text.includes(name)),
      name,
    );
  const values = (name: string) =>
    found.flatMap((packet) => packet[field(name)] ?? []).map((text) => text.replaceAll(":", ""));
  t.true(values("descriptor_status.descriptor_sensor_property_id").map(Number).includes(light.id));
  t.true(values("status.mpid.format_a.property_id").map(Number).includes(light.id));
  t.true(values("status.raw_value").includes("50c300"));
  t.true(values("cadence_set.fast_cadence_period_divisor").map(Number).includes(3));
  // tshark has the names of the deltas the other way round: the first one is delta down.
  t.deepEqual(values("cadence_set.status_trigger_delta_up"), ["e80300"]);
  t.deepEqual(values("cadence_set.status_trigger_delta_down"), ["d00700"]);
  t.true(values("cadence_set.fast_cadence_high").includes("ffffff"));
  t.true(values("setting_status.sensor_setting_raw").includes("00002040"));
});
