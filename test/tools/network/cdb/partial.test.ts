import test from "ava";
import { toHex } from "../../../../modules/base/bytes.js";
import { listing } from "../../../../tools/network/cdb/listing.js";
import { partialDatabase } from "../../../../tools/network/cdb/partial.js";
import { readDatabase } from "../../../../tools/network/cdb/read.js";
import { databaseSummary } from "../../../../tools/network/cdb/show.js";
import { databaseText } from "../../../../tools/network/cdb/write.js";
import { databaseFile, databaseFiles, sample } from "../../../support/cdb.js";

for (const name of databaseFiles) {
  const { database } = readDatabase(databaseFile(name));
  const shared = [...database.netKeys, ...database.appKeys].flatMap(({ key, oldKey }) =>
    oldKey ? [key, oldKey] : [key],
  );
  const own = database.nodes.flatMap(({ deviceKey }) => deviceKey ?? []);
  const has = (text: string, keys: readonly Uint8Array[]) =>
    keys.filter((key) => text.toLowerCase().includes(toHex(key)));

  test(`${name}: the listing and the summary have no key, and are no database`, (t) => {
    for (const text of [JSON.stringify(listing(database)), databaseSummary(database)])
      t.deepEqual(has(text, [...shared, ...own]), []);
    t.throws(() => readDatabase(JSON.stringify(listing(database))));
  });

  test(`${name}: a part for others has the shared keys and no device key, also not in members of other programs`, (t) => {
    const text = databaseText(partialDatabase(database));
    t.deepEqual(has(text, own), []);
    t.is(has(text, shared).length, shared.length);
    const part = readDatabase(text);
    t.deepEqual([part.database.partial, part.remarks], [true, []]);
    t.is(part.database.nodes.length, database.nodes.length);
  });
}

test("the same key has the same fingerprint in a listing, another one another", (t) => {
  const { database } = readDatabase(sample());
  const other = readDatabase(sample({ "netKeys[0].key": "11".repeat(16) })).database;
  const prints = [database, database, other].map((each) => {
    const { netKeys } = listing(each) as { netKeys: readonly { fingerprint: string }[] };
    return netKeys[0]!.fingerprint;
  });
  t.is(prints[0], prints[1]);
  t.not(prints[0], prints[2]);
});

test("the part of one subnet has its keys, its nodes, and what they do with these keys", (t) => {
  const { database } = readDatabase(sample());
  const part = partialDatabase(database, { netKeys: [1] });
  t.deepEqual(
    part.netKeys.map(({ index }) => index),
    [1],
  );
  t.deepEqual(
    part.appKeys.map(({ index }) => index),
    [3],
  );
  t.deepEqual(
    part.nodes.map(({ name }) => name),
    ["Molly's Access Tag", "Cat Flap", "Brian's phone", "Mary's phone"],
  );
  const { contradictions } = readDatabase(databaseText(part));
  t.deepEqual(contradictions, []);
  const keys = part.nodes.flatMap(({ appKeys, elements }) => [
    ...appKeys.map(({ index }) => index),
    ...elements.flatMap(({ models }) => models.flatMap(({ bind }) => bind)),
  ]);
  t.deepEqual([...new Set(keys)], [3]);
  t.throws(() => partialDatabase(database, { netKeys: [5] }), {
    instanceOf: RangeError,
    message: "there is no NetKey 5, but 0, 1",
  });
});

test("the summary names nodes, models, groups and what is to be known of a key", (t) => {
  const text = databaseSummary(readDatabase(sample()).database);
  for (const line of [
    /^Brian and Mary's House: 10 nodes; changed 2018-12-23T11:45:22-08:00/,
    /NetKey 1 +Molly's Network +insecure +new key being given out/,
    /Brian's Phone +0001 +0001-00FF 0301-03FF +C100-C1FF/,
    /0004 +Bedroom Light +3 +0 +0 1200 +relay friend/,
    /0103 +Generic OnOff Client +2 +C103 \(Doorbell\)/,
    /C024 +Bedside \(Brian\) +C023 \(Bedroom\)/,
  ])
    t.regex(text, line);
});
