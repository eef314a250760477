import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { FileStore, MemoryStore } from "../../../hosts/node/store.js";
import type { Store } from "../../../modules/host/store.js";

const root = mkdtempSync(join(tmpdir(), "xs-mesh-store-"));
test.after.always(() => rmSync(root, { recursive: true, force: true }));

const stores: readonly [string, () => Store][] = [
  ["memory", () => new MemoryStore()],
  ["file", () => new FileStore({ directory: mkdtempSync(join(root, "s-")) })],
];

for (const [name, make] of stores) {
  test(`${name}: records are written, replaced, deleted and listed`, (t) => {
    const store = make();
    t.is(store.read("seq"), undefined);
    t.deepEqual(store.keys(), []);
    store.write("seq", Uint8Array.of(1, 2));
    store.write("net-key.0", new Uint8Array(0));
    store.write("seq", Uint8Array.of(3));
    t.deepEqual(store.read("seq"), Uint8Array.of(3));
    t.deepEqual(store.read("net-key.0"), new Uint8Array(0));
    t.deepEqual(store.keys().sort(), ["net-key.0", "seq"]);
    store.delete("seq");
    store.delete("seq");
    t.is(store.read("seq"), undefined);
    t.deepEqual(store.keys(), ["net-key.0"]);
  });

  test(`${name}: what is read and written is a copy`, (t) => {
    const store = make();
    const value = Uint8Array.of(1, 2, 3);
    store.write("a", value);
    value[0] = 9;
    store.read("a")![1] = 9;
    t.deepEqual(store.read("a"), Uint8Array.of(1, 2, 3));
  });

  test(`${name}: keys out of range are refused`, (t) => {
    const store = make();
    for (const key of ["", "a".repeat(16), "A", "a/b", "../a", "a b", "ä"]) {
      const expected = { instanceOf: RangeError, message: /key/ };
      t.throws(() => store.read(key), expected);
      t.throws(() => store.write(key, new Uint8Array(1)), expected);
      t.throws(() => store.delete(key), expected);
    }
    for (const key of [".", "..", "a".repeat(15), "-"]) store.write(key, Uint8Array.of(1));
    t.is(store.keys().length, 4);
  });
}

test("memory: injected failures change nothing, and writes are counted", (t) => {
  const store = new MemoryStore({
    fail: (key, writes) => (writes >= 2 ? new Error(`full: ${key}`) : undefined),
  });
  store.write("a", Uint8Array.of(1));
  store.write("b", Uint8Array.of(2));
  t.throws(() => store.write("a", Uint8Array.of(3)), { message: "full: a" });
  t.throws(() => store.delete("b"), { message: "full: b" });
  t.deepEqual(store.read("a"), Uint8Array.of(1));
  t.is(store.writes, 2);
  const copy = store.copy();
  copy.write("a", Uint8Array.of(4));
  t.deepEqual(store.read("a"), Uint8Array.of(1));
  t.deepEqual(copy.keys().sort(), ["a", "b"]);
});

test("file: another store of the directory sees the records, and half a write is none", (t) => {
  const directory = join(root, "made", "new");
  new FileStore({ directory }).write("seq", Uint8Array.of(5));
  writeFileSync(join(directory, "t-seq"), "half");
  writeFileSync(join(directory, "other"), "not ours");
  const store = new FileStore({ directory });
  t.deepEqual(store.keys(), ["seq"]);
  t.deepEqual(store.read("seq"), Uint8Array.of(5));
  store.write("seq", Uint8Array.of(6));
  t.deepEqual(readdirSync(directory).sort(), ["other", "r-seq"]);
});

test("file: a medium that fails is reported", (t) => {
  const directory = join(root, "gone");
  const store = new FileStore({ directory });
  store.write("a", Uint8Array.of(1));
  rmSync(directory, { recursive: true });
  t.throws(() => store.write("a", Uint8Array.of(2)), { code: "ENOENT" });
  t.throws(() => store.keys(), { code: "ENOENT" });
});
