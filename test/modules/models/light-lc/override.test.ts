// Messages that are handled before what an earlier one has posted, as those of an Opcodes Aggregator Sequence are.
import test from "ava";
import type { Message } from "../../../../modules/access/message.js";
import type { Model } from "../../../../modules/access/model.js";
import { LightControlLightnessStandby } from "../../../../modules/models/common/device-properties/light-control.js";
import { LcState } from "../../../../modules/models/light-lc/machine.js";
import {
  LightLcLightOnOffSet,
  LightLcModeGet,
  LightLcModeSet,
  LightLcModeStatus,
  LightLcPropertySet,
} from "../../../../modules/models/light-lc/messages.js";
import { LightLightnessSet } from "../../../../modules/models/light-lightness/messages.js";
import { hand, testContext } from "../../../support/fake-services.js";
import { LcRig, levels } from "../../../support/lc-rig.js";

const { off, run, standby } = LcState;

/** Hands octets to the model that handles them; nothing that is posted runs. */
type Say = (lc: LcRig) => void;

function say<T>(message: Message<T>, values: T): Say {
  return (lc) => {
    const { controllerModels, models } = lc.light;
    const handles = (each: Model) => each.handles(message.opcode);
    const model = [...models, ...controllerModels].find(handles)!;
    hand(model, message.opcode, testContext(), message.encode(values));
  };
}

const lightness = say(LightLightnessSet, { lightness: 30_000, tid: 1, transition: undefined });
const mode = (on: boolean) => say(LightLcModeSet, { mode: on });
const onOff = (on: boolean) =>
  say(LightLcLightOnOffSet, { onOff: on, tid: 1, transition: undefined });
const property = say(LightLcPropertySet, {
  propertyId: LightControlLightnessStandby.id,
  raw: LightControlLightnessStandby.encode(500),
});

/** State before; messages; state and lightness after them. */
const table: readonly (readonly [string, number, readonly Say[], number, number])[] = [
  ["a property, the light", standby, [property, lightness], off, 30_000],
  ["the mode on, the light", off, [mode(true), lightness], off, 30_000],
  ["Light OnOff on, the light", standby, [onOff(true), lightness], off, 30_000],
  ["Light OnOff off, the light", run, [onOff(false), lightness], off, 30_000],
  ["the light, Light OnOff off", run, [lightness, onOff(false)], off, 30_000],
  ["the light, a property", standby, [lightness, property], off, 30_000],
  ["the light, the mode on", run, [lightness, mode(true)], standby, levels.lightnessStandby],
  ["the light, the mode on", standby, [lightness, mode(true)], standby, levels.lightnessStandby],
  ["the light, the mode off", run, [lightness, mode(false)], off, 30_000],
  [
    "the light, the mode on, the light repeated",
    run,
    [lightness, mode(true), lightness],
    standby,
    1000,
  ],
];

for (const [name, before, messages, after, wanted] of table)
  test(`the latest wins: ${name}, in state ${before}`, (t) => {
    const lc = new LcRig();
    lc.go(before);
    for (const each of messages) each(lc);
    lc.clock.advance(0);
    t.is(lc.state, after);
    t.is(lc.lightness, wanted);
    lc.clock.advance(200);
    t.is(lc.lightness, wanted);
  });

test("after the light was set the mode is off at once, in an answer too", (t) => {
  const lc = new LcRig();
  const { replies } = lc.rig.services;
  lightness(lc);
  t.false(lc.light.controller.mode);
  say(LightLcModeGet, {})(lc);
  const answer = replies.at(-1)!;
  t.deepEqual(LightLcModeStatus.decode(answer, answer.length), { mode: false });
});

test("a node that leaves its network before the mode is stored: the controller is off", (t) => {
  const lc = new LcRig();
  lc.go(run);
  lightness(lc);
  const { controllerModels, models } = lc.light;
  for (const model of [...models, ...controllerModels]) model.stop();
  t.is(lc.state, off);
  lc.clock.advance(1_000_000);
  t.is(lc.state, off);
  t.is(lc.lightness, 30_000);
});
