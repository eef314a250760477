// What servers refuse, store and restore; messages that are malformed for a property.
import test from "ava";
import type { Model } from "../../../../modules/access/model.js";
import { octets } from "../../../../modules/access/fields.js";
import { getOpcode } from "../../../../modules/access/opcode.js";
import { fromHex, toHex } from "../../../../modules/base/bytes.js";
import { deviceProperty } from "../../../../modules/models/common/device-properties/device-property.js";
import { SensorGain } from "../../../../modules/models/common/device-properties/energy.js";
import { DeviceOperatingTemperatureRangeSpecification } from "../../../../modules/models/common/device-properties/environment.js";
import { PresentAmbientLightLevel } from "../../../../modules/models/common/device-properties/light.js";
import {
  MotionSensed,
  MotionThreshold,
  PeopleCount,
  PresenceDetected,
} from "../../../../modules/models/common/device-properties/occupancy.js";
import type { SensorCadence } from "../../../../modules/models/sensor/cadence.js";
import type { SensorError } from "../../../../modules/models/sensor/sensor-error.js";
import { SensorServer } from "../../../../modules/models/sensor/server.js";
import { SensorSetupServer } from "../../../../modules/models/sensor/setup-server.js";
import { SensorSetting } from "../../../../modules/models/sensor/sensor-setting.js";
import { SensorState } from "../../../../modules/models/sensor/sensor-state.js";
import { FakeServices, hand, testContext } from "../../../support/fake-services.js";
import { netKey } from "../../../support/mesh.js";
import { publicationTo } from "../../../support/publication.js";
import { TestRandom } from "../../../support/test-random.js";
import { askSensor, bindSensors, sensorGroup, sensorRig } from "../../../support/sensor-rig.js";
import vectors from "../../../vectors/mesh-model/sensor-messages.json" with { type: "json" };

const cadence: SensorCadence = {
  fastPeriodDivisor: 2,
  triggerType: "property",
  deltaDown: 10,
  deltaUp: 99.84,
  minInterval: 1024,
  fastLow: 100,
  fastHigh: 400,
};

/** Both servers with stand-ins for the access layer; `send` gives the answers to a message. */
function alone() {
  const changes: string[] = [];
  const light = new SensorState(PresentAmbientLightLevel, {
    value: 500,
    series: () => [
      { x: 1, width: 1, y: 100 },
      { x: 2, width: 1, y: 200 },
    ],
    settings: [
      new SensorSetting(SensorGain, {
        value: 1,
        writable: true,
        onChange: (gain) => changes.push(`gain ${gain}`),
      }),
      new SensorSetting(MotionThreshold, { value: 50 }),
    ],
  });
  const presence = new SensorState(PresenceDetected, { value: true, settableCadence: false });
  const server = new SensorServer({ sensors: [light, presence] });
  const setup = new SensorSetupServer(server);
  const services = new FakeServices();
  server.start(services);
  setup.start(services);
  const send = (hex: string) => {
    services.replies.length = 0;
    const payload = fromHex(hex);
    const opcode = getOpcode(payload, payload.length);
    const model: Model = server.handles(opcode) ? server : setup;
    const taken = hand(model, opcode, testContext(), payload);
    return taken ? services.replies.map(toHex) : undefined;
  };
  const dropped = () => services.diagnostics.dropped("sensor.value");
  return { changes, dropped, light, presence, send, server, services, setup };
}

const set = "02e803000027000a102700409c00";

/** Messages and the answers to them, worked out by hand; undefined: none. */
const exchanges: readonly (readonly [
  title: string,
  message: string,
  answer: string | undefined,
])[] = [
  ["all descriptors", "8230", "514d00000000000000" + "4e00000000000000"],
  ["a descriptor", "82304d00", "514d00000000000000"],
  ["an unknown descriptor", "82304200", "514200"],
  ["all values", "8231", "52a00901c40950c300"],
  ["a value", "82314e00", "52c40950c300"],
  ["an unknown value", "82314200", "52ff4200"],
  ["a column", "82324e000200", "534e0002000100204e00"],
  ["a column that there is not", "82324e000300", "534e000300"],
  ["a column of a sensor without series", "82324d0003", "534d0003"],
  ["a column of an unknown sensor", "8232420003000000", "53420003000000"],
  ["a series", "82334e00", "544e00" + "01000100102700" + "02000100204e00"],
  ["a range of a series", "82334e0002000900", "544e0002000100204e00"],
  ["an empty range of a series", "82334e0002000100", "544e00"],
  ["a series of a sensor without one", "82334d00", "544d00"],
  ["a series of an unknown sensor", "8233420001", "544200"],
  ["a cadence that is not set", "82344e00", "574e00"],
  ["a cadence that cannot be set", "82344d00", "574d00"],
  ["the cadence of an unknown sensor", "82344200", "574200"],
  ["to set a cadence", `554e00${set}`, `574e00${set}`],
  ["to set a cadence that cannot be set", "554d0002000000000000", "574d00"],
  ["to set the cadence of an unknown sensor", "5542000200", "574200"],
  ["to set a cadence without an answer", `564e00${set}`, undefined],
  ["the settings", "82354e00", "584e0074004300"],
  ["the settings of a sensor that has none", "82354d00", "584d00"],
  ["the settings of an unknown sensor", "82354200", "584200"],
  ["a setting", "82364e007400", "5b4e007400030000803f"],
  ["a setting that cannot be set", "82364e004300", "5b4e0043000164"],
  ["an unknown setting", "82364e004200", "5b4e004200"],
  ["a setting of an unknown sensor", "823642007400", "5b42007400"],
  ["to set a setting", "594e00740000002040", "5b4e0074000300002040"],
  ["to set a setting that cannot be", "594e004300c8", "5b4e00430001"],
  ["to set an unknown setting", "594e00420001", "5b4e004200"],
  ["to set a setting without an answer", "5a4e00740000002040", undefined],
];

for (const [title, message, answer] of exchanges)
  test(`the answer to ${title}`, (t) => {
    const { dropped, send } = alone();
    t.deepEqual(send(message), answer === undefined ? [] : [answer]);
    t.is(dropped(), 0);
  });

const refused: readonly (readonly [title: string, message: string])[] = [
  ["X of a column with another length", "82324e0002"],
  ["X of a column, and more", "82324e00020000"],
  ["no X of a column", "82324e00"],
  ["a range with one X", "82334e000100"],
  ["a range, and more", "82334e000100020000"],
  ["a divisor above 15", `554e0010${set.slice(2)}`],
  ["an interval above 2^26 ms", "554e0002e803000027001b102700409c00"],
  ["a cadence that is cut off", `554e00${set.slice(0, -2)}`],
  ["a cadence, and more", `554e00${set}00`],
  ["a cadence without an answer that is cut off", `564e00${set.slice(0, -2)}`],
  ["a setting with another length", "594e0074000020"],
  ["a setting that is no number", "594e0074000000c07f"],
  ["a setting without an answer that is no number", "5a4e0074000000c07f"],
];

for (const [title, message] of refused)
  test(`no answer, nothing changed and counted: ${title}`, (t) => {
    const { changes, dropped, send, services } = alone();
    t.deepEqual(send(message), []);
    t.is(dropped(), 1);
    t.deepEqual(send("82344e00"), ["574e00"]);
    t.deepEqual(send("82364e007400"), ["5b4e007400030000803f"]);
    services.queue.leave();
    t.deepEqual(changes, []);
    t.is(services.stored.size, 0);
  });

test("random octets after each opcode never throw, and leave sensors that answer", (t) => {
  const { send } = alone();
  const random = new TestRandom(5);
  for (const { payload } of vectors.messages)
    for (let i = 0; i < 100; i++) {
      const length = fromHex(payload)[0]! >= 0x80 ? 4 : 2;
      send(
        payload.slice(0, length) +
          ["4e00", "4d00", ""][i % 3]! +
          toHex(random.bytes(random.below(18))),
      );
    }
  t.deepEqual(send("82314e00"), ["52c40950c300"]);
});

test("a value of the application that its property prohibits is counted, and the one before it stays", (t) => {
  let lux = 10;
  const light = new SensorState(PresentAmbientLightLevel, { read: () => lux });
  const server = new SensorServer({ sensors: [light] });
  const services = new FakeServices();
  server.start(services);
  server.sample();
  t.is(light.value, 10);
  lux = -5;
  server.sample();
  t.is(light.value, 10);
  t.is(services.diagnostics.dropped("sensor.value"), 1);
  t.throws(() => light.update(-1), { message: /^Present Ambient Light Level: -1 lx is not/ });
  lux = 20;
  server.sample(light);
  t.is(light.value, 20);
});

test("an error of the application's read is its own", (t) => {
  const light = new SensorState(PresentAmbientLightLevel, {
    read: () => {
      throw new Error("the bus is stuck");
    },
  });
  const server = new SensorServer({ sensors: [light] });
  t.throws(() => server.sample(), { message: "the bus is stuck" });
});

test("a series carries as many columns as a message", (t) => {
  const light = new SensorState(PresentAmbientLightLevel, {
    series: () => Array.from({ length: 100 }, (_, x) => ({ x, width: 1, y: x })),
  });
  const server = new SensorServer({ sensors: [light] });
  const services = new FakeServices();
  server.start(services);
  hand(server, 0x8233, testContext(), fromHex("82334e00"));
  t.is(services.replies[0]!.length, 3 + 53 * 7);
  const bad = new SensorState(PresentAmbientLightLevel, {
    series: () => [{ x: 70_000, width: 1, y: 1 }],
  });
  const other = new SensorServer({ sensors: [bad] });
  other.start(services);
  hand(other, 0x8233, testContext(), fromHex("82334e00"));
  t.is(services.replies.length, 1);
  t.is(services.diagnostics.dropped("sensor.value"), 1);
});

test("the setup server publishes what a client has set", (t) => {
  const { send, services, setup } = alone();
  setup.configuration = { bindings: [0], publication: publicationTo(sensorGroup) };
  send(`564e00${set}`);
  send("5a4e00740000002040");
  send("5a4e004300c8");
  t.deepEqual(services.published.map(toHex), [`574e00${set}`, "5b4e0074000300002040"]);
});

/** Of a node after Node Reset: others know the sequence numbers of the address before. */
const newAddress = 0x0200;

function storing() {
  const changes: number[] = [];
  const rig = sensorRig(() => [
    new SensorState(PresentAmbientLightLevel, {
      settings: [
        new SensorSetting(SensorGain, {
          value: 1,
          writable: true,
          onChange: (gain) => changes.push(gain),
        }),
      ],
    }),
    new SensorState(PeopleCount, { cadence: { ...cadence, fastLow: 1, fastHigh: 9, deltaUp: 2 } }),
  ]);
  return { ...rig, changes };
}

test("cadences and settings are there after a restart, and those of a new device after Node Reset", async (t) => {
  const { changes, client, made, mesh, start } = storing();
  const light = PresentAmbientLightLevel;
  const first = await mesh.result(client.getCadence(PeopleCount, askSensor));
  t.is(first.deltaUp, 2);
  await mesh.result(client.setCadence(light, cadence, askSensor));
  const other = { ...cadence, deltaUp: 7, fastLow: 2, fastHigh: 3, deltaDown: 1 };
  await mesh.result(client.setCadence(PeopleCount, other, askSensor));
  await mesh.result(client.setSetting(light, SensorGain, 2.5, askSensor));
  made.node.close();
  const again = start(made.store.copy());
  await mesh.clock.run(100);
  t.deepEqual(changes, [2.5, 2.5]);
  t.deepEqual(await mesh.result(client.getCadence(light, askSensor)), cadence);
  t.deepEqual(await mesh.result(client.getCadence(PeopleCount, askSensor)), other);
  t.is((await mesh.result(client.getSetting(light, SensorGain, askSensor))).value, 2.5);
  again.made.node.reset();
  await mesh.clock.run(100);
  t.deepEqual(changes, [2.5, 2.5, 1]);
  again.made.node.provision({
    netKey,
    deviceKey: new Uint8Array(16),
    netKeyIndex: 0,
    ivIndex: 7,
    address: newAddress,
  });
  bindSensors(again.made);
  const ask = { ...askSensor, dst: newAddress };
  const none = await mesh.outcome(client.getCadence(light, ask));
  t.is((none as SensorError).reason, "no-cadence");
  t.deepEqual(await mesh.result(client.getCadence(PeopleCount, ask)), first);
});

test("after a power cut at any write there is the old or the new state", async (t) => {
  for (let cut = 0; cut < 4; cut++) {
    const { client, made, mesh, start } = storing();
    await mesh.result(client.setCadence(PresentAmbientLightLevel, cadence, askSensor));
    made.store.cutAt = made.store.changes + cut;
    const set = client.setSetting(PresentAmbientLightLevel, SensorGain, 2.5, {
      ...askSensor,
      timeout: 2000,
    });
    await mesh.outcome(set);
    made.node.close();
    start(made.store.copy());
    t.deepEqual(await mesh.result(client.getCadence(PresentAmbientLightLevel, askSensor)), cadence);
    const gain = client.getSetting(PresentAmbientLightLevel, SensorGain, askSensor);
    t.true([1, 2.5].includes((await mesh.result(gain)).value));
  }
});

test("the setup server extends the server and shares its subscriptions", (t) => {
  const { server, setup } = storing();
  t.deepEqual(setup.bases, [server]);
  t.is(setup.subscriptionList, server.subscriptionList);
});

const light = () => new SensorState(PresentAmbientLightLevel);
const huge = (id: number) =>
  new SensorState(deviceProperty(id, `Huge ${id}`, octets(127)), { value: new Uint8Array(127) });

const wrong: readonly (readonly [make: () => unknown, text: RegExp])[] = [
  [() => new SensorServer({ sensors: [] }), /^sensors: at least one is needed$/],
  [
    () => new SensorServer({ sensors: [light(), light()] }),
    /^sensors: Present Ambient Light Level is there twice; each element has its own$/,
  ],
  [
    () => new SensorServer({ sensors: [huge(1), huge(2), huge(3)] }),
    /^sensors: the values of 3 take 390 octets, their descriptors 24; a message carries 379: use several elements$/,
  ],
  [
    () => {
      const shared = light();
      new SensorServer({ sensors: [shared] });
      return new SensorServer({ sensors: [shared] });
    },
    /^sensors: Present Ambient Light Level belongs to a Sensor Server already/,
  ],
  [() => new SensorState(PresenceDetected), /^value: undefined is neither true nor false$/],
  [
    () =>
      new SensorState(DeviceOperatingTemperatureRangeSpecification, {
        value: { minimum: 0, maximum: 1 },
        cadence,
      }),
    /^cadence: values of Device Operating Temperature Range Specification cannot be compared/,
  ],
  [
    () => new SensorState(PresentAmbientLightLevel, { cadence: { ...cadence, minInterval: 0 } }),
    /^minInterval: 0 ms is not from 1 to 67108864$/,
  ],
  [
    () => new SensorState(PresentAmbientLightLevel, { updateInterval: 0.001 }),
    /^updateInterval: 0.001 s is not from 0.0025 to 66560640$/,
  ],
  [
    () => new SensorSetting(MotionThreshold, { value: 101 }),
    /^value: 101 % is not a number from 0 to 100 %$/,
  ],
];

for (const [make, text] of wrong)
  test(`refused: ${text.source}`, (t) => {
    t.throws(make, { message: text });
  });

test("a sensor that is read needs no value to begin with", (t) => {
  const presence = new SensorState(PresenceDetected, { read: () => true });
  const server = new SensorServer({ sensors: [presence, new SensorState(MotionSensed)] });
  const services = new FakeServices();
  server.start(services);
  hand(server, 0x8231, testContext(), fromHex("8231"));
  t.is(toHex(services.replies[0]!), "524008ff" + "a00901");
});

test("a cadence that clients cannot set is answered as it is", (t) => {
  const state = new SensorState(PresentAmbientLightLevel, { cadence, settableCadence: false });
  const server = new SensorServer({ sensors: [state] });
  const setup = new SensorSetupServer(server);
  const services = new FakeServices();
  server.start(services);
  setup.start(services);
  hand(setup, 0x55, testContext(), fromHex(`554e0001${set.slice(2)}`));
  t.is(toHex(services.replies[0]!), `574e00${set}`);
  t.is(services.stored.size, 0);
});
