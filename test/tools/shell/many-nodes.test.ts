// A session with a hundred nodes, as it is used.
import test from "ava";
import { complete } from "../../../tools/shell/complete.js";
import { ShellRig } from "../../support/shell-rig.js";

const count = 100;

test("a hundred lights are provisioned, listed, watched and completed by their names", async (t) => {
  const rig = await ShellRig.open(t, { nodes: count, air: "kind" });
  await rig.run("provision all");
  const { text } = await rig.run("nodes");
  const lines = text.split("\n");
  t.is(lines.length, count);
  t.deepEqual(
    lines.map((line) => line.split(" ")[0]),
    Array.from({ length: count }, (_, i) => `light-${i + 1}`),
  );
  t.true(
    lines.every((line) => line.length <= 100),
    "a line of the table fits a terminal",
  );
  const { words } = complete(rig.session, "node light-1");
  t.is(words[0], "light-1 ");
  t.is(words[1], "light-10 ");
  t.is(words.at(-1), "light-100 ");
  t.is(words.length, 12);
  await rig.run("configure light-99");
  await rig.run("watch light-99");
  const { text: sent } = await rig.run("send light-99 onoff-set on=on");
  t.is(sent.split("\n").length, 3, sent);
  t.regex(sent, /light-99 → provisioner: Generic OnOff Status, state on/);
  const other = await rig.try("send light-98 onoff-get");
  t.notRegex(other.text, /→/, "messages of other nodes are not watched");
});
