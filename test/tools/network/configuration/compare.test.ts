import test from "ava";
import { compareNodes, comparisonText } from "../../../../tools/network/configuration/compare.js";
import { readDatabase } from "../../../../tools/network/cdb/read.js";
import { type Changes, sample } from "../../../support/cdb.js";

const model = "nodes[0].elements[0].models[2]";

function compared(changes: Changes) {
  return compareNodes(readDatabase(sample()).database, readDatabase(sample(changes)).database);
}

test("a database and itself are the same", (t) => {
  t.is(comparisonText(compared({})), "10 of 10 nodes are the same.");
});

test("what differs of a node, and the requests in their order", (t) => {
  const changes = {
    "nodes[0].appKeys[1]": { index: 2, updated: false },
    [`${model}.bind`]: [2],
    [`${model}.subscribe`]: ["C023", "EA57D9F1975D4EBDA78A37D189AC58F4"],
    [`${model}.publish.index`]: 2,
    [`${model}.publish.ttl`]: 255,
    "nodes[0].defaultTTL": 5,
    "nodes[0].elements[1].models[0].publish": undefined,
  };
  t.is(
    comparisonText(compared(changes)),
    `~ node 0002 Bedroom Light Switch
    + AppKey 2
    + 0002 Remote Provisioning Server: bound to AppKey 2
    - 0002 Remote Provisioning Server: bound to AppKey 0
    ~ 0002 Remote Provisioning Server: publishes to C023 (AppKey 0, TTL 7, every 90 s, 2 times again after 250 ms, friendship credentials) -> C023 (AppKey 2, every 90 s, 2 times again after 250 ms, friendship credentials)
    - 0003 Remote Provisioning Server: publishes to C024 (AppKey 0, TTL 7, every 90 s, 2 times again after 100 ms, friendship credentials)
    + 0002 Remote Provisioning Server: subscribes to C023
    + 0002 Remote Provisioning Server: subscribes to EA57D9F1975D4EBDA78A37D189AC58F4
    ~ Default TTL: 3 -> 5
  8 requests:
    1. AppKey Add: AppKey 2
    2. Model App Bind: 0002 Remote Provisioning Server, AppKey 2
    3. Model Publication Set: 0002 Remote Provisioning Server, C023 (AppKey 2, every 90 s, 2 times again after 250 ms, friendship credentials)
    4. Model App Unbind: 0002 Remote Provisioning Server, AppKey 0
    5. Model Publication Set: 0003 Remote Provisioning Server, nowhere
    6. Model Subscription Add: 0002 Remote Provisioning Server, C023
    7. Model Subscription Add: 0002 Remote Provisioning Server, EA57D9F1975D4EBDA78A37D189AC58F4
    8. Default TTL Set: 5
9 of 10 nodes are the same.`,
  );
});

test("nodes that are in one of the two, and one whose models are others", (t) => {
  const kinds = (changes: Changes) =>
    compared(changes)
      .filter(({ kind }) => kind !== "same")
      .map(({ address, kind }) => [address, kind]);
  t.deepEqual(kinds({ "nodes[9]": undefined }), [["01FF", "removed"]]);
  t.deepEqual(kinds({ "nodes[9].UUID": "00000000-0000-0000-0000-000000000001" }), [
    ["01FF", "added"],
    ["01FF", "removed"],
  ]);
  t.deepEqual(kinds({ "nodes[0].elements[0].models[0].modelId": "1000" }), [["0002", "other"]]);
});
