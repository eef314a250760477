import test from "ava";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { ConfigurationDatabase } from "../../../../modules/provisioner/configuration-database.js";
import { readDatabase } from "../../../../tools/network/cdb/read.js";
import { databaseText, writeDatabase } from "../../../../tools/network/cdb/write.js";
import {
  databaseFile,
  databaseFiles,
  type Json,
  sample,
  sampleContent,
} from "../../../support/cdb.js";
import { temporaryFolder } from "../../../support/temporary-folder.js";

/** The content of a file without what is normalised: case, hyphens of UUIDs, version and identifier. */
function plain(text: string): unknown {
  const { $schema, id, version, ...content } = JSON.parse(text) as Json;
  void [$schema, id, version];
  const same: unknown = JSON.parse(
    JSON.stringify(content, (_, value: unknown) => {
      if (typeof value !== "string" || !/^[0-9a-f-]{4,36}$/i.test(value)) return value;
      return value.replaceAll("-", "").toUpperCase();
    }),
  );
  return same;
}

for (const name of ["01-nordic-kotlin-core-2023.json", "06-coral-sample1.json"])
  test(`${name} is written as it was read, apart from letter case, form of UUIDs, version and identifier`, (t) => {
    const text = databaseFile(name);
    t.deepEqual(plain(databaseText(readDatabase(text).database)), plain(text));
  });

for (const name of databaseFiles)
  test(`${name}: what is written is read without a remark, and is the same`, (t) => {
    const { database } = readDatabase(databaseFile(name));
    const again = readDatabase(databaseText(database));
    t.deepEqual(again.remarks, []);
    t.deepEqual(again.database, database);
  });

test("members that the format does not know are kept, at every level", (t) => {
  let count = 0;
  const mark = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    const members = Object.entries(value);
    if (!Array.isArray(value)) (value as Json)[`x-own-${count++}`] = { deep: [1, null, "text"] };
    for (const [, member] of members) mark(member);
  };
  const content = sampleContent();
  mark(content);
  const text = JSON.stringify(content);
  t.true(count > 100);
  t.deepEqual(plain(databaseText(readDatabase(text).database)), plain(text));
});

test("the form of version 1.0.1: its identifier, and its order of members", (t) => {
  const content = JSON.parse(databaseText(readDatabase(sample()).database)) as Json;
  t.is(content["version"], "1.0.1");
  t.is(content["id"], "https://www.bluetooth.com/specifications/specs/mesh-cdb-1-0-1-schema.json#");
  t.deepEqual(Object.keys(content), [
    ...["$schema", "id", "version", "meshUUID", "meshName", "timestamp", "partial", "netKeys"],
    ...["appKeys", "provisioners", "nodes", "groups", "scenes", "networkExclusions"],
  ]);
  t.regex(String(content["meshUUID"]), /^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/);
});

test("a database that cannot be written is refused", (t) => {
  const { database } = readDatabase(sample());
  const wrong = { ...database, netKeys: [{ ...database.netKeys[0]!, index: 5000 }] };
  t.throws(() => databaseText(wrong as ConfigurationDatabase), { message: /5000 where a whole/ });
});

test("only the owner of a file can read it", (t) => {
  const path = join(temporaryFolder(t), "net.json");
  const { database } = readDatabase(sample());
  writeDatabase(path, database);
  t.is(statSync(path).mode & 0o777, 0o600);
  t.deepEqual(readDatabase(readFileSync(path, "utf8")).database, database);
});
