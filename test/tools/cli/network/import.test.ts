// `xs-mesh network init`, `import` and `export`.
import test from "ava";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { projectFolder } from "../../../../hosts/xs/build/folders.js";
import { toHex } from "../../../../modules/base/bytes.js";
import { databaseText } from "../../../../tools/network/cdb/write.js";
import { readDatabase } from "../../../../tools/network/cdb/read.js";
import { temporaryFolder } from "../../../support/temporary-folder.js";

const program = join(projectFolder, "tools/xs-mesh.mjs");
const xsMesh = (...words: readonly string[]) =>
  spawnSync(process.execPath, [program, ...words], { encoding: "utf8" });
const vector = (name: string) =>
  fileURLToPath(new URL(`../../../vectors/cdb/${name}.json`, import.meta.url));
const databaseIn = (path: string) => readDatabase(readFileSync(path, "utf8")).database;

for (const name of ["01-nordic-kotlin-core-2023", "06-coral-sample1"])
  test(`${name} is imported, changed, and exported with nothing else changed but its own provisioner`, (t) => {
    const folder = temporaryFolder(t);
    const network = join(folder, "net.json");
    const exported = join(folder, "house.json");
    const refused = xsMesh("network", "import", vector(name), network);
    t.is(refused.status, 1);
    t.regex(
      refused.stderr,
      /contradicts itself, and is not taken, but with --despite-contradictions:\n {2}nodes\[1\]/,
    );
    t.false(existsSync(network));
    const { status, stderr, stdout } = xsMesh(
      "network",
      "import",
      vector(name),
      network,
      "--despite-contradictions",
    );
    t.is(status, 0, stderr);
    t.regex(stdout, /10 nodes; this provisioner is 0400 and gives 0400 to 1D99/);
    t.is(xsMesh("network", "export", exported, "--network", network).status, 0);
    const before = readDatabase(readFileSync(vector(name), "utf8")).database;
    const after = databaseIn(exported);
    const own = after.provisioners.at(-1)!;
    t.is(own.provisionerName, "xs-mesh");
    const isOwn = ({ UUID }: { readonly UUID: Uint8Array }) => toHex(UUID) === toHex(own.UUID);
    const byAddress = <T extends { readonly unicastAddress: number }>(nodes: readonly T[]) =>
      [...nodes].sort((one, other) => one.unicastAddress - other.unicastAddress);
    const without = {
      ...after,
      timestamp: before.timestamp,
      provisioners: after.provisioners.filter((each) => !isOwn(each)),
      nodes: after.nodes.filter((each) => !isOwn(each)),
    };
    t.is(databaseText(without), databaseText({ ...before, nodes: byAddress(before.nodes) }));
    t.is(after.nodes.find(isOwn)!.unicastAddress, 0x0400);
  });

test("init: a network for a radio that leaves room for other provisioners; import finds its ranges", (t) => {
  const folder = temporaryFolder(t);
  const home = join(folder, "home");
  t.is(xsMesh("network", "init", home, "--name", "Home").status, 0);
  t.is(statSync(home).mode & 0o777, 0o700);
  t.regex(xsMesh("network", "init", home).stderr, /there is .*home already/);
  const file = join(folder, "net.json");
  t.is(xsMesh("network", "init", file, "--name", "Home").status, 0);
  const exported = join(folder, "home.json");
  xsMesh("network", "export", exported, "--network", file);
  t.like(databaseIn(exported), { meshName: "Home" });
  const second = join(folder, "second.json");
  const { stdout } = xsMesh("network", "import", exported, second);
  t.regex(stdout, /this provisioner is 199B and gives 199B to 3334/);
  const again = join(folder, "both.json");
  xsMesh("network", "export", again, "--network", second);
  const { contradictions, database } = readDatabase(readFileSync(again, "utf8"));
  t.deepEqual(contradictions, []);
  t.deepEqual(
    database.provisioners.map(({ allocatedUnicastRange: [range] }) => [
      range!.lowAddress,
      range!.highAddress,
    ]),
    [
      [0x0001, 0x199a],
      [0x199b, 0x3334],
    ],
  );
});

test("what cannot be joined is refused, and leaves nothing", (t) => {
  const folder = temporaryFolder(t);
  const network = join(folder, "net.json");
  const run = (...words: readonly string[]) => xsMesh("network", "import", ...words);
  const ios = run(vector("03-nordic-ios-pdus"), network, "--despite-contradictions");
  t.regex(ios.stderr, /the other provisioners give out all unicast addresses/);
  const taken = run(
    vector("01-nordic-kotlin-core-2023"),
    network,
    "--despite-contradictions",
    "--address",
    "0103",
  );
  t.is(taken.status, 1);
  t.regex(taken.stderr, /address 259: node 259 of the network has it/);
  const partial = join(folder, "partial.json");
  xsMesh("network", "convert", vector("01-nordic-kotlin-core-2023"), partial, "--partial");
  t.regex(run(partial, network, "--despite-contradictions").stderr, /has no device keys/);
  t.false(existsSync(network));
});
