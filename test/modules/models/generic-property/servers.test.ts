// The User, Admin and Manufacturer Property Servers of an element, message by message.
import test from "ava";
import { getOpcode } from "../../../../modules/access/opcode.js";
import type { Model } from "../../../../modules/access/model.js";
import { fromHex, toHex } from "../../../../modules/base/bytes.js";
import {
  SensorGain,
  TotalDeviceRuntime,
} from "../../../../modules/models/common/device-properties/energy.js";
import {
  MotionThreshold,
  PeopleCount,
  TimeSinceMotionSensed,
} from "../../../../modules/models/common/device-properties/occupancy.js";
import { GenericAdminPropertyServer } from "../../../../modules/models/generic-property/admin-server.js";
import { GenericClientPropertyServer } from "../../../../modules/models/generic-property/client-server.js";
import { GenericManufacturerPropertyServer } from "../../../../modules/models/generic-property/manufacturer-server.js";
import { GenericProperty } from "../../../../modules/models/generic-property/property.js";
import { GenericUserPropertyServer } from "../../../../modules/models/generic-property/user-server.js";
import { hand, testContext } from "../../../support/fake-services.js";
import { ModelRig } from "../../../support/model-rig.js";

/**
 * Motion Threshold (0043, users read it) and People Count (004C, users write it) of the administrator, Total
 * Device Runtime (006E, users read it) and Sensor Gain (0074, hidden) of the manufacturer, Time Since Motion
 * Sensed (0068) of users.
 */
function make(published = false) {
  const changes: unknown[] = [];
  let hours = 1000;
  const threshold = new GenericProperty(MotionThreshold, {
    value: 50,
    onChange: (value) => changes.push(["threshold", value]),
  });
  const count = new GenericProperty(PeopleCount, {
    value: 1,
    userAccess: "write",
    onChange: (value) => changes.push(["count", value]),
  });
  const runtime = new GenericProperty(TotalDeviceRuntime, { read: () => hours });
  const gain = new GenericProperty(SensorGain, { value: 1, userAccess: "none" });
  const since = new GenericProperty(TimeSinceMotionSensed, {
    value: 0,
    userAccess: "read-write",
    onChange: (value) => changes.push(["since", value]),
  });
  const users = new GenericUserPropertyServer({ properties: [since] });
  const admin = new GenericAdminPropertyServer(users, { properties: [count, threshold] });
  const manufacturer = new GenericManufacturerPropertyServer(users, {
    properties: [runtime, gain],
  });
  const models: readonly Model[] = [users, admin, manufacturer];
  const rig = new ModelRig([models], published ? models : []);
  const { services } = rig;
  let stores = 0;
  services.store = (model, data) => {
    stores++;
    services.stored.set(model, data);
    return true;
  };
  /** The answers to a payload, hexadecimal; "refused": it is dropped as malformed. */
  const say = (hex: string): string => {
    services.replies.length = 0;
    const payload = fromHex(hex);
    const opcode = getOpcode(payload, payload.length);
    const model = models.find((each) => each.handles(opcode))!;
    if (!hand(model, opcode, testContext(), payload)) return "refused";
    return services.replies.map(toHex).join(" ");
  };
  const setHours = (value: number) => (hours = value);
  const dropped = () => services.diagnostics.dropped("model.value");
  return {
    ...{ admin, changes, count, dropped, gain, manufacturer, rig, runtime, say, services },
    ...{ setHours, since, threshold, users, stores: () => stores },
  };
}

type Row = readonly [title: string, message: string, answer: string];

const table: readonly Row[] = [
  ["users see what they have access to, ascending", "822e", "4b43004c0068006e00"],
  ["the administrator sees his own", "822c", "4743004c00"],
  ["the manufacturer sees his own", "822a", "436e007400"],
  ["a user reads", "822f4300", "4e43000164"],
  ["a user reads what is read", "822f6e00", "4e6e0001e80300"],
  ["a user may not read: no value", "822f4c00", "4e4c0002"],
  ["hidden from users: not known", "822f7400", "4e7400"],
  ["not known to users", "822f4e00", "4e4e00"],
  ["a user may not write: no value", "4c430001", "4e430001"],
  ["nobody writes those of the manufacturer", "4c6e00010000", "4e6e0001"],
  ["a user writes what cannot be read: no value", "4c4c000500", "4e4c0002"],
  ["a user writes and reads", "4c6800010203", "4e680003010203"],
  ["a user writes what is not known", "4c4e00010203", "4e4e00"],
  ["a user writes what is hidden", "4c74000000803f", "4e7400"],
  ["an administrator reads", "822d4c00", "4a4c00020100"],
  ["not the administrator's", "822d6e00", "4a6e00"],
  ["an administrator writes", "48430003c8", "4a430003c8"],
  ["an administrator hides", "48430000c8", "4a430000c8"],
  ["an administrator writes what is not his", "486e000301", "4a6e00"],
  ["the manufacturer's, hidden", "822b7400", "467400000000803f"],
  ["the manufacturer's, not known", "822b4300", "464300"],
  ["the manufacturer's, shown", "44740001", "467400010000803f"],
  ["the manufacturer's, hidden again", "446e0000", "466e0000e80300"],
  ["the manufacturer's, set where there is none", "44430001", "464300"],
  ["without an answer, a user", "4d68000a0000", ""],
  ["without an answer, an administrator", "4943000164", ""],
  ["without an answer, the manufacturer", "45740001", ""],
  ["access 4 of an administrator", "4843000464", "refused"],
  ["access 2 of the manufacturer", "44740002", "refused"],
  ["Property ID 0", "822f0000", "refused"],
  ["too long", "822f430000", "refused"],
  ["too short", "48430001".slice(0, 6), "refused"],
];

for (const [title, message, answer] of table)
  test(`${title}: ${message}`, (t) => {
    t.is(make().say(message), answer);
  });

/** Values of another length, or prohibited ones: Motion Threshold has one octet, 0..C8 or FF. */
const prohibited = ["4c680001", "4c680001020304", "4c6800", "4d680001", "4c4c0005"];
const prohibitedOfAdmin = ["48430003c9", "484300036400", "48430003", "49430003c9", "484300fe64"];

for (const message of [...prohibited, ...prohibitedOfAdmin])
  test(`${message} is dropped, and changes nothing`, (t) => {
    const { changes, dropped, say, stores, threshold } = make();
    const answer = say(message);
    t.true(answer === "" || answer === "refused", answer);
    t.is(dropped(), answer === "refused" ? 0 : 1);
    t.deepEqual(changes, []);
    t.is(threshold.access, "read");
    t.is(say("822d4300"), "4a43000164");
    t.is(say("822f6800"), "4e680003000000");
    t.is(stores(), 0);
  });

test("what is set is told of, stored and published once, by both servers that show it", (t) => {
  const { changes, say, services, stores } = make(true);
  say("48430001c8");
  t.deepEqual(changes, [["threshold", 100]]);
  t.deepEqual(services.published.splice(0).map(toHex), ["4a430001c8", "4e430001c8"]);
  say("48430001c8");
  t.deepEqual(services.published, []);
  say("48430000c8");
  t.deepEqual(services.published.splice(0).map(toHex), ["4a430000c8"]);
  say("4c4c000900");
  t.deepEqual(services.published.splice(0).map(toHex), ["4a4c00020900", "4e4c0002"]);
  say("4c6800010000");
  t.deepEqual(services.published.splice(0).map(toHex), ["4e680003010000"]);
  say("45740001");
  t.deepEqual(services.published.splice(0).map(toHex), ["467400010000803f", "4e7400010000803f"]);
  t.deepEqual(changes.slice(1), [
    ["count", 9],
    ["since", 1],
  ]);
  t.is(stores(), 5);
});

test("what the device sets itself is published, and stored where clients can set it", (t) => {
  const { changes, runtime, services, stores, threshold } = make(true);
  threshold.update(10);
  threshold.update(10);
  t.deepEqual(services.published.splice(0).map(toHex), ["4a43000114", "4e43000114"]);
  t.is(stores(), 1);
  runtime.update(5);
  t.deepEqual(services.published.splice(0).map(toHex), ["466e0001050000", "4e6e0001050000"]);
  t.is(stores(), 1);
  t.deepEqual(changes, []);
  t.throws(() => threshold.update(101), { message: /^Motion Threshold: 101 % is not/ });
  t.is(threshold.value, 10);
});

test("what is stored comes back, is neither stored nor published again, and ends with Node Reset", (t) => {
  const first = make();
  for (const message of ["48430003c8", "4c4c000900", "4c6800010000", "44740001", "446e0000"])
    first.say(message);
  const second = make(true);
  const pairs = [
    [first.users, second.users],
    [first.admin, second.admin],
    [first.manufacturer, second.manufacturer],
  ] as const;
  for (const [from, to] of pairs) {
    to.stop();
    second.services.stored.set(to, first.services.stored.get(from)!);
    to.start(second.services);
  }
  t.is(second.say("822e"), "4b43004c0068007400");
  t.is(second.say("822f4300"), "4e430003c8");
  t.is(second.say("822d4c00"), "4a4c00020900");
  t.is(second.say("822f6800"), "4e680003010000");
  t.is(second.say("822f7400"), "4e7400010000803f");
  const loaded = [
    ["since", 1],
    ["threshold", 100],
    ["count", 9],
  ];
  t.deepEqual(second.changes.splice(0), loaded);
  t.is(second.stores(), 0);
  t.deepEqual(second.services.published, []);
  for (const [, model] of pairs) model.reset();
  t.deepEqual(second.changes, [
    ["since", 0],
    ["threshold", 50],
    ["count", 1],
  ]);
  t.is(second.say("822e"), "4b43004c0068006e00");
  t.is(second.say("822d4c00"), "4a4c00020100");
});

test("a record that is cut off, of other properties or with prohibited values is left out", (t) => {
  const { admin, manufacturer, say, services } = make();
  const load = (model: Model, hex: string) => {
    model.stop();
    services.stored.set(model, fromHex(hex));
    model.start(services);
  };
  for (const hex of ["4300", "4300030100", "4e00030100c8", "4300ff0100c9", "430001020064"])
    load(admin, hex);
  t.is(say("822d4300"), "4a43000164");
  load(admin, "4e00030100644300030100c8");
  t.is(say("822d4300"), "4a430003c8");
  load(manufacturer, "7400030000");
  t.is(say("822b7400"), "467400000000803f");
  load(manufacturer, "7400010400000000c0");
  t.is(say("822b7400"), "467400010000803f");
});

test("a value in the older encoding of its property is taken, and sent in the newer one", (t) => {
  t.is(make().say("4c68000102"), "4e680003e8d307");
});

test("a value that is read: asked for each Get, told of when it is set, never stored", (t) => {
  let value = 20;
  const set: unknown[] = [];
  const users = new GenericUserPropertyServer();
  const threshold = new GenericProperty(MotionThreshold, {
    read: () => value,
    userAccess: "read-write",
    onChange: (percent) => {
      set.push(percent);
      value = percent!;
    },
  });
  const admin = new GenericAdminPropertyServer(users, { properties: [threshold] });
  const rig = new ModelRig([[users, admin]], [users, admin]);
  const say = (hex: string) => {
    rig.services.replies.length = 0;
    const payload = fromHex(hex);
    const opcode = getOpcode(payload, payload.length);
    hand(users.handles(opcode) ? users : admin, opcode, testContext(), payload);
    return rig.services.replies.map(toHex).join(" ");
  };
  t.is(threshold.raw.length, 0);
  t.is(say("822f4300"), "4e43000328");
  value = 30;
  t.is(say("822f4300"), "4e4300033c");
  t.is(say("4c430050"), "4e43000350");
  t.deepEqual(set, [40]);
  t.is(say("822d4300"), "4a43000350");
  t.is(rig.services.stored.size, 0);
  value = 1000;
  t.is(say("822f4300"), "4e43000350");
  t.is(rig.services.diagnostics.dropped("model.value"), 1);
  t.is(say("4843000150"), "4a43000150");
  t.is(rig.services.stored.size, 1);
});

test("a value that was never read is not known", (t) => {
  const users = new GenericUserPropertyServer({
    properties: [new GenericProperty(MotionThreshold, { read: () => 1000 })],
  });
  const rig = new ModelRig([[users]]);
  hand(users, 0x822f, testContext(), fromHex("822f4300"));
  t.deepEqual(rig.services.replies.map(toHex), ["4e4300"]);
});

test("a periodic publication has one property after the other", (t) => {
  const { manufacturer, setHours, users } = make();
  const next = (server: Model) =>
    toHex(server.publicationPayload({ retransmission: 0, count: 0 })!);
  t.deepEqual(
    [next(users), next(users), next(users), next(users), next(users)],
    ["4e43000164", "4e4c0002", "4e680003000000", "4e6e0001e80300", "4e43000164"],
  );
  setHours(1001);
  t.deepEqual(
    [next(manufacturer), next(manufacturer), next(manufacturer)],
    ["466e0001e90300", "467400000000803f", "466e0001e90300"],
  );
  t.is(new GenericUserPropertyServer().publicationPayload(), undefined);
});

test("the Client Property Server: those from a Property ID on, ascending", (t) => {
  const server = new GenericClientPropertyServer({
    properties: [PeopleCount, MotionThreshold, SensorGain],
  });
  const rig = new ModelRig([[server]]);
  const say = (hex: string) => {
    rig.services.replies.length = 0;
    const taken = hand(server, 0x4f, testContext(), fromHex(hex));
    return taken ? rig.services.replies.map(toHex).join(" ") : "refused";
  };
  t.is(say("4f0100"), "5043004c007400");
  t.is(say("4f4c00"), "504c007400");
  t.is(say("4f4d00"), "507400");
  t.is(say("4fffff"), "50");
  t.is(say("4f0000"), "refused");
  t.is(say("4f01"), "refused");
});
