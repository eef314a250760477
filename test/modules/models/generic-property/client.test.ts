// A client and the property servers of a node, over the network.
import test from "ava";
import { FieldError } from "../../../../modules/access/field.js";
import type { Message } from "../../../../modules/access/message.js";
import { TimeoutError } from "../../../../modules/base/errors.js";
import {
  PreciseTotalDeviceEnergyUse,
  SensorGain,
} from "../../../../modules/models/common/device-properties/energy.js";
import { PresentAmbientLightLevel } from "../../../../modules/models/common/device-properties/light.js";
import {
  MotionThreshold,
  PeopleCount,
} from "../../../../modules/models/common/device-properties/occupancy.js";
import { GenericAdminPropertyServer } from "../../../../modules/models/generic-property/admin-server.js";
import { GenericPropertyClient } from "../../../../modules/models/generic-property/client.js";
import { GenericClientPropertyServer } from "../../../../modules/models/generic-property/client-server.js";
import { GenericManufacturerPropertyServer } from "../../../../modules/models/generic-property/manufacturer-server.js";
import {
  GenericAdminPropertyGet,
  GenericUserPropertyGet,
  GenericUserPropertySet,
} from "../../../../modules/models/generic-property/messages.js";
import { GenericProperty } from "../../../../modules/models/generic-property/property.js";
import {
  PropertyError,
  type PropertyErrorReason,
} from "../../../../modules/models/generic-property/property-error.js";
import { GenericUserPropertyServer } from "../../../../modules/models/generic-property/user-server.js";
import { askServer, ModelPair, OctetsServer, serverGroup } from "../../../support/model-pair.js";

function make() {
  const heard: unknown[] = [];
  const client = new GenericPropertyClient({
    onStatus: (status) =>
      heard.push([status.kind, status.propertyId, status.access, status.get(MotionThreshold)]),
  });
  let servers!: ReturnType<typeof makeServers>;
  const makeServers = () => {
    const threshold = new GenericProperty(MotionThreshold, { value: 50 });
    const count = new GenericProperty(PeopleCount, { value: 1, userAccess: "write" });
    const energy = new GenericProperty(PreciseTotalDeviceEnergyUse, { read: () => 12.345 });
    const gain = new GenericProperty(SensorGain, { value: 1, userAccess: "none" });
    const users = new GenericUserPropertyServer();
    const admin = new GenericAdminPropertyServer(users, { properties: [threshold, count] });
    const manufacturer = new GenericManufacturerPropertyServer(users, {
      properties: [energy, gain],
    });
    const clients = new GenericClientPropertyServer({ properties: [PresentAmbientLightLevel] });
    return { admin, clients, manufacturer, threshold, users };
  };
  const pair = new ModelPair(client, () => {
    servers = makeServers();
    const { admin, clients, manufacturer, users } = servers;
    return [users, admin, manufacturer, clients];
  });
  const result = <T>(promise: Promise<T>) => pair.mesh.result(promise);
  return { client, heard, pair, result, servers: () => servers };
}

test("asked and set over the air, each value in its unit; and again after a power cut", async (t) => {
  const { client, pair, result, servers } = make();
  t.deepEqual(await result(client.getUserProperties(askServer)), [0x43, 0x4c, 0x72]);
  t.deepEqual(await result(client.getAdminProperties(askServer)), [0x43, 0x4c]);
  t.deepEqual(await result(client.getManufacturerProperties(askServer)), [0x72, 0x74]);
  t.deepEqual(await result(client.getClientProperties(1, askServer)), [0x4e]);
  t.deepEqual(await result(client.getUserProperty(MotionThreshold, askServer)), {
    access: "read",
    value: 50,
  });
  t.deepEqual(await result(client.getUserProperty(PreciseTotalDeviceEnergyUse, askServer)), {
    access: "read",
    value: 12.345,
  });
  const open = { access: "read-write", value: 75.5 } as const;
  t.deepEqual(await result(client.setAdminProperty(MotionThreshold, open, askServer)), open);
  t.deepEqual(await result(client.setUserProperty(MotionThreshold, 20, askServer)), {
    access: "read-write",
    value: 20,
  });
  t.is(servers().threshold.value, 20);
  t.deepEqual(await result(client.setUserProperty(PeopleCount, 9, askServer)), {
    access: "write",
    value: 9,
  });
  t.deepEqual(await result(client.setManufacturerProperty(SensorGain, "read", askServer)), {
    access: "read",
    value: 1,
  });
  const { writes } = pair;
  pair.restart();
  t.deepEqual(await result(client.getUserProperties(askServer)), [0x43, 0x4c, 0x72, 0x74]);
  t.deepEqual(await result(client.getAdminProperty(MotionThreshold, askServer)), {
    access: "read-write",
    value: 20,
  });
  t.deepEqual(await result(client.getAdminProperty(PeopleCount, askServer)), {
    access: "write",
    value: 9,
  });
  t.deepEqual(await result(client.getManufacturerProperty(SensorGain, askServer)), {
    access: "read",
    value: 1,
  });
  t.is(pair.writes, writes);
});

const refusals: readonly (readonly [
  title: string,
  ask: (client: GenericPropertyClient) => Promise<unknown>,
  PropertyErrorReason,
  RegExp,
])[] = [
  [
    "a user sets what he can only read",
    (client) => client.setUserProperty(MotionThreshold, 1, askServer),
    "read-only",
    /^0100 does not let users set Motion Threshold$/,
  ],
  [
    "a user reads what he can only write",
    (client) => client.getUserProperty(PeopleCount, askServer),
    "write-only",
    /^0100 does not let users read People Count$/,
  ],
  [
    "a user reads what is hidden",
    (client) => client.getUserProperty(SensorGain, askServer),
    "no-property",
    /^0100 has, or shows, no property Sensor Gain$/,
  ],
  [
    "a user sets what there is not",
    (client) => client.setUserProperty(PresentAmbientLightLevel, 1, askServer),
    "no-property",
    /no property Present Ambient Light Level$/,
  ],
  [
    "an administrator reads what is the manufacturer's",
    (client) => client.getAdminProperty(SensorGain, askServer),
    "no-property",
    /no property Sensor Gain$/,
  ],
  [
    "the manufacturer sets what is the administrator's",
    (client) => client.setManufacturerProperty(PeopleCount, "none", askServer),
    "no-property",
    /no property People Count$/,
  ],
];

for (const [title, ask, reason, message] of refusals)
  test(`${title}: PropertyError ${reason}`, async (t) => {
    const { client, pair } = make();
    const error = await pair.mesh.outcome(ask(client));
    t.true(error instanceof PropertyError);
    t.is((error as PropertyError).reason, reason);
    t.regex((error as PropertyError).message, message);
    t.is((error as PropertyError).name, "PropertyError");
  });

test("a group is set without answers", async (t) => {
  const { client, heard, pair, result, servers } = make();
  const group = { dst: serverGroup, appKeyIndex: 0 };
  client.setAdminPropertyUnacknowledged(MotionThreshold, { access: "read-write", value: 5 }, group);
  client.setManufacturerPropertyUnacknowledged(SensorGain, "read", group);
  await pair.mesh.clock.run(1000);
  client.setUserPropertyUnacknowledged(MotionThreshold, 6, group);
  await pair.mesh.clock.run(1000);
  t.deepEqual(heard, []);
  t.is(servers().threshold.value, 6);
  t.deepEqual(await result(client.getUserProperties(askServer)), [0x43, 0x4c, 0x72, 0x74]);
});

test("what a server publishes comes with the kind of server", async (t) => {
  const { heard, pair, servers } = make();
  pair.publish(servers().users);
  pair.publish(servers().admin);
  servers().threshold.update(12.5);
  await pair.mesh.clock.run(2000);
  t.deepEqual(
    [...heard].sort((a, b) => String(a).localeCompare(String(b))),
    [
      ["admin", 0x43, "read", 12.5],
      ["user", 0x43, "read", 12.5],
    ],
  );
});

/** A server that answers with octets, and what comes of a request; how often a value was refused. */
async function outcome(
  message: Message,
  octets: string,
  ask: (client: GenericPropertyClient) => Promise<unknown>,
) {
  const heard: unknown[] = [];
  const client = new GenericPropertyClient({
    onStatus: (status) => heard.push(status.get(MotionThreshold)),
  });
  const server = new OctetsServer(message, octets);
  const pair = new ModelPair(client, () => [server]);
  const value = await pair.mesh.outcome(ask(client));
  return { asked: server.asked, heard, value };
}

const brief = { ...askServer, timeout: 3000 };
const getThreshold = (client: GenericPropertyClient) =>
  client.getUserProperty(MotionThreshold, brief);

for (const octets of ["4e430001c9", "4e4300016464", "4e43000464", "4e440001", "4e43"])
  test(`${octets} answers no request for 0043`, async (t) => {
    const { asked, heard, value } = await outcome(GenericUserPropertyGet, octets, getThreshold);
    t.true(value instanceof TimeoutError);
    t.true(asked > 1);
    t.true(heard.every((each) => each === undefined));
  });

test("an admin status without a value is no state", async (t) => {
  const { value } = await outcome(GenericAdminPropertyGet, "4a430001", (client) =>
    client.getAdminProperty(MotionThreshold, brief),
  );
  t.true(value instanceof PropertyError);
});

test("another value than the one asked for is taken for the answer once the message was sent again", async (t) => {
  const { asked, value } = await outcome(GenericUserPropertySet, "4e43000364", (client) =>
    client.setUserProperty(MotionThreshold, 1, askServer),
  );
  t.deepEqual(value, { access: "read-write", value: 50 });
  t.is(asked, 2);
});

test("what a property or a message cannot represent is refused, and nothing is sent", async (t) => {
  const { client, pair } = make();
  const before = pair.messages;
  const asked: readonly (readonly [Promise<unknown>, RegExp])[] = [
    [client.setUserProperty(MotionThreshold, 101, askServer), /^value: 101 % is not/],
    [
      client.setAdminProperty(MotionThreshold, { access: "all" as "read", value: 1 }, askServer),
      /^access: all is none of none, read, write, read-write$/,
    ],
    [
      client.setManufacturerProperty(MotionThreshold, "write", askServer),
      /^access: write is none of none, read$/,
    ],
    [client.getClientProperties(0, askServer), /^propertyId: 0 is not a whole number from 1/],
  ];
  for (const [promise, message] of asked) {
    const error = await pair.mesh.outcome(promise);
    t.true(error instanceof FieldError);
    t.regex((error as Error).message, message);
  }
  t.is(pair.messages, before);
});
