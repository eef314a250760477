import test from "ava";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileStore } from "../../hosts/node/store.js";
import { CaptureKeys } from "../../tools/capture/keys.js";
import { writeNetwork } from "../../tools/network/network-file.js";
import { makePrivateFolder, writePrivate } from "../../tools/private-file.js";

const directory = mkdtempSync(join(tmpdir(), "xs-mesh-private-"));
test.after.always(() => rmSync(directory, { recursive: true, force: true }));

const modeOf = (path: string) => statSync(path).mode & 0o777;

function folder(name: string): string {
  const path = join(directory, name);
  mkdirSync(path);
  return path;
}

const network = {
  version: 1,
  seed: "1",
  loss: 0,
  runs: 0,
  provisioner: { node: "00" },
  devices: [],
} as const;

/** Everything that writes keys, and where. */
const writers: readonly (readonly [name: string, file: string, write: (path: string) => void])[] = [
  ["a private file", "some.txt", (path) => writePrivate(path, "secret")],
  ["a simulated network", "network.json", (path) => writeNetwork(path, network)],
  ["the keys of a capture", "run.keys.json", (path) => new CaptureKeys().write(path)],
  [
    "a record of a store",
    "r-node",
    (path) => new FileStore({ directory: join(path, "..") }).write("node", Uint8Array.of(1)),
  ],
];

for (const [name, file, write] of writers) {
  test(`${name} is its owner's alone from its first octet, whatever there was`, (t) => {
    const before = process.umask(0);
    try {
      const path = join(folder(`${file}-mode`), file);
      write(path);
      t.is(modeOf(path), 0o600);
      // One that everybody could read, and had open, is not written into.
      chmodSync(path, 0o666);
      const { ino } = statSync(path);
      write(path);
      t.is(modeOf(path), 0o600);
      t.not(statSync(path).ino, ino);
      t.deepEqual(readdirSync(join(path, "..")), [file], "nothing else is left");
    } finally {
      process.umask(before);
    }
  });

  test(`${name} is replaced as a whole: what cannot be written leaves nothing`, (t) => {
    const parent = folder(`${file}-whole`);
    const path = join(parent, file);
    // Where a folder is no file can go.
    mkdirSync(join(path, "in it"), { recursive: true });
    t.throws(() => write(path));
    t.true(statSync(path).isDirectory());
    t.deepEqual(
      readdirSync(parent).filter((other) => other.endsWith(".new")),
      [],
    );
  });
}

test("what is no regular file is never replaced: a folder, a device", (t) => {
  const parent = folder("irregular");
  t.throws(() => writePrivate(parent, "secret"), { message: `${parent} is a folder` });
  // A device of this system would be replaced if the rule did not hold: a socket stands for it.
  const path = join(parent, "socket");
  const server = createServer().listen(path);
  return new Promise<void>((resolve) => {
    server.once("listening", () => {
      t.throws(() => writePrivate(path, "secret"), { message: `${path} is no regular file` });
      t.true(statSync(path).isSocket());
      t.deepEqual(readdirSync(parent), ["socket"]);
      server.close(() => resolve());
    });
  });
});

test("a file that others left under the temporary name of a record is not written into", (t) => {
  const path = folder("stale");
  const stale = join(path, "t-node");
  writeFileSync(stale, "", { mode: 0o666 });
  chmodSync(stale, 0o666);
  const store = new FileStore({ directory: path });
  store.write("node", Uint8Array.of(1));
  t.is(modeOf(join(path, "r-node")), 0o600);
  t.false(existsSync(stale));
});

test("folders for keys are their owner's alone; those above them are as usual", (t) => {
  const before = process.umask(0o022);
  try {
    makePrivateFolder(join(directory, "above-1", "private"));
    new FileStore({ directory: join(directory, "above-2", "store") });
    for (const [above, below] of [
      ["above-1", "private"],
      ["above-2", "store"],
    ] as const) {
      t.is(modeOf(join(directory, above)), 0o755);
      t.is(modeOf(join(directory, above, below)), 0o700);
    }
  } finally {
    process.umask(before);
  }
});
