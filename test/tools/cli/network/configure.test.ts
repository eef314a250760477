// `xs-mesh nodes`, `plan`, `apply`, `drift`, `get`, `set` and `network export` on a simulated network.
import test, { type ExecutionContext } from "ava";
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectFolder } from "../../../../hosts/xs/build/folders.js";
import { readDatabase } from "../../../../tools/network/cdb/read.js";
import { temporaryFolder } from "../../../support/temporary-folder.js";

const program = join(projectFolder, "tools/xs-mesh.mjs");

function xsMesh(words: readonly string[], input = "") {
  return spawnSync(process.execPath, [program, ...words], { encoding: "utf8", input });
}

const document = `
version: 1
network: House
appKeys: { lights: 0 }
groups: { kitchen: C000 }
nodes:
  door: { name: light-1 }
rules:
  - for: [light-2, light-3]
    models:
      Generic OnOff Server: { bind: lights, subscribe: kitchen, publish: { to: kitchen, every: 10 s } }
  - for: door
    ttl: 5
    models:
      Generic OnOff Client: { bind: lights, publish: kitchen }
`;

/** A network of three lights that are provisioned, for all tests. */
const shared = mkdtempSync(join(tmpdir(), "xs-mesh-test-"));
const provisioned = join(shared, "net.json");
test.before((t) => {
  const lines = `scan\nprovision all\nsave ${provisioned}\n`;
  const { status, stderr } = xsMesh(["shell", "-n", "3", "--seed", "1"], lines);
  t.is(status, 0, stderr);
});
test.after.always(() => rmSync(shared, { recursive: true, force: true }));

/** What a program prints in a folder of its own, with a copy of the network and the document. */
function desk(t: ExecutionContext, text = document) {
  const folder = temporaryFolder(t);
  const network = join(folder, "net.json");
  const wanted = join(folder, "house.yaml");
  copyFileSync(provisioned, network);
  writeFileSync(wanted, text);
  const run = (...words: readonly string[]) => xsMesh([...words, "--network", network]);
  return { folder, network, run, wanted };
}

test("a network is planned, rehearsed, applied, read back and set right", (t) => {
  const { folder, run, wanted } = desk(t);
  const plan = run("plan", wanted, "--requests", "--rehearse");
  t.is(plan.status, 2, plan.stderr);
  t.regex(plan.stdout, /^~ name of the network: House\n/);
  t.regex(
    plan.stdout,
    /\+ 0003 Generic OnOff Server: publishes to C000 kitchen \(AppKey 0 lights, every 10 s\)/,
  );
  t.regex(
    plan.stdout,
    /\n3 nodes to change, 0 as wanted; 12 messages; about \d+\.\d s by the simulated twin\./,
  );
  t.regex(plan.stdout, /Rehearsed on the simulated twin: 3 of 3 nodes as planned, 12 messages in/);
  t.regex(plan.stdout, /Afterwards every node is as the document says\.\n$/);

  const applied = run("apply", wanted);
  t.is(applied.status, 0, applied.stderr);
  t.regex(applied.stdout, /3 of 3 nodes done; 12 messages in \d+\.\d s\.\n$/);
  t.is(run("plan", wanted).stdout, "Nothing is to be done: 3 nodes as the document says.\n");
  t.is(run("plan", wanted).status, 0);

  const drift = run("drift");
  t.deepEqual([drift.status, drift.stdout], [0, "3 nodes: 3 as recorded, 0 different, 0 away.\n"]);

  const set = run("set", "door", "ttl", "9");
  t.is(set.status, 0, set.stderr);
  t.is(run("get", "door", "Default TTL").stdout, "0002 Default TTL: 9\n");
  const changed = run("drift", wanted);
  t.is(changed.status, 2);
  t.regex(changed.stdout, /~ node 0002 door \(has -> the document\)\n {4}Default TTL: 9 -> 5\n/);
  const fixed = run("drift", wanted, "--fix");
  t.is(fixed.status, 0, fixed.stderr);
  t.is(
    run("get", "door", "ttl", "--json").stdout,
    `${JSON.stringify([{ at: "0002", name: "Default TTL", value: 5 }], undefined, 2)}\n`,
  );

  const file = join(folder, "house.json");
  t.is(run("network", "export", file).status, 0);
  t.is(statSync(file).mode & 0o777, 0o600);
  const { contradictions, database } = readDatabase(readFileSync(file, "utf8"));
  t.deepEqual(contradictions, []);
  t.deepEqual(
    database.nodes.map(({ name }) => name),
    ["Provisioner", "door", "light-2", "light-3"],
  );
  // The shell goes on with it, by the names of the document.
  const { stdout } = xsMesh(
    ["shell", "--network", join(folder, "net.json")],
    "send kitchen onoff-set on=true\nsend light-3 onoff-get\n",
  );
  t.regex(stdout, /light-3: Generic OnOff Status, state on/);
});

test("nodes: a list, and what one is and has", (t) => {
  const { run, wanted } = desk(t);
  const list = run("nodes");
  t.regex(list.stdout, /^ADDRESS {2}NAME {5}ELEMENTS {2}KEYS {2}UUID/);
  t.regex(list.stdout, /\n0002 {5}light-1 {2}1 {9}- {5}[0-9a-f]{32} {2}not read yet\n/);
  t.is(run("apply", wanted).status, 0);
  const one = run("nodes", "light-2");
  t.regex(
    one.stdout,
    /\n {2}0003 Generic OnOff Server: AppKey 0 lights; subscribes to C000 kitchen; publishes to C000 kitchen/,
  );
  const json = JSON.parse(run("nodes", "--json").stdout) as readonly {
    name: string;
    read: boolean;
  }[];
  t.deepEqual(
    json.map(({ name, read }) => [name, read]),
    [
      ["door", true],
      ["light-2", true],
      ["light-3", true],
    ],
  );
  const wrong = run("nodes", "light-5");
  t.is(wrong.status, 1);
  t.regex(wrong.stderr, /there is no node light-5; did you mean light-2 or light-3\?/);
});

test("--json: one object each", (t) => {
  const { run, wanted } = desk(t);
  const plan = JSON.parse(run("plan", wanted, "--json", "--rehearse").stdout) as Record<
    string,
    unknown
  >;
  t.like(plan, {
    empty: false,
    messages: 12,
    rehearsal: { nodes: 3, failures: [], different: [] },
  });
  const applied = JSON.parse(run("apply", wanted, "--json").stdout) as {
    nodes: { outcome: string }[];
  };
  t.deepEqual(
    applied.nodes.map(({ outcome }) => outcome),
    ["done", "done", "done"],
  );
  const drift = JSON.parse(run("drift", "--json").stdout) as { nodes: { state: string }[] };
  t.deepEqual(
    drift.nodes.map(({ state }) => state),
    ["same", "same", "same"],
  );
});

test("a device without power is away: the others are done, and it is when it is back", (t) => {
  const { network, run, wanted } = desk(t);
  const off = xsMesh(["shell", "--network", network], `power off light-2\nsave ${network}\n`);
  t.is(off.status, 0, off.stdout);
  // Its models are not known, so that a rule for it would not be possible.
  // What it is made of is not known.
  const unread = run("plan", wanted, "--timeout", "2");
  t.is(unread.status, 2);
  t.regex(unread.stderr, /node 0003 light-2 does not answer: what it has is not known/);
  t.regex(
    unread.stdout,
    /^! node 0003 light-2: nothing is planned for it, as nobody has read what it is made of\n/,
  );
  xsMesh(["shell", "--network", network], `power on light-2\nsave ${network}\n`);
  t.is(run("nodes", "--read").status, 0);
  xsMesh(["shell", "--network", network], `power off light-2\nsave ${network}\n`);
  const applied = run("apply", wanted, "--timeout", "2");
  t.is(applied.status, 3, applied.stderr);
  t.regex(applied.stdout, /! node 0003 light-2: away, it does not answer \(0 of 4 requests done\)/);
  xsMesh(["shell", "--network", network], `power on light-2\nsave ${network}\n`);
  t.is(run("apply", wanted).status, 0);
});

test("plan --database: for a database of another program, without a network", (t) => {
  const { folder, run, wanted } = desk(t);
  run("nodes", "--read");
  const file = join(folder, "house.json");
  run("network", "export", file);
  const { status, stdout } = xsMesh(["plan", wanted, "--database", file]);
  t.is(status, 2);
  // Each node is asked for its composition first.
  t.regex(stdout, /12 requests in 15 messages/);
});

test("what cannot be: the document, the network, the options", (t) => {
  const { folder, run, wanted } = desk(
    t,
    document.replace("light-3", "light-4").replace("kitchen: C000", "kitchen: FF00"),
  );
  const bad = run("plan", wanted);
  t.is(bad.status, 1);
  t.regex(
    bad.stderr,
    /house\.yaml is nothing that can be applied:\n {2}line 5, groups\.kitchen: "FF00" where a group address from C000 to FEFF is needed\n/,
  );
  t.regex(run("plan", join(folder, "none.yaml")).stderr, /there is no document /);
  t.regex(run("plan", folder).stderr, /is a folder, no document/);
  t.regex(
    xsMesh(["nodes", "--network", join(folder, "x.json")]).stderr,
    /--network: there is no .*x\.json; xs-mesh provision makes a simulated network/,
  );
  t.regex(
    xsMesh(["nodes", "--network", folder]).stderr,
    /is a folder, that of a network on a radio: add --radio/,
  );
  t.regex(run("drift", "--fix", "--accept").stderr, /choose one/);
  t.regex(run("get", "light-1", "colour").stderr, /there is no state "colour"; there are: /);
  t.regex(run("set", "light-1", "ttl", "1").stderr, /1 is no Default TTL/);
  t.regex(
    run("set", "light-1", "Light Lightness Range", "{}").stderr,
    /the node has no Light Lightness Setup Server, which sets it/,
  );
});
