import test from "ava";
import { execFileSync } from "node:child_process";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ShellRig } from "../../support/shell-rig.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const program = fileURLToPath(new URL("../../../tools/xs-mesh.mjs", import.meta.url));
const lamp = fileURLToPath(new URL("../simulation/firmware/lamp.ts", import.meta.url));

test("a network that was saved goes on, with its devices, keys, names and groups", async (t) => {
  const path = join(temporaryFolder(t), "net.json");
  const first = await ShellRig.open(t);
  await first.all("provision all", "configure all", "group add hall", "name light-2 desk");
  await first.all(
    "subscribe desk onoff-server hall",
    "send desk onoff-set on=1",
    "move light-3 9,9",
  );
  await first.all("key create app 1 name=second", "power off light-3", `save ${path}`);
  t.false(first.session.unsaved);
  t.is(statSync(path).mode & 0o777, 0o600);
  const { text: keys } = await first.run("key list");

  const second = await ShellRig.open(t, { network: path });
  t.is((await second.run("key list")).text, keys);
  t.regex((await second.run("nodes")).text, /^light-1 .*\ndesk .*\nlight-3 /);
  t.regex(
    (await second.run("devices")).text,
    /light-2 .*node 0x0003 .*lamp on\nlight-3 .*no power +at 9,9 m$/,
  );
  t.regex((await second.run("send desk onoff-get")).text, /state on$/);
  await second.run("send hall onoff-set-unacknowledged on=0");
  t.regex((await second.run("lamps desk")).text, /lamp off/);
  t.regex(
    (await second.run("node desk")).text,
    /Generic OnOff Server \(1000\): .*subscribes to hall/,
  );
  await second.all("reset light-1", "save");
  t.is((JSON.parse(readFileSync(path, "utf8")) as { runs: number }).runs, 2);

  const third = await ShellRig.open(t, { network: path });
  t.notRegex((await third.run("nodes")).text, /light-1/);
  await third.run("provision light-1");
});

test("a network of xs-mesh provision goes on in the shell, and the other way round", async (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, "line.json");
  const xsMesh = (...words: string[]) =>
    execFileSync(process.execPath, [program, ...words, "--network", path], { encoding: "utf8" });
  xsMesh("provision", `d0${"0".repeat(29)}1`, "--nodes", "3");
  const rig = await ShellRig.open(t, { network: path });
  t.regex((await rig.run("nodes")).text, /^device-1 {2}0x0002/);
  t.regex((await rig.run("scan device-1 time=3s")).text, /^d0+2 .*device-2$/);
  await rig.all("provision device-2 via=device-1", "ttl device-2 9", "save");
  t.regex(xsMesh("scan", "--server", "0003", "--limit", "1", "--json"), /"uuid":"d0+3"/);
  const again = await ShellRig.open(t, { network: path });
  t.regex((await again.run("ttl device-2")).text, /Default TTL 9/);
});

test("a firmware is found again from the folder of the file", async (t) => {
  const path = join(temporaryFolder(t), "net.json");
  const first = await ShellRig.open(t, { nodes: 1, firmware: lamp });
  await first.all("provision all", `save ${path}`);
  const second = await ShellRig.open(t, { network: path });
  t.regex((await second.run("composition light-1")).text, /Generic OnOff Server/);
  t.regex((await second.run("log last=5")).text, /light-1: loaded\n.*light-1: started/);
});

test("a file that is no network is refused", async (t) => {
  const path = join(temporaryFolder(t), "net.json");
  writeFileSync(path, "{");
  await t.throwsAsync(ShellRig.open(t, { network: path }), { message: /is not JSON$/ });
  writeFileSync(path, "{}");
  await t.throwsAsync(ShellRig.open(t, { network: path }), { message: /is no network of this/ });
  await t.throwsAsync(ShellRig.open(t, { network: `${path}.none` }), { message: /^there is no / });
});
