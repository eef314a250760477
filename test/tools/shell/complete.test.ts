import test from "ava";
import { complete } from "../../../tools/shell/complete.js";
import { ShellRig } from "../../support/shell-rig.js";

/** What can replace the last word; undefined: only what must be among them. */
const cases: readonly (readonly [line: string, words: readonly string[], some?: boolean])[] = [
  ["prov", ["provision "]],
  ["", ["nodes ", "provision ", "watch "], true],
  ["xyz", []],
  ["provision li", ["light-1 ", "light-2 ", "light-3 "]],
  ["provision light-3 st", ["static="]],
  ["provision light-3 oob=o", ["oob=output "]],
  ["provision light-3 via=", ["via=desk ", "via=light-1 ", "via=provisioner "]],
  ["prov light-3 na", ["name="]],
  ["node d", ["desk "]],
  ["node ", ["desk ", "light-1 ", "provisioner "]],
  ["bind desk gen", ["generic-onoff-client ", "generic-onoff-server "]],
  ["bind desk onoff-s", ["generic-onoff-server "]],
  ["bind desk onoff-server ", ["main "]],
  ["bind nobody ", []],
  ["publish desk onoff-client h", ["hall "]],
  ["publish desk onoff-client hall pe", ["period="]],
  ["publish desk onoff-client hall key=", ["key=main "]],
  ["subscribe desk onoff-server all-", ["all-friends ", "all-proxies ", "all-relays "]],
  ["send ", ["all ", "desk ", "hall ", "light-1 "], true],
  ["send hall generic-onoff-set", ["generic-onoff-set ", "generic-onoff-set-unacknowledged "]],
  ["send hall onoff-g", ["generic-onoff-get "]],
  ["send hall onoff-set o", ["on-off="]],
  ["send hall onoff-set on-off=", ["on-off=off ", "on-off=on "]],
  ["send desk config-model-app-bind element-address=d", ["element-address=desk "]],
  ["sar desk receiver dis", ["discard-timeout="]],
  ["relay desk ", ["off ", "on ", "retransmit="]],
  ["power c", ["cycle "]],
  ["provision constructor=", []],
  ["constructor ", []],
  ["power off light-", ["light-1 ", "light-2 ", "light-3 "]],
  ["key ad", ["add "]],
  ["help wa", ["wait ", "watch "]],
  ["watch of", ["off "]],
  ['name desk "my', []],
  ["wait ", []],
  ["nodes # d", [], true],
];

test("commands, names, models, messages and fields are completed", async (t) => {
  const rig = await ShellRig.open(t);
  await rig.all("provision light-1", "provision light-2 name=desk", "group add hall");
  const before = rig.session.now;
  for (const [line, words, some = false] of cases) {
    const completion = complete(rig.session, line);
    if (some) for (const word of words) t.true(completion.words.includes(word), `${line}: ${word}`);
    else t.deepEqual(completion.words, words, line);
    t.true(line.endsWith(completion.word), line);
  }
  t.is(rig.session.now, before);
});

test("models of a node are known by its composition, which completion does not ask for", async (t) => {
  const rig = await ShellRig.open(t, { nodes: 1 });
  await rig.all("provision light-1");
  rig.session.compositions.clear();
  t.deepEqual(complete(rig.session, "bind light-1 gen").words, []);
  await rig.run("composition light-1");
  t.is(complete(rig.session, "bind light-1 gen").words.length, 2);
});
