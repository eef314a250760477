// The commands with `--radio`, on the controllers of `xs-mesh air --hci`.
import test, { type ExecutionContext } from "ava";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ProxyPduType } from "../../../modules/bearer/proxy-pdu.js";
import { RemoteProvisioningServer } from "../../../modules/foundation/remote-provisioning/server.js";
import { hciAir, lightOn } from "../../support/hci-air.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const program = fileURLToPath(new URL("../../../tools/xs-mesh.mjs", import.meta.url));

/** Starts `xs-mesh` with these words, in a folder of the test. */
function start(folder: string, words: readonly string[], input: string | undefined = "") {
  const child = spawn(process.execPath, [program, ...words], { cwd: folder });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (data: Buffer) => (stdout += data.toString()));
  child.stderr.on("data", (data: Buffer) => (stderr += data.toString()));
  if (input !== undefined) child.stdin.end(input);
  const ended = new Promise<{ status: number | null; stdout: string; stderr: string }>((resolve) =>
    child.on("close", (status) => resolve({ status, stdout, stderr })),
  );
  return { child, ended };
}

/** Runs it to its end. */
function run(folder: string, words: string, input?: string) {
  return start(folder, words.split(" "), input).ended;
}

/**
 * Runs a scan until it finds so many devices; its lines. The program's time is real, while that of
 * the air stands still where the machine is busy: a scan may then end before anything is sent.
 */
async function scan(t: ExecutionContext, folder: string, words: string, devices = 1) {
  for (let tries = 1; ; tries++) {
    const { status, stderr, stdout } = await run(folder, words);
    t.is(stderr, "");
    t.is(status, 0);
    const lines = stdout.split("\n").filter((line) => line !== "");
    if (lines.length >= devices || tries === 20)
      return lines.map((line) => JSON.parse(line) as { uuid: string; bearers: string[] });
  }
}

/** Waits until a condition holds, for a minute. */
async function until(t: ExecutionContext, condition: () => boolean): Promise<void> {
  for (let i = 0; i < 600 && !condition(); i++)
    await new Promise((resolve) => setTimeout(resolve, 100));
  t.true(condition());
}

test.serial("scan, provision and shell work on one network on a radio, over PB-GATT", async (t) => {
  const air = await hciAir(t);
  const { spec } = air;
  const folder = temporaryFolder(t);
  const { server, uuid } = await lightOn(t, air, ["pb-gatt"]);
  const scanned = await scan(t, folder, `scan --radio ${spec} --timeout 3 --json`);
  t.like(scanned, [{ uuid, bearers: ["pb-gatt"] }]);
  t.false(existsSync(join(folder, "build")), "a scan keeps nothing");
  const provisioned = await run(folder, `provision ${uuid} --radio ${spec} --network home`);
  t.is(provisioned.stderr, "");
  t.regex(provisioned.stdout, new RegExp(`^${uuid} is 0002 \\(1 element\\): provisioned in`));
  const lines = ["configure 0002", "send 0002 onoff-set on=on"].join("\n");
  const shell = await run(folder, `shell --radio ${spec} --network home`, lines);
  t.is(shell.stderr, "");
  t.is(shell.status, 0);
  t.regex(shell.stdout, /node-0002: Generic OnOff Status, state on\n$/);
  t.true(server.isOn);
});

for (const words of ["shell --radio SPEC --network home", "scan --radio SPEC --network home"])
  test.serial(`Ctrl-C closes the radio and the folder: ${words.split(" ")[0]!}`, async (t) => {
    const { spec } = await hciAir(t);
    const folder = temporaryFolder(t);
    const lock = join(folder, "home", "lock");
    const given = words.replace("SPEC", spec).split(" ");
    const { child, ended } = start(folder, given, undefined);
    await until(t, () => existsSync(lock) && existsSync(join(folder, "home", "r-node")));
    await new Promise((resolve) => setTimeout(resolve, 1000));
    child.kill("SIGINT");
    const { status, stderr } = await ended;
    t.is(stderr, "");
    t.is(status, 0);
    t.false(existsSync(lock));
  });

for (const [bearer, unused] of [
  ["pb-gatt", "pb-adv"],
  ["pb-adv", "pb-gatt"],
] as const)
  test.serial(`provision --bearer ${bearer} takes it, though ${unused} is offered`, async (t) => {
    const air = await hciAir(t);
    const { spec } = air;
    const folder = temporaryFolder(t);
    const { node, uuid } = await lightOn(t, air, ["pb-adv", "pb-gatt"]);
    const options = `--radio ${spec} --network home --bearer ${bearer} --address 0x0042 --json`;
    const { status, stderr, stdout } = await run(folder, `provision ${uuid} ${options}`);
    t.is(stderr, "");
    t.is(status, 0);
    t.like(JSON.parse(stdout), { uuid, address: 0x42, elements: 1 });
    t.is(node.address, 0x42);
    t.is(node.network!.provisionedOver, bearer);
  });

test.serial(
  "scan --bearer hears devices on either bearer, whichever the network uses",
  async (t) => {
    const air = await hciAir(t);
    const { spec } = air;
    const folder = temporaryFolder(t);
    const offered = ["pb-adv", "pb-gatt"] as const;
    const lights: string[] = [];
    for (const bearer of offered) lights.push((await lightOn(t, air, [bearer])).uuid);
    for (const bearer of ["gatt", "adv"]) {
      const words = `scan --radio ${spec} --bearer ${bearer} --timeout 4 --json`;
      const found = await scan(t, folder, words, offered.length);
      for (const [i, over] of offered.entries())
        t.deepEqual(found.find(({ uuid }) => uuid === lights[i])?.bearers, [over], bearer);
    }
  },
);

test.serial(
  "scan and provision --server reach the node that listens over its GATT proxy",
  async (t) => {
    const air = await hciAir(t);
    const { spec } = air;
    const folder = temporaryFolder(t);
    const elements = [{ models: [new RemoteProvisioningServer()] }];
    const listener = await lightOn(t, air, ["pb-gatt"], { elements });
    const onRadio = `--radio ${spec} --network home`;
    const taken = await run(folder, `provision ${listener.uuid} ${onRadio} --bearer pb-gatt`);
    t.is(taken.stderr, "");
    const far = await lightOn(t, air, ["pb-adv"]);
    const gatt = listener.radio.gatt!;
    const notify = gatt.notify.bind(gatt);
    let answers = 0;
    gatt.notify = (connection, characteristic, value) => {
      if ((value[0]! & 0x3f) === ProxyPduType.network) answers++;
      return notify(connection, characteristic, value);
    };
    const overProxy = async <T>(work: Promise<T>): Promise<T> => {
      answers = 0;
      const result = await work;
      t.true(answers > 0, "the node has answered over a proxy connection");
      return result;
    };
    const words = `scan ${onRadio} --bearer gatt --server 0002 --uuid ${far.uuid} --timeout 5 --json`;
    t.like(await overProxy(scan(t, folder, words)), [{ uuid: far.uuid }]);
    const { status, stderr, stdout } = await overProxy(
      run(folder, `provision ${far.uuid} ${onRadio} --server 0002`),
    );
    t.is(stderr, "");
    t.is(status, 0);
    t.regex(stdout, new RegExp(`^${far.uuid} is 0003 \\(1 element\\): provisioned in`));
    t.is(far.node.address, 3);
  },
);

test.serial(
  "without advertising, and without a proxy in reach, a server is not reached",
  async (t) => {
    const { spec } = await hciAir(t);
    const words = `scan --radio ${spec} --network home --bearer gatt --server 0002`;
    const { status, stderr, stdout } = await run(temporaryFolder(t), words);
    t.is(status, 1);
    t.is(stdout, "");
    t.regex(stderr, /no GATT proxy of this network was heard/);
    t.is(stderr.trimEnd().split("\n").length, 1, stderr);
  },
);

for (const [words, complaint] of [
  ["shell --radio tcp:127.0.0.1:1 --network home", /127\.0\.0\.1:1/],
  ["shell --radio bluetooth --network home", /"bluetooth" is no radio; use tcp:HOST:PORT/],
  ["shell --radio hci:0", /--radio: name the folder that keeps the network.*--network/],
  ["shell --radio hci:0 --network home --nodes 2", /--nodes does not go with --radio/],
  ["shell --radio hci:0 --network home --hci 0", /--hci does not go with --radio/],
  ["shell --network .", /--network: \. is a folder, that of a network on a --radio/],
  ["scan --radio bluetooth", /"bluetooth" is no radio/],
  ["scan --radio hci:0 --nodes 2", /--nodes does not go with --radio/],
  ["scan --radio hci:0 --server 0002", /--server: name the folder of its network/],
  [`provision ${"0".repeat(32)} --radio hci:0`, /--radio: name the folder that keeps the network/],
  [`provision ${"0".repeat(32)} --bearer pb-gatt`, /--bearer is for a radio: add --radio/],
  [
    `provision ${"0".repeat(32)} --bearer pb-gatt --server 0002 --radio hci:0 --network home`,
    /--bearer does not go with --server: the node there chooses it/,
  ],
  ["scan --bearer gatt", /--bearer is for a radio: add --radio/],
  ["scan --bearer pb-gatt --radio hci:0", /Allowed choices are adv, gatt/],
  ["shell --bearer gatt", /--bearer/],
] as const)
  test.serial(`explained in one line, with status 1: ${words}`, async (t) => {
    const { status, stderr, stdout } = await run(temporaryFolder(t), words);
    t.is(status, 1);
    t.is(stdout, "");
    t.regex(stderr, complaint);
    t.is(stderr.trimEnd().split("\n").length, 1, stderr);
  });
