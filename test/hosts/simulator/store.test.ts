// The simulator's store, on a stand-in for Moddable's files that can be cut off at any operation.
import test from "ava";
import type { Store } from "../../../modules/host/store.js";
import { loadModdable } from "../../support/moddable-modules.js";

/** What throws where the simulator is killed. */
class Killed extends Error {}

/** Contents of the files, by path. */
const disk = new Map<string, Uint8Array>();
const folders = new Set<string>();
/** Operations that change the disk until the simulator is killed. */
let left = Infinity;
let failing = "";

function change(): void {
  if (left-- <= 0) throw new Killed();
}

/** As in Moddable's SDK for Linux: files/file/lin. */
class File {
  readonly #path: string;
  #position = 0;

  constructor(path: string, write = false) {
    this.#path = path;
    if (disk.has(path)) return;
    if (!write) throw new Error("file not found");
    change();
    disk.set(path, new Uint8Array(0));
  }

  get length(): number {
    return disk.get(this.#path)!.length;
  }

  read(type: unknown): ArrayBuffer {
    if (type !== ArrayBuffer) throw new TypeError("only as an ArrayBuffer");
    const octets = disk.get(this.#path)!.slice(this.#position);
    if (octets.length === 0) throw new Error("read past end of file");
    this.#position += octets.length;
    return octets.buffer;
  }

  /** Octet by octet, each an operation. */
  write(value: ArrayBuffer): void {
    if (failing === "write") throw new Error("file write failed");
    for (const octet of new Uint8Array(value)) {
      change();
      const content = disk.get(this.#path)!;
      const longer = new Uint8Array(Math.max(content.length, this.#position + 1));
      longer.set(content);
      longer[this.#position++] = octet;
      disk.set(this.#path, longer);
    }
  }

  close(): void {
    this.#position = NaN;
  }

  static delete(path: string): boolean {
    if (failing === "delete") return false;
    if (disk.has(path)) change();
    return disk.delete(path);
  }

  static exists(path: string): boolean {
    return disk.has(path);
  }

  static rename(path: string, name: string): boolean {
    if (name.includes("/")) throw new Error("invalid to");
    const content = disk.get(path);
    if (!content || failing === "rename") return false;
    change();
    disk.delete(path);
    disk.set(path.slice(0, path.lastIndexOf("/") + 1) + name, content);
    return true;
  }
}

class Iterator {
  readonly #names: string[];

  constructor(folder: string) {
    if (!folders.has(folder)) throw new Error("failed to open directory");
    this.#names = [".", "..", ...[...disk.keys()].map((path) => path.slice(folder.length))];
  }

  next(): { name: string } | undefined {
    const name = this.#names.shift();
    return name === undefined ? undefined : { name };
  }
}

const Directory = { create: (path: string) => void folders.add(path) };
const { SimulatorStore } = await loadModdable<{ SimulatorStore: new () => Store }>(
  "hosts/simulator/store.ts",
  { file: { File, Iterator, Directory } },
);

test.beforeEach(() => {
  disk.clear();
  folders.clear();
  left = Infinity;
  failing = "";
});

test.serial("records are written, replaced, deleted and listed", (t) => {
  const store = new SimulatorStore();
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
  t.deepEqual(new SimulatorStore().keys(), ["net-key.0"]);
});

test.serial("a part of a larger array is written, and what is read is a copy", (t) => {
  const store = new SimulatorStore();
  const value = Uint8Array.of(0, 1, 2, 3).subarray(1, 3);
  store.write("a", value);
  store.read("a")![1] = 9;
  t.deepEqual(store.read("a"), Uint8Array.of(1, 2));
});

test.serial("keys out of range are refused", (t) => {
  const store = new SimulatorStore();
  for (const key of ["", "a".repeat(16), "A", "a/b", "../a", "a b", "ä"]) {
    const expected = { instanceOf: RangeError, message: /key/ };
    t.throws(() => store.read(key), expected);
    t.throws(() => store.write(key, new Uint8Array(1)), expected);
    t.throws(() => store.delete(key), expected);
  }
});

test.serial(
  "a simulator that is killed at any operation keeps the old record or the new one",
  (t) => {
    const before = Uint8Array.of(1, 2, 3, 4, 5);
    const after = Uint8Array.of(6, 7);
    const seen = new Set<string>();
    for (let operations = 0, ended = false; !ended; operations++) {
      disk.clear();
      left = Infinity;
      new SimulatorStore().write("other", Uint8Array.of(9));
      new SimulatorStore().write("seq", before);
      left = operations;
      try {
        new SimulatorStore().write("seq", after);
        ended = true;
      } catch (error) {
        t.true(error instanceof Killed);
      }
      left = Infinity;
      const store = new SimulatorStore();
      const kept = store.read("seq")!;
      seen.add(kept.join());
      t.true([before.join(), after.join()].includes(kept.join()), `after ${operations}`);
      t.deepEqual(store.keys().sort(), ["other", "seq"]);
      // What was left of the interrupted write does not get into the next one.
      store.write("seq", Uint8Array.of(8));
      t.deepEqual(store.read("seq"), Uint8Array.of(8));
    }
    t.deepEqual([...seen], [before.join(), after.join()]);
  },
);

test.serial("a medium that fails is an error, and the record stays", (t) => {
  const store = new SimulatorStore();
  store.write("seq", Uint8Array.of(1));
  for (const what of ["write", "rename"]) {
    failing = what;
    t.throws(() => store.write("seq", Uint8Array.of(2)), { message: /cannot be written|failed/ });
    t.deepEqual(store.read("seq"), Uint8Array.of(1));
  }
  failing = "delete";
  t.throws(() => store.delete("seq"), { message: /cannot be deleted/ });
});
