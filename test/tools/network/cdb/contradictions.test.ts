import test from "ava";
import { faultText, readDatabase } from "../../../../tools/network/cdb/read.js";
import { type Changes, sample } from "../../../support/cdb.js";

function found(changes: Changes): readonly string[] {
  return readDatabase(sample(changes)).contradictions.map(faultText);
}

test("the specification's sample has none", (t) => {
  t.deepEqual(found({}), []);
});

for (const [title, change, expected] of [
  ["no NetKey", { netKeys: [] }, "netKeys: there is none: a network has one at least"],
  [
    "an index twice",
    { "netKeys[1].index": 0 },
    "netKeys[1]: index 0 is that of netKeys[0]: each has its own",
  ],
  [
    "a refresh without the key from before",
    { "netKeys[1].oldKey": undefined },
    "netKeys[1]: NetKey 1 is in phase 1 and has no oldKey",
  ],
  [
    "a key from before without a refresh",
    { "netKeys[0].oldKey": "11".repeat(16) },
    "netKeys[0].oldKey: NetKey 0 is in phase 0, which has none",
  ],
  [
    "an AppKey of no NetKey",
    { "appKeys[0].boundNetKey": 9 },
    "appKeys[0].boundNetKey: there is no NetKey 9",
  ],
  [
    "no provisioner",
    { provisioners: [] },
    "provisioners: there is none: nobody may give addresses",
  ],
  [
    "ranges of two provisioners",
    { "provisioners[1].allocatedUnicastRange[0].lowAddress": "00F0" },
    "provisioners[1].allocatedUnicastRange[0]: 00F0 to 01FF overlaps 0001 to 00FF of provisioners[0]: nobody else may give out the same",
  ],
  [
    "a range upside down",
    { "provisioners[1].allocatedSceneRange": [{ firstScene: "0040", lastScene: "0001" }] },
    "provisioners[1].allocatedSceneRange[0]: 0040 to 0001: the first is above the last",
  ],
  [
    "a UUID twice",
    { "nodes[1].UUID": "559B8C97-32A3-45B6-9149-4865D288CBF3" },
    "nodes[1]: UUID 559B8C9732A345B691494865D288CBF3 is that of nodes[0]: each has its own",
  ],
  [
    "addresses of two nodes",
    { "nodes[1].unicastAddress": "0003" },
    "nodes[1]: address 0003 is one of nodes[0]",
  ],
  [
    "elements above the last address",
    { "nodes[0].unicastAddress": "7FFF" },
    "nodes[0]: its 2 elements end above 7FFF",
  ],
  [
    "no device key",
    { "nodes[0].deviceKey": undefined },
    "nodes[0].deviceKey: missing, though the database is not partial",
  ],
  [
    "a node without a key",
    { "nodes[0].netKeys": [] },
    "nodes[0].netKeys: there is none: a node has one at least",
  ],
  [
    "a NetKey that there is not",
    { "nodes[0].netKeys[1]": { index: 7, updated: false } },
    "nodes[0].netKeys[1]: there is no NetKey 7",
  ],
  [
    "an AppKey that there is not",
    { "nodes[0].appKeys[1]": { index: 7, updated: false } },
    "nodes[0].appKeys[1]: there is no AppKey 7",
  ],
  [
    "an AppKey of a subnet that the node is not on",
    { "nodes[0].appKeys[1]": { index: 3, updated: false } },
    "nodes[0].appKeys[1]: AppKey 3 is bound to NetKey 1, which the node has not",
  ],
  [
    "an insecure node on a secure subnet",
    { "nodes[0].security": "insecure" },
    "nodes[0].security: insecure, but minSecurity of its NetKey 0 is secure, as only that of a key can be that no such node has",
  ],
  [
    "an element out of order",
    { "nodes[0].elements[1].index": 3 },
    "nodes[0].elements[1].index: 3, but elements are in their order: 1",
  ],
  [
    "a model twice",
    { "nodes[0].elements[0].models[3]": { modelId: "0004", bind: [], subscribe: [] } },
    "nodes[0].elements[0].models[3]: model 4 is that of nodes[0].elements[0].models[2]: each has its own",
  ],
  [
    "a bind to a key that the node has not",
    { "nodes[0].elements[0].models[2].bind[1]": 2 },
    "nodes[0].elements[0].models[2].bind[1]: the node has no AppKey 2",
  ],
  [
    "a publication with a key that is not bound",
    { "nodes[0].elements[0].models[2].bind": [] },
    "nodes[0].elements[0].models[2].publish.index: the model is not bound to AppKey 0",
  ],
  [
    "a heartbeat on another subnet",
    { "nodes[0].heartbeatPub": { address: "C000", period: 4, ttl: 1, index: 1, features: [] } },
    "nodes[0].heartbeatPub.index: the node has no NetKey 1",
  ],
  [
    "a group twice",
    { "groups[1].address": "C023" },
    "groups[1]: address C023 is that of groups[0]: each has its own",
  ],
  [
    "a parent that there is not",
    { "groups[0].parentAddress": "C0FE" },
    "groups[0].parentAddress: there is no group C0FE",
  ],
  [
    "a scene of no element",
    { "scenes[0].addresses": ["0500"] },
    "scenes[0].addresses[0]: no node has an element at 0500",
  ],
  [
    "an address that was freed and is in use",
    { networkExclusions: [{ ivIndex: 1, addresses: ["0002"] }] },
    "networkExclusions[0].addresses[0]: 0002 is one of nodes[0]: a node that was removed has it no longer",
  ],
] as readonly [string, Changes, string][])
  test(`told: ${title}`, (t) => {
    const texts = found(change);
    t.true(texts.includes(expected), texts.join("\n"));
  });

test("a group above itself is told at each group of the circle", (t) => {
  const texts = found({ "groups[0].parentAddress": "C024" });
  t.true(
    texts.includes("groups[0].parentAddress: group C023 would be above itself"),
    texts.join("\n"),
  );
  t.true(texts.includes("groups[1].parentAddress: group C024 would be above itself"));
});

test("of a partial database nothing is told that may have been left out", (t) => {
  const keys = Object.fromEntries(
    Array.from({ length: 10 }, (_, i) => [`nodes[${i}].deviceKey`, undefined]),
  );
  const texts = found({ partial: true, "netKeys[1]": undefined, ...keys });
  t.deepEqual(texts, []);
});
