import test from "ava";
import fc from "fast-check";
import { toHex } from "../../../../modules/base/bytes.js";
import { vendorModelId } from "../../../../modules/access/model-id.js";
import {
  DatabaseFormatError,
  faultText,
  readDatabase,
} from "../../../../tools/network/cdb/read.js";
import {
  type Changes,
  databaseFile,
  databaseFiles,
  type Json,
  memberOf,
  sample,
  sampleContent,
} from "../../../support/cdb.js";

for (const name of databaseFiles)
  test(`${name} is read`, (t) => {
    const { database } = readDatabase(databaseFile(name));
    t.true(database.netKeys.length > 0);
    t.is(database.meshUUID.length, 16);
  });

test("values are numbers and octets", (t) => {
  const { contradictions, database, remarks } = readDatabase(sample());
  t.deepEqual([remarks, contradictions], [[], []]);
  t.is(database.meshName, "Brian and Mary's House");
  const [, key] = database.netKeys;
  t.deepEqual(
    [key!.index, key!.phase, toHex(key!.key), toHex(key!.oldKey!)],
    [1, 1, "6d4b5d861f6c7304c039fd846231e84d", "610bb4b4bec1a5630d6712de06b95b20"],
  );
  const [node] = database.nodes;
  t.is(toHex(node!.UUID), "559b8c9732a345b691494865d288cbf3");
  t.deepEqual([node!.unicastAddress, node!.cid, node!.defaultTTL], [2, 3, 3]);
  const { publish } = node!.elements[0]!.models[2]!;
  t.deepEqual(publish, {
    address: 0xc023,
    index: 0,
    ttl: 7,
    period: { numberOfSteps: 9, resolution: 10_000 },
    retransmit: { count: 2, interval: 250 },
    credentials: 1,
  });
  t.deepEqual(database.scenes[0], { name: "Go to sleep", addresses: [4], number: 7 });
});

test("vendor models, virtual addresses", (t) => {
  const label = "0073E7E4D8B9440FAF8415DF4C56C0E1";
  const { database } = readDatabase(
    sample({
      "nodes[0].elements[0].models[0].modelId": "02E50001",
      "nodes[0].elements[0].models[0].subscribe": [label, "C023"],
      "groups[0]": { name: "v", address: label, parentAddress: "0000" },
    }),
  );
  const model = database.nodes[0]!.elements[0]!.models[0]!;
  t.is(model.modelId, vendorModelId(0x02e5, 1));
  t.deepEqual(model.subscribe, [Uint8Array.from(Buffer.from(label, "hex")), 0xc023]);
  t.is(database.groups[0]!.address instanceof Uint8Array, true);
});

for (const [title, changes, expected] of [
  [
    "an address with a prefix",
    { "nodes[0].unicastAddress": "0x0002" },
    /^nodes\[0\]\.unicastAddress: "0x0002" where a unicast address, four hexadecimal digits from 0001 to 7FFF, is needed$/,
  ],
  [
    "an address of three digits",
    { "nodes[0].unicastAddress": "002" },
    /^nodes\[0\]\.unicastAddress: "002" where/,
  ],
  [
    "a group as an address of a node",
    { "nodes[0].unicastAddress": "C000" },
    /"C000" where a unicast/,
  ],
  [
    "a short key",
    { "netKeys[0].key": "00" },
    /^netKeys\[0\]\.key: "00" where a NetKey, 32 hexadecimal digits, is needed$/,
  ],
  ["no key", { "appKeys[0].key": undefined }, /^appKeys\[0\]\.key: nothing where an AppKey/],
  [
    "a key index out of range",
    { "appKeys[0].index": 4096 },
    /^appKeys\[0\]\.index: 4096 where a whole number from 0 to 4095 is needed$/,
  ],
  [
    "a phase that is never stored",
    { "netKeys[0].phase": 3 },
    /^netKeys\[0\]\.phase: 3 where one of 0, 1, 2 is needed$/,
  ],
  [
    "a TTL",
    { "nodes[0].elements[0].models[2].publish.ttl": 200 },
    /^nodes\[0\]\.elements\[0\]\.models\[2\]\.publish\.ttl: 200 where 0 to 127, or 255/,
  ],
  [
    "a resolution",
    { "nodes[0].elements[0].models[2].publish.period.resolution": 60 },
    /period\.resolution: 60 where one of 100, 1000, 10000, 600000 is needed$/,
  ],
  [
    "an interval without a count of 0",
    { "nodes[0].networkTransmit.interval": 0 },
    /^nodes\[0\]\.networkTransmit\.interval: 0 where a multiple of 10 from 10 to 320/,
  ],
  [
    "an interval between steps",
    { "nodes[0].networkTransmit.interval": 45 },
    /networkTransmit\.interval: 45 where a multiple of 10/,
  ],
  [
    "a default TTL of 1",
    { "nodes[0].defaultTTL": 1 },
    /defaultTTL: 1 where 0, or 2 to 127, is needed$/,
  ],
  [
    "a subscription to a node",
    { "nodes[0].elements[0].models[0].subscribe": ["0005"] },
    /models\[0\]\.subscribe\[0\]: "0005" where a group address/,
  ],
  [
    "a bare virtual address",
    { "groups[0].address": "8000" },
    /^groups\[0\]\.address: "8000" where a group address/,
  ],
  [
    "a scene of no number",
    { "scenes[0].number": "0000" },
    /^scenes\[0\]\.number: "0000" where a scene number/,
  ],
  [
    "a time",
    { timestamp: "yesterday" },
    /^timestamp: "yesterday" where a time as 2018-11-20T10:05:20-08:00 is needed$/,
  ],
  ["a day that there is not", { timestamp: "2024-02-31T25:00:00Z" }, /^timestamp: /],
  ["a list that is none", { nodes: {} }, /^nodes: \{\} where a list is needed$/],
  ["an object that is none", { "nodes[0]": 5 }, /^nodes\[0\]: 5 where an object is needed$/],
  [
    "a word of security",
    { "nodes[0].security": "medium" },
    /^nodes\[0\]\.security: "medium" where "secure" or "insecure" is needed$/,
  ],
  [
    "a feature",
    { "nodes[0].features.relay": true },
    /features\.relay: true where one of 0, 1, 2 is needed$/,
  ],
  [
    "a heartbeat period",
    { "nodes[0].heartbeatPub": { address: "C000", period: 3, ttl: 1, index: 0, features: [] } },
    /heartbeatPub\.period: 3 where 0, a power of two/,
  ],
  [
    "a heartbeat feature",
    {
      "nodes[0].heartbeatPub": { address: "C000", period: 4, ttl: 1, index: 0, features: ["rely"] },
    },
    /heartbeatPub\.features\[0\]: "rely" where a feature is needed$/,
  ],
] as readonly [string, Changes, RegExp][])
  test(`told with its place: ${title}`, (t) => {
    const error = t.throws(() => readDatabase(sample(changes)), {
      instanceOf: DatabaseFormatError,
    });
    t.regex(error.message, expected);
    t.is(error.faults.length, 1);
  });

test("all faults are told at once", (t) => {
  const text = sample({ "netKeys[0].key": 1, "nodes[3].elements[0].location": "z" });
  const error = t.throws(() => readDatabase(text), { instanceOf: DatabaseFormatError });
  t.deepEqual(
    error.faults.map(({ path }) => path),
    ["netKeys[0].key", "nodes[3].elements[0].location"],
  );
});

for (const [title, changes, remark, [path, value]] of [
  [
    "the store of an app",
    { meshNetwork: sampleContent() },
    /^the database is in meshNetwork/,
    ["netKeys.length", 2],
  ],
  ["no groups", { groups: undefined }, /^groups: missing: taken as \[\]$/, ["groups.length", 0]],
  [
    "words of version 1.0.0",
    { "nodes[0].security": "low" },
    /^nodes\[0\]\.security: "low": taken as "insecure"$/,
    ["nodes[0].security", "insecure"],
  ],
  [
    "blacklisted",
    { "nodes[0].excluded": undefined, "nodes[0].blacklisted": true },
    /^nodes\[0\]\.excluded: taken from blacklisted/,
    ["nodes[0].excluded", true],
  ],
  [
    "the older name of a scene's number",
    { "scenes[0].number": undefined, "scenes[0].scene": "0009" },
    /^scenes\[0\]\.number: taken from scene/,
    ["scenes[0].number", 9],
  ],
  [
    "keys as numbers",
    { "nodes[0].netKeys": [0] },
    /^nodes\[0\]\.netKeys\[0\]: 0: taken as \{"index":0,"updated":false\}$/,
    ["nodes[0].netKeys[0].index", 0],
  ],
  [
    "no state of a key",
    { "nodes[0].netKeys[0].updated": undefined },
    /^nodes\[0\]\.netKeys\[0\]\.updated: missing: taken as false$/,
    ["nodes[0].netKeys[0].updated", false],
  ],
  [
    "an index as text",
    { "netKeys[0].index": "0" },
    /^netKeys\[0\]\.index: the text "0": taken as a number$/,
    ["netKeys[0].index", 0],
  ],
  [
    "addresses as numbers",
    { "nodes[0].unicastAddress": 2 },
    /^nodes\[0\]\.unicastAddress: the number 2: taken as "0002"$/,
    ["nodes[0].unicastAddress", 2],
  ],
  [
    "no publication",
    { "nodes[0].elements[0].models[2].publish": null },
    /models\[2\]\.publish: null: taken as missing$/,
    ["nodes[0].elements[0].models[2].publish", undefined],
  ],
  [
    "a period in ms",
    { "nodes[0].elements[0].models[2].publish.period": 30_000 },
    /publish\.period: milliseconds: taken as \{"numberOfSteps":30,"resolution":1000\}$/,
    ["nodes[0].elements[0].models[2].publish.period.numberOfSteps", 30],
  ],
  [
    "a transmit interval in steps",
    { "nodes[0].networkTransmit.interval": 1 },
    /networkTransmit\.interval: steps: taken as 20 ms$/,
    ["nodes[0].networkTransmit.interval", 20],
  ],
  [
    "a time without a colon in its zone",
    { timestamp: "2018-12-23T11:45:22-0800" },
    /^timestamp: .*: taken as 2018-12-23T11:45:22-08:00$/,
    ["timestamp", "2018-12-23T11:45:22-08:00"],
  ],
  [
    "a time without T and zone",
    { timestamp: "2019-08-08 17:42:11.048648" },
    /taken as 2019-08-08T17:42:11\.048648Z$/,
    ["timestamp", "2019-08-08T17:42:11.048648Z"],
  ],
  [
    "a key of zeros",
    { "netKeys[0].oldKey": "0".repeat(32) },
    /^netKeys\[0\]\.oldKey: zeros: taken as no key$/,
    ["netKeys[0].oldKey", undefined],
  ],
  [
    "no parent",
    { "groups[0].parentAddress": undefined },
    /^groups\[0\]\.parentAddress: missing: taken as "0000"$/,
    ["groups[0].parentAddress", 0],
  ],
  [
    "no AppKeys of a node",
    { "nodes[0].appKeys": undefined },
    /^nodes\[0\]\.appKeys: missing: taken from what models are bound to$/,
    ["nodes[0].appKeys[0].index", 0],
  ],
  [
    "the other name of a heartbeat's address",
    {
      "nodes[0].heartbeatPub": { destination: "C000", period: 4, ttl: 1, index: 0, features: [] },
    },
    /^nodes\[0\]\.heartbeatPub\.address: taken from destination/,
    ["nodes[0].heartbeatPub.address", 0xc000],
  ],
] as readonly [string, Changes, RegExp, readonly [path: string, value: unknown]][])
  test(`read, and remarked: ${title}`, (t) => {
    const { database, remarks } = readDatabase(sample(changes));
    t.true(
      remarks.map(faultText).some((text) => remark.test(text)),
      remarks.map(faultText).join("\n"),
    );
    t.is(memberOf(database, path), value);
  });

test("digits in any case, UUIDs with and without hyphens", (t) => {
  const { meshUUID } = sampleContent();
  const { database, remarks } = readDatabase(
    sample({
      meshUUID: String(meshUUID).replaceAll("-", "").toLowerCase(),
      "netKeys[0].key": String(memberOf(sampleContent(), "netKeys[0].key")).toLowerCase(),
    }),
  );
  t.deepEqual(remarks, []);
  t.deepEqual(database, readDatabase(sample()).database);
});

test("what is no database is said to be none", (t) => {
  for (const [text, message] of [
    ["", /^no JSON: /],
    ["[]", /^no Mesh Configuration Database: it has no netKeys$/],
    ["null", /no netKeys/],
    ['{"version":1,"devices":[]}', /no netKeys/],
  ] as const)
    t.throws(() => readDatabase(text), { instanceOf: DatabaseFormatError, message });
});

test("a text that is cut off, and one with changed characters, is read or told to be wrong", (t) => {
  const text = sample();
  const takes = (given: string) => {
    try {
      readDatabase(given);
    } catch (error) {
      if (!(error instanceof DatabaseFormatError)) throw error;
    }
  };
  for (let length = 0; length < text.length; length += 97) takes(text.slice(0, length));
  fc.assert(
    fc.property(fc.nat(text.length - 1), fc.string({ maxLength: 4 }), (at, other) => {
      takes(text.slice(0, at) + other + text.slice(at + other.length));
    }),
    { numRuns: 300, seed: 1 },
  );
  t.pass();
});

test("any JSON value in the place of any member is read or told to be wrong", (t) => {
  const members: [Json, string][] = [];
  const content = sampleContent();
  const walk = (owner: Json): void => {
    for (const [name, value] of Object.entries(owner)) {
      members.push([owner, name]);
      if (typeof value === "object" && value !== null) walk(value as Json);
    }
  };
  walk(content);
  fc.assert(
    fc.property(fc.nat(members.length - 1), fc.jsonValue({ maxDepth: 2 }), (which, other) => {
      const [owner, name] = members[which]!;
      const before = owner[name];
      owner[name] = other;
      try {
        readDatabase(JSON.stringify(content));
      } catch (error) {
        if (!(error instanceof DatabaseFormatError)) throw error;
      } finally {
        owner[name] = before;
      }
    }),
    { numRuns: 500, seed: 1 },
  );
  t.pass();
});
