import test from "ava";
import { NotProvisionedError } from "../../../../modules/access/model.js";
import { GenericDefaultTransitionTimeSet } from "../../../../modules/models/generic-default-transition-time/messages.js";
import {
  GenericDeltaSet,
  GenericLevelSet,
} from "../../../../modules/models/generic-level/messages.js";
import {
  GenericOnOffGet,
  GenericOnOffSet,
} from "../../../../modules/models/generic-onoff/messages.js";
import { LcState } from "../../../../modules/models/light-lc/machine.js";
import {
  LightLcLightOnOffGet,
  LightLcModeGet,
  LightLcModeSet,
  LightLcOmGet,
} from "../../../../modules/models/light-lc/messages.js";
import {
  LightLightnessGet,
  LightLightnessLastGet,
  LightLightnessLinearSet,
  LightLightnessRangeSet,
  LightLightnessSet,
} from "../../../../modules/models/light-lightness/messages.js";
import { LcModels } from "../../../../modules/models/lc-models.js";
import { hand, testContext } from "../../../support/fake-services.js";
import { LcRig, levels } from "../../../support/lc-rig.js";

const { fadeOn, fadeStandbyManual, off, run, standby } = LcState;
const at = (present: boolean) => ({ present, change: undefined });

test("a new device is off unless an option says otherwise, and does not touch the light", (t) => {
  const lc = new LcRig({}, { mode: false });
  t.is(lc.state, off);
  t.deepEqual(lc.lightnesses, []);
  t.deepEqual(lc.rig.tell(LightLcModeGet, {}), { mode: false });
  t.deepEqual(lc.rig.tell(LightLcOmGet, {}), { occupancyMode: true });
  const on = new LcRig();
  t.is(on.state, standby);
  t.deepEqual(on.lightnesses, [levels.lightnessStandby]);
});

test("mode on: Standby, and the light follows at once; off: the light stays as it is", (t) => {
  const lc = new LcRig({}, { mode: false });
  lc.rig.tell(LightLightnessSet, { lightness: 30_000, tid: 1, transition: undefined });
  t.deepEqual(lc.rig.tell(LightLcModeSet, { mode: true }), { mode: true });
  t.is(lc.lightness, levels.lightnessStandby);
  lc.lightOnOff(true, 1000);
  lc.clock.advance(500);
  const half = (levels.lightnessStandby + levels.lightnessOn) / 2;
  t.is(lc.lightness, half);
  t.deepEqual(lc.rig.tell(LightLcModeSet, { mode: false }), { mode: false });
  lc.clock.advance(10_000);
  t.is(lc.lightness, half);
  t.deepEqual(lc.rig.tell(LightLcLightOnOffGet, {}), at(false));
});

test("Light OnOff: on from the begin of a fade on, off at the end of one to standby; Generic OnOff follows", (t) => {
  const lc = new LcRig();
  const told = () => {
    const answer = lc.rig.tell(LightLcLightOnOffGet, {});
    // The light's own Generic OnOff is the first one that handles the message.
    if (answer) t.is(lc.light.onOff.isOn, answer.present);
    return answer;
  };
  t.deepEqual(told(), at(false));
  const change = (target: boolean, remaining: number) => ({ target, remaining });
  t.deepEqual(lc.lightOnOff(true, 2000), { present: true, change: change(true, 2000) });
  lc.clock.advance(1000);
  t.deepEqual(told(), { present: true, change: change(true, 1000) });
  lc.clock.advance(1000);
  t.deepEqual(told(), at(true));
  t.deepEqual(lc.lightOnOff(false, 4000), { present: true, change: change(false, 4000) });
  lc.clock.advance(3900);
  t.deepEqual(told(), { present: true, change: change(false, 100) });
  lc.clock.advance(100);
  t.deepEqual(told(), at(false));
  t.is(lc.state, standby);
});

test("a delay: the event comes after it, and a newer one replaces it", (t) => {
  const lc = new LcRig();
  const waits = lc.lightOnOff(true, 2000, 500);
  t.deepEqual(waits, { present: false, change: { target: true, remaining: 2000 } });
  lc.clock.advance(499);
  t.is(lc.state, standby);
  lc.clock.advance(1);
  t.is(lc.state, fadeOn);
  lc.lightOnOff(false, 0, 1000);
  lc.lightOnOff(true, 0, 100);
  lc.clock.advance(1_500);
  t.is(lc.state, fadeOn);
  lc.clock.advance(500);
  t.is(lc.state, run);
});

test("a delayed event comes in whatever state the controller is in then, and not while it is off", (t) => {
  const lc = new LcRig();
  lc.lightOnOff(false, 2000, 1000);
  lc.clock.advance(100);
  lc.occupied();
  t.is(lc.state, fadeOn);
  lc.clock.advance(900);
  t.is(lc.state, fadeStandbyManual);
  lc.lightOnOff(true, 0, 1000);
  lc.clock.advance(1000);
  lc.clock.advance(0);
  t.is(lc.state, run);
  lc.lightOnOff(false, 0, 1000);
  lc.mode(false);
  lc.clock.advance(2000);
  t.is(lc.state, off);
  lc.mode(true);
  lc.clock.advance(2000);
  t.is(lc.state, standby);
});

test("a transition time of 0 is at once; without one it is the property's, never the Default Transition Time", (t) => {
  const lc = new LcRig();
  lc.rig.tell(GenericDefaultTransitionTimeSet, { time: 9000 });
  lc.lightOnOff(true);
  lc.clock.advance(1000);
  t.is(lc.state, run);
  lc.lightOnOff(false, 0);
  t.is(lc.lightness, levels.lightnessStandby);
  lc.clock.advance(0);
  t.is(lc.state, standby);
  lc.lightOnOff(true, 0);
  t.is(lc.lightness, levels.lightnessOn);
});

test("the same transaction is one event", (t) => {
  const lc = new LcRig();
  lc.light.controller.receiveSet({ onOff: true, tid: 5, transition: undefined }, testContext());
  lc.clock.advance(2000);
  t.is(lc.state, run);
  lc.light.controller.receiveSet({ onOff: false, tid: 5, transition: undefined }, testContext());
  t.is(lc.state, run);
  lc.light.controller.receiveSet(
    { onOff: false, tid: 5, transition: undefined },
    testContext({ src: 9 }),
  );
  t.is(lc.state, fadeStandbyManual);
});

/** What others do to the light. */
const overrides: readonly (readonly [
  string,
  (lc: LcRig, tid: number) => void,
  lightness: number,
])[] = [
  [
    "a Lightness Set",
    ({ rig }, tid) => rig.tell(LightLightnessSet, { lightness: 700, tid, transition: undefined }),
    700,
  ],
  [
    "a Lightness Set with a transition",
    ({ clock, rig }, tid) => {
      const transition = { time: 1000, delay: 0 };
      rig.tell(LightLightnessSet, { lightness: 700, tid, transition });
      clock.advance(1000);
    },
    700,
  ],
  [
    "a Lightness Set to what the light has",
    ({ rig }, tid) =>
      rig.tell(LightLightnessSet, {
        lightness: levels.lightnessOn,
        tid,
        transition: undefined,
      }),
    levels.lightnessOn,
  ],
  [
    "a Linear Set",
    ({ rig }, tid) =>
      rig.tell(LightLightnessLinearSet, { lightness: 0xffff, tid, transition: undefined }),
    0xffff,
  ],
  [
    "a Level Set",
    ({ rig }, tid) => rig.tell(GenericLevelSet, { level: 0, tid, transition: undefined }),
    0x8000,
  ],
  [
    "a Delta Set",
    ({ rig }, tid) => rig.tell(GenericDeltaSet, { delta: -100, tid, transition: undefined }),
    levels.lightnessOn - 100,
  ],
  [
    "a Generic OnOff Set to the light",
    ({ rig }, tid) => rig.tell(GenericOnOffSet, { onOff: false, tid, transition: undefined }),
    0,
  ],
  ["a knob on the device", ({ light }) => light.light.lightness.set(3), 3],
];

for (const [name, override, lightness] of overrides)
  test(`${name} switches the controller off at once, and is what the light keeps`, (t) => {
    const lc = new LcRig();
    lc.go(run);
    override(lc, 77);
    lc.clock.advance(0);
    t.is(lc.state, off);
    t.is(lc.lightness, lightness);
    t.deepEqual(lc.rig.tell(LightLcModeGet, {}), { mode: false });
    lc.clock.advance(1_000_000);
    t.is(lc.lightness, lightness);
    lc.occupied();
    lc.lightOnOff(true);
    lc.clock.advance(1_000_000);
    t.is(lc.lightness, lightness);
  });

test("a delayed Lightness Set switches it off when it comes", (t) => {
  const lc = new LcRig();
  lc.go(run);
  const transition = { time: 0, delay: 500 };
  lc.rig.tell(LightLightnessSet, { lightness: 5, tid: 1, transition });
  t.is(lc.state, off);
  t.is(lc.lightness, levels.lightnessOn);
  lc.clock.advance(500);
  t.is(lc.lightness, 5);
});

test("a Generic OnOff Set to the controller's element is no override", (t) => {
  const lc = new LcRig();
  const send = (onOff: boolean, tid: number) => {
    const payload = GenericOnOffSet.encode({ onOff, tid, transition: undefined });
    hand(lc.light.onOff, GenericOnOffSet.opcode, testContext(), payload);
  };
  send(true, 1);
  t.is(lc.state, fadeOn);
  lc.clock.advance(5000);
  send(false, 2);
  t.is(lc.state, fadeStandbyManual);
});

test("the lightness range limits what it lights with; the last lightness stays that of others", (t) => {
  const lc = new LcRig({}, { mode: false });
  lc.rig.tell(LightLightnessSet, { lightness: 4000, tid: 1, transition: undefined });
  lc.rig.tell(LightLightnessRangeSet, { minimum: 2000, maximum: 40_000 });
  lc.mode(true);
  t.is(lc.lightness, 2000);
  lc.go(run);
  t.is(lc.lightness, 40_000);
  t.deepEqual(lc.rig.tell(LightLightnessLastGet, {}), { lightness: 4000 });
});

test("without a network the controller cannot be switched on, and says so", (t) => {
  const light = new LcModels();
  t.throws(() => light.controller.setMode(true), { instanceOf: NotProvisionedError });
  light.controller.occupancyReported();
  light.controller.ambientReported(5);
  light.onOff.set(true);
  t.is(light.controller.controllerState, off);
  t.deepEqual(
    [...light.models, ...light.controllerModels].map(({ id }) => id.toString(16)),
    ["1000", "1002", "1004", "1006", "1007", "1300", "1301", "1000", "130f", "1310"],
  );
});

test("the light's own messages are answered as without a controller", (t) => {
  const lc = new LcRig();
  lc.go(run);
  t.deepEqual(lc.rig.tell(LightLightnessGet, {}), {
    present: levels.lightnessOn,
    change: undefined,
  });
  t.deepEqual(lc.rig.tell(GenericOnOffGet, {}), at(true));
});
