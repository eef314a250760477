import test from "ava";
import { ShellRig } from "../../support/shell-rig.js";

const keyOf = async (rig: ShellRig) =>
  /NetKey 0 +([0-9a-f]{32})/.exec((await rig.run("key list")).text)![1];

test("a node that does not answer stops a Key Refresh procedure, which goes on later", async (t) => {
  const rig = await ShellRig.open(t);
  await rig.all("provision all", "configure all", "power off light-2");
  const before = await keyOf(rig);
  const { ok, text } = await rig.try("refresh netkey");
  t.false(ok);
  t.regex(
    text,
    /^light-2 does not answer, so the old key stays in use: .*; go on with refresh netkey 0, or leave it out with without=light-2$/,
  );
  t.is(await keyOf(rig), before);
  await rig.all("power on light-2", "send light-2 onoff-get", "refresh netkey");
  t.not(await keyOf(rig), before);
  for (const name of ["light-1", "light-2", "light-3"])
    await rig.run(`send ${name} onoff-set on=1`);
});

test("a node that is left out is not reached with the new key", async (t) => {
  const rig = await ShellRig.open(t, { nodes: 2 });
  await rig.all("provision all", "configure all", "refresh netkey without=light-2");
  await rig.run("send light-1 onoff-get");
  const { ok, text } = await rig.try("send light-2 onoff-get");
  t.false(ok);
  t.regex(text, /did not answer/);
});

test("watch decodes messages with the old and the new keys", async (t) => {
  const rig = await ShellRig.open(t, { nodes: 1 });
  await rig.all("provision all", "configure all", "watch config-key-refresh-phase");
  const { text } = await rig.run("refresh netkey");
  t.is(text.match(/light-1 → provisioner: Config Key Refresh Phase Status/g)?.length, 2);
  await rig.run("watch generic");
  t.regex(
    (await rig.run("send light-1 onoff-get")).text,
    /light-1 → provisioner: Generic OnOff Status/,
  );
});
