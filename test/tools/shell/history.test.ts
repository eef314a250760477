import test from "ava";
import { existsSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { historyPath, keptLines, readHistory, writeHistory } from "../../../tools/shell/history.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

test("lines are kept in a file that only the user can read", (t) => {
  const path = join(temporaryFolder(t), "state", "xs-mesh", "shell-history");
  t.deepEqual(readHistory(path), []);
  writeHistory(path, ["nodes", "devices"]);
  t.true(existsSync(path));
  t.is(statSync(path).mode & 0o777, 0o600);
  t.is(statSync(join(path, "..")).mode & 0o777, 0o700);
  t.deepEqual(readHistory(path), ["nodes", "devices"]);
});

test("lines with secrets are not kept, and not more than a thousand", (t) => {
  t.deepEqual(
    keptLines(["provision a static=0011", "key create app 1 value=00", "nodes", " ", "watch"]),
    ["nodes", "watch"],
  );
  t.is(keptLines(Array.from({ length: 3000 }, (_, i) => `wait ${i}`)).length, 1000);
});

const key = "00112233445566778899aabbccddeeff";
const secretLines: readonly string[] = [
  "provision a 'static=my value'",
  'provision a "static=00" oob=none',
  "provision a --static=00",
  "key update provisioner net 0 --value=00",
  `send light-1 config-netkey-add net-key-index=1 net-key=${key}`,
  `sen light-1 config-netkey-add n=${key}`,
  `raw light-1 80400100${key} key=device`,
  `ra light-1 "80 40 01 00 00112233 44556677 8899aabb ccddeeff"`,
];
for (const line of secretLines)
  test(`not kept: ${line}`, (t) => {
    t.deepEqual(keptLines([line]), []);
  });

const plainLines: readonly string[] = [
  "raw light-1 8201",
  `send ${key} onoff-get`,
  `group add hall ${key}`,
  `provision ${key}`,
  'name light-1 "static',
];
for (const line of plainLines)
  test(`kept: ${line}`, (t) => {
    t.deepEqual(keptLines([line]), [line]);
  });

test("the file is in the user's folder of states", (t) => {
  t.is(historyPath({ XDG_STATE_HOME: "/state" }), "/state/xs-mesh/shell-history");
  t.regex(historyPath({}), /\/\.local\/state\/xs-mesh\/shell-history$/);
});

test("a file that cannot be read is an empty history", (t) => {
  const folder = temporaryFolder(t);
  t.deepEqual(readHistory(folder), []);
  writeFileSync(join(folder, "h"), "\n\nnodes\n");
  t.deepEqual(readHistory(join(folder, "h")), ["nodes"]);
});
