import test from "ava";
import { fileURLToPath } from "node:url";
import type { World } from "../../../tools/simulation/world.js";
import { ShellRig } from "../../support/shell-rig.js";

const example = fileURLToPath(new URL("../../../examples/output-oob/main.ts", import.meta.url));
const firmware = fileURLToPath(new URL("firmware/oob.ts", import.meta.url));

test("a device with a label is provisioned with its value, and refused without", async (t) => {
  const rig = await ShellRig.open(t, { nodes: 1, firmware });
  t.regex((await rig.try("provision light-1")).text, /^the device demands authentication$/);
  t.regex(
    (await rig.try("provision light-1 static=00")).text,
    /^provisioning failed: Confirmation Failed/,
  );
  const { text } = await rig.run("provision light-1 static=000102030405060708090a0b0c0d0e0f");
  t.regex(text, /^light-1 is node 0x000\d/);
});

test("the value that the provisioner shows is entered at the device, by its button", async (t) => {
  const rig = await ShellRig.open(t, { nodes: 1, firmware });
  const lines: string[] = [];
  rig.session.ask = () => {
    const [, value] = /enter (\d) at the device \(push\)/.exec(rig.texts.join("\n"))!;
    if (lines.length === 0) {
      for (let i = 0; i < Number(value); i++) lines.push("press light-1");
      lines.push("nodes", "press light-1 button long", "");
    }
    return Promise.resolve(lines.shift());
  };
  const { text } = await rig.run("provision light-1 oob=input");
  t.regex(text, /\nonly press, wait, sensor, lamps, log, power can be used now; an empty line/);
  t.regex(text, /\nlight-1: button pressed \(long\)[^]*\nlight-1 is node 0x0002/);
});

test("the user is asked for what a device shows, and time stands still until the answer", async (t) => {
  const rig = await ShellRig.open(t, { nodes: 1, firmware: example });
  const { session } = rig;
  const { clock } = session.network.world;
  let question = "";
  let asked = 0;
  session.ask = async (text) => {
    question = text;
    asked = clock.now();
    await new Promise((resolve) => setTimeout(resolve, 50));
    t.is(clock.now(), asked);
    return "0";
  };
  t.false((await rig.try("provision light-1 oob=output")).ok);
  t.is(question, "What does the device show (blink)? ");
  session.ask = () => {
    const blinks = rig.texts.filter((line) => line.endsWith("light-1: lamp on"));
    return Promise.resolve(String(blinks.length));
  };
  t.regex((await rig.run("provision light-1 oob=output")).text, /\nlight-1 is node/);
});

test("a value of the wrong kind can be entered again, three times in all", async (t) => {
  const rig = await ShellRig.open(t, { nodes: 1, firmware: example });
  const wrong = ["many", "0"];
  rig.session.asksAgain = true;
  rig.session.ask = () => {
    const blinks = rig.texts.filter((line) => line.endsWith("light-1: lamp on"));
    return Promise.resolve(wrong.shift() ?? String(blinks.length));
  };
  const { text } = await rig.run("provision light-1 oob=output");
  t.regex(text, /the value: many is not a whole number from 1 to 9; enter it again/);
  t.regex(
    text,
    /the value: 0 is not a whole number from 1 to 9; enter it again[^]*light-1 is node/,
  );
  let asked = 0;
  rig.session.ask = () => Promise.resolve(`${(asked++, "x")}`);
  await rig.run("reset light-1");
  t.false((await rig.try("provision light-1 oob=output")).ok);
  t.is(asked, 3);
});

test("the end of the input ends a provisioning that asks for a value", async (t) => {
  const rig = await ShellRig.open(t, { nodes: 1, firmware: example });
  const { ok, text } = await rig.try("provision light-1 oob=output");
  t.false(ok);
  t.regex(text, /the input has ended/);
});

test("a provisioning that is ended leaves no open link: the device can be provisioned at once", async (t) => {
  const rig = await ShellRig.open(t, { nodes: 2 });
  const world = rig.session.network.world as World;
  const running = rig.try("provision light-1");
  // The link is open, and the keys are exchanged.
  const device = world.device("light-1");
  let closed: number | undefined;
  let cancelled = false;
  world.air.onPacket(({ packet, station }) => {
    const { data } = packet;
    if (data[1] !== 0x29) return;
    const control = data[7]!;
    if (station.name === "provisioner" && control === 0x0b) closed ??= world.clock.now();
    if (station.name === "light-1" && (control & 3) === 0 && !cancelled) {
      cancelled = true;
      rig.interpreter.cancel();
    }
  });
  const { ok, text } = await running;
  t.false(ok);
  t.is(text, "cancelled");
  t.is(device.address, undefined);
  await rig.run("wait 1s");
  t.not(closed, undefined, "Link Close is sent");
  t.false(rig.session.ended);
  t.regex((await rig.run("provision light-2")).text, /^light-2 is node/);
  t.regex((await rig.run("provision light-1")).text, /^light-1 is node/);
});
