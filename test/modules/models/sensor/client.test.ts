// A client and a server with its setup server, over the network.
import test from "ava";
import { TimeoutError } from "../../../../modules/base/errors.js";
import { fromHex } from "../../../../modules/base/bytes.js";
import { FieldError } from "../../../../modules/access/field.js";
import type { RequestOptions } from "../../../../modules/access/client-model.js";
import { Model } from "../../../../modules/access/model.js";
import type { DeviceProperty } from "../../../../modules/models/common/device-properties/device-property.js";
import {
  PresentDeviceOperatingTemperature,
  DeviceOperatingTemperatureRangeSpecification,
} from "../../../../modules/models/common/device-properties/environment.js";
import { SensorGain } from "../../../../modules/models/common/device-properties/energy.js";
import {
  PresentAmbientLightLevel,
  PresentIlluminance,
} from "../../../../modules/models/common/device-properties/light.js";
import {
  MotionSensed,
  MotionThreshold,
  PresenceDetected,
  TimeSinceMotionSensed,
} from "../../../../modules/models/common/device-properties/occupancy.js";
import type { SensorCadence } from "../../../../modules/models/sensor/cadence.js";
import { SensorClient } from "../../../../modules/models/sensor/client.js";
import {
  SensorGet,
  sensorServerId,
  SensorStatus,
} from "../../../../modules/models/sensor/messages.js";
import { SensorError } from "../../../../modules/models/sensor/sensor-error.js";
import { SensorSetting } from "../../../../modules/models/sensor/sensor-setting.js";
import { SensorState } from "../../../../modules/models/sensor/sensor-state.js";
import { Mesh } from "../../../support/mesh.js";
import {
  askSensor,
  bindSensors,
  sensorAddress,
  sensorGroup,
  sensorRig,
} from "../../../support/sensor-rig.js";

const gains: number[] = [];
const columns = [
  { x: 1, width: 1, y: 100 },
  { x: 2, width: 1, y: 200.5 },
  { x: 3, width: 2, y: undefined },
];

function make() {
  gains.length = 0;
  let lux = 350.25;
  const rig = sensorRig(() => [
    new SensorState(PresenceDetected, { value: false }),
    new SensorState(PresentAmbientLightLevel, {
      read: () => lux,
      positiveTolerance: 5,
      negativeTolerance: 10,
      samplingFunction: "arithmetic mean",
      measurementPeriod: 10,
      updateInterval: 1,
      series: () => columns,
      settings: [
        new SensorSetting(SensorGain, {
          value: 1,
          writable: true,
          onChange: (gain) => gains.push(gain),
        }),
        new SensorSetting(MotionThreshold, { value: 12.5 }),
      ],
    }),
    new SensorState(DeviceOperatingTemperatureRangeSpecification, {
      value: { minimum: -20, maximum: 60 },
    }),
  ]);
  const { client, mesh } = rig;
  return {
    ...rig,
    setLux: (value: number) => {
      lux = value;
    },
    failed: async (promise: Promise<unknown>) => {
      const outcome = await mesh.outcome(promise);
      return outcome instanceof SensorError ? outcome.message : outcome;
    },
    get: <T>(property: DeviceProperty<T>, options: RequestOptions) => client.get(property, options),
  };
}

const cadence: SensorCadence = {
  fastPeriodDivisor: 3,
  triggerType: "percent",
  deltaDown: 10,
  deltaUp: 5.5,
  minInterval: 4096,
  fastLow: 100,
  fastHigh: 500,
};

test("values are requested by their property, in its unit", async (t) => {
  const { client, get, mesh, sensors, setLux } = make();
  t.is(await mesh.result(get(PresentAmbientLightLevel, askSensor)), 350.25);
  setLux(12.34);
  t.is(await mesh.result(get(PresentAmbientLightLevel, askSensor)), 12.34);
  t.is(await mesh.result(get(PresenceDetected, askSensor)), false);
  sensors[0]!.update(true);
  t.is(await mesh.result(get(PresenceDetected, askSensor)), true);
  const values = await mesh.result(client.getAll(askSensor));
  t.deepEqual(
    values.raw.map(({ propertyId }) => propertyId),
    [0x13, 0x4d, 0x4e],
  );
  t.deepEqual(values.get(DeviceOperatingTemperatureRangeSpecification), {
    minimum: -20,
    maximum: 60,
  });
  t.true(values.has(PresenceDetected));
  t.false(values.has(PresentIlluminance));
  t.is(values.get(PresentIlluminance), undefined);
});

test("a sensor that the server has not is an error", async (t) => {
  const { client, failed } = make();
  t.is(
    await failed(client.get(PresentIlluminance, askSensor)),
    "0100 has no sensor Present Illuminance",
  );
  t.is(
    await failed(client.getDescriptor(MotionSensed, askSensor)),
    "0100 has no sensor Motion Sensed",
  );
});

test("descriptors in percent and seconds", async (t) => {
  const { client, mesh } = make();
  const descriptors = await mesh.result(client.getDescriptors(askSensor));
  t.deepEqual(
    descriptors.map(({ propertyId }) => propertyId),
    [0x13, 0x4d, 0x4e],
  );
  const light = await mesh.result(client.getDescriptor(PresentAmbientLightLevel, askSensor));
  t.deepEqual(light, descriptors[2]);
  t.is(light.samplingFunction, "arithmetic mean");
  t.is(light.updateInterval, 1);
  t.true(Math.abs(light.positiveTolerance! - 5) < 0.02);
  t.true(Math.abs(light.negativeTolerance! - 10) < 0.02);
  t.true(Math.abs(light.measurementPeriod! - 10) < 0.5);
  t.deepEqual(descriptors[1], {
    propertyId: 0x4d,
    positiveTolerance: undefined,
    negativeTolerance: undefined,
    samplingFunction: "unspecified",
    measurementPeriod: undefined,
    updateInterval: undefined,
  });
});

test("columns and series", async (t) => {
  const { client, failed, mesh } = make();
  const column = (x: number) => client.getColumn(PresentAmbientLightLevel, x, askSensor);
  t.deepEqual(await mesh.result(column(2)), columns[1]);
  t.deepEqual(await mesh.result(column(3)), columns[2]);
  t.is(await failed(column(4)), "0100 has no such column of Present Ambient Light Level");
  t.is(
    await failed(client.getColumn(PresenceDetected, 1, askSensor)),
    "0100 has no such column of Presence Detected",
  );
  const series = (from?: number, to?: number) =>
    mesh.result(
      client.getSeries(
        PresentAmbientLightLevel,
        askSensor,
        from === undefined ? undefined : { from, to: to! },
      ),
    );
  t.deepEqual(await series(), columns);
  t.deepEqual(await series(2, 3), columns.slice(1));
  t.deepEqual(await series(1, 1), columns.slice(0, 1));
  t.deepEqual(await series(3, 1), []);
  t.deepEqual(await series(0, 65_535), columns);
  t.deepEqual(await mesh.result(client.getSeries(PresenceDetected, askSensor)), []);
  t.deepEqual(await mesh.result(client.getSeries(PresentIlluminance, askSensor)), []);
});

test("cadences are set, got, and set for a group", async (t) => {
  const { client, failed, mesh } = make();
  const none =
    "0100 has no cadence of Present Ambient Light Level: there is no such sensor, or none is set";
  t.is(await failed(client.getCadence(PresentAmbientLightLevel, askSensor)), none);
  t.deepEqual(
    await mesh.result(client.setCadence(PresentAmbientLightLevel, cadence, askSensor)),
    cadence,
  );
  t.deepEqual(await mesh.result(client.getCadence(PresentAmbientLightLevel, askSensor)), cadence);
  const presence = { ...cadence, triggerType: "property", deltaDown: 0, deltaUp: 1 } as const;
  const both = { ...presence, fastLow: 1, fastHigh: 1 };
  client.setCadenceUnacknowledged(PresenceDetected, both, { ...askSensor, dst: sensorGroup });
  await mesh.clock.run(1000);
  t.deepEqual(await mesh.result(client.getCadence(PresenceDetected, askSensor)), both);
  const unknown = client.setCadence(PresentIlluminance, cadence, askSensor);
  t.regex(String(await failed(unknown)), /has no cadence of Present Illuminance/);
});

test("a cadence that cannot be sent is an error at once", async (t) => {
  const { client, mesh } = make();
  const wrong = { ...cadence, fastPeriodDivisor: 16 };
  const outcome = await mesh.outcome(client.setCadence(PresentAmbientLightLevel, wrong, askSensor));
  t.true(outcome instanceof FieldError);
  const group = { ...askSensor, dst: sensorGroup };
  t.throws(() => client.setCadenceUnacknowledged(PresentAmbientLightLevel, wrong, group), {
    instanceOf: FieldError,
  });
  const range = DeviceOperatingTemperatureRangeSpecification;
  t.throws(() => client.setCadenceUnacknowledged(range, cadence, group), {
    message: /^property: values of Device Operating Temperature Range .* cannot be compared/,
  });
});

test("settings are listed, got, set, and set for a group", async (t) => {
  const { client, failed, mesh } = make();
  const light = PresentAmbientLightLevel;
  t.deepEqual(await mesh.result(client.getSettings(light, askSensor)), [0x74, 0x43]);
  t.deepEqual(await mesh.result(client.getSettings(PresenceDetected, askSensor)), []);
  t.deepEqual(await mesh.result(client.getSettings(PresentIlluminance, askSensor)), []);
  const get = () => mesh.result(client.getSetting(light, SensorGain, askSensor));
  t.deepEqual(await get(), { value: 1, writable: true });
  t.deepEqual(await mesh.result(client.setSetting(light, SensorGain, 2.5, askSensor)), {
    value: 2.5,
    writable: true,
  });
  t.deepEqual(gains, [2.5]);
  client.setSettingUnacknowledged(light, SensorGain, 4, { ...askSensor, dst: sensorGroup });
  await mesh.clock.run(1000);
  t.deepEqual(await get(), { value: 4, writable: true });
  t.deepEqual(gains, [2.5, 4]);
  t.deepEqual(await mesh.result(client.getSetting(light, MotionThreshold, askSensor)), {
    value: 12.5,
    writable: false,
  });
  t.is(
    await failed(client.setSetting(light, MotionThreshold, 50, askSensor)),
    "0100 does not let Motion Threshold of Present Ambient Light Level be set",
  );
  t.is(
    await failed(client.getSetting(light, MotionSensed, askSensor)),
    "0100 has no setting Motion Sensed of Present Ambient Light Level",
  );
  t.is(
    await failed(client.setSetting(PresentIlluminance, SensorGain, 1, askSensor)),
    "0100 has no setting Sensor Gain of Present Illuminance",
  );
});

/** A server of another make: it answers with the octets of each test. */
class OtherServer extends Model {
  constructor(...answers: readonly string[]) {
    super(sensorServerId);
    let next = 0;
    this.on(SensorGet, (_, context) => {
      const payload = fromHex(answers[Math.min(next++, answers.length - 1)]!);
      this.reply(context, SensorStatus, SensorStatus.decode(payload, payload.length)!);
    });
  }
}

function askOther(...answers: readonly string[]) {
  const mesh = new Mesh();
  const statuses: (number | undefined)[] = [];
  const client = new SensorClient({
    onStatus: (values) => statuses.push(values.get(TimeSinceMotionSensed)),
  });
  const manager = mesh.node(0x0001, [{ models: [client] }]);
  bindSensors(manager);
  bindSensors(mesh.node(sensorAddress, [{ models: [new OtherServer(...answers)] }]));
  const dropped = () => manager.node.diagnostics.dropped("sensor.value");
  return { client, dropped, mesh, statuses };
}

test("seconds in two octets and milliseconds in three are both Time Since Motion Sensed", async (t) => {
  const { client, mesh, statuses } = askOther("52020d3c00", "52040d60ea00");
  t.is(await mesh.result(client.get(TimeSinceMotionSensed, askSensor)), 60_000);
  t.is(await mesh.result(client.get(TimeSinceMotionSensed, askSensor)), 60_000);
  t.deepEqual(statuses, [60_000, 60_000]);
});

test("a value that its property prohibits is counted, and answers nothing", async (t) => {
  const { client, dropped, mesh } = askOther("52a00902", "52a00902", "52a00901");
  t.is(await mesh.result(client.get(PresenceDetected, askSensor)), true);
  t.is(dropped(), 2);
  const { client: second, dropped: droppedThen, mesh: other } = askOther("52a009ff");
  const outcome = await other.outcome(
    second.get(PresenceDetected, { ...askSensor, timeout: 5000 }),
  );
  t.true(outcome instanceof TimeoutError);
  t.true(droppedThen() > 0);
});

test("the value of another sensor is no answer; unknown ones are skipped and kept as they came", async (t) => {
  const { client, mesh, statuses } = askOther("52c40950c300", "52fd3412".concat("00".repeat(127)));
  const wrong = mesh.outcome(client.get(TimeSinceMotionSensed, { ...askSensor, timeout: 900 }));
  t.true((await wrong) instanceof TimeoutError);
  t.deepEqual(statuses, [undefined]);
  const values = await mesh.result(client.getAll(askSensor));
  t.is(values.raw[0]!.propertyId, 0x1234);
  t.is(values.raw[0]!.raw.length, 127);
  t.is(values.get(PresentDeviceOperatingTemperature), undefined);
});
