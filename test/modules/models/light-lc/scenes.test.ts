// Scenes of a light with a controller. Mesh Model 1.1 §6.5.1.3.
import test from "ava";
import {
  LightControlLightnessOn,
  LightControlLightnessStandby,
  LightControlTimeFadeOn,
} from "../../../../modules/models/common/device-properties/light-control.js";
import { LcModels } from "../../../../modules/models/lc-models.js";
import { LcState } from "../../../../modules/models/light-lc/machine.js";
import {
  LightLcLightOnOffSet,
  LightLcModeGet,
  LightLcModeSet,
  LightLcOmSet,
  LightLcPropertySet,
} from "../../../../modules/models/light-lc/messages.js";
import { LightLightnessSet } from "../../../../modules/models/light-lightness/messages.js";
import { SceneServer } from "../../../../modules/models/scene/server.js";
import { levels, times } from "../../../support/lc-rig.js";
import { ModelRig } from "../../../support/model-rig.js";

const { fadeOn, off, run, standby } = LcState;
const manual = 1;
const automatic = 2;
const lit = 3;

/** A light with three scenes: a lightness of 700 without the controller, the controller on, and lighting. */
function make() {
  const lightnesses: number[] = [];
  const light = new LcModels({
    properties: { ...times, ...levels },
    onChange: (lightness) => lightnesses.push(lightness),
  });
  const scenes = new SceneServer();
  const rig = new ModelRig([[...light.models, scenes], light.controllerModels]);
  const setLightness = (lightness: number) =>
    rig.tell(LightLightnessSet, { lightness, tid: rig.tid(), transition: undefined });
  const mode = (on: boolean) => rig.tell(LightLcModeSet, { mode: on });
  setLightness(700);
  scenes.store(manual);
  mode(true);
  scenes.store(automatic);
  light.onOff.set(true);
  rig.clock.advance(times.timeFadeOn);
  scenes.store(lit);
  return {
    get lightness() {
      return light.light.lightness.lightness;
    },
    get state() {
      return light.controller.controllerState;
    },
    light,
    lightnesses,
    mode,
    rig,
    scenes,
    setLightness,
  };
}

test("a scene without the controller: its lightness, within the transition, and the mode is off", (t) => {
  const lc = make();
  t.is(lc.state, run);
  lc.scenes.recall(manual, { time: 1000, delay: 0 });
  t.is(lc.state, off);
  t.deepEqual(lc.rig.tell(LightLcModeGet, {}), { mode: false });
  t.is(lc.scenes.scene, 0);
  lc.rig.clock.advance(500);
  t.is(lc.lightness, Math.ceil((levels.lightnessOn + 700) / 2));
  lc.rig.clock.advance(500);
  t.is(lc.lightness, 700);
  t.is(lc.scenes.scene, manual);
  lc.rig.clock.advance(1_000_000);
  t.is(lc.scenes.scene, manual);
});

test("a scene with the controller: Standby at once, whatever lightness there was", (t) => {
  const lc = make();
  lc.setLightness(30_000);
  t.is(lc.scenes.scene, 0);
  lc.scenes.recall(automatic, { time: 1000, delay: 0 });
  lc.rig.clock.advance(0);
  t.is(lc.state, standby);
  t.is(lc.lightness, levels.lightnessStandby);
  lc.rig.clock.advance(10_000);
  t.is(lc.scenes.scene, automatic);
});

test("a scene in which it lights: it fades on from what there is, and goes on by itself", (t) => {
  const lc = make();
  lc.setLightness(30_000);
  lc.lightnesses.length = 0;
  lc.scenes.recall(lit, { time: 2000, delay: 0 });
  t.is(lc.state, fadeOn);
  lc.rig.clock.advance(1000);
  t.is(lc.lightness, (30_000 + levels.lightnessOn) / 2);
  lc.rig.clock.advance(1000);
  t.is(lc.state, run);
  t.deepEqual(lc.lightnesses, [levels.lightnessOn], "never dark");
  t.is(lc.scenes.scene, lit);
});

test("what a scene keeps changes otherwise: there is no present scene", (t) => {
  const propertyId = LightControlTimeFadeOn.id;
  const changes: readonly ((lc: ReturnType<typeof make>) => unknown)[] = [
    (lc) => lc.mode(false),
    (lc) => lc.setLightness(5),
    (lc) => lc.light.onOff.set(false),
    (lc) => lc.rig.tell(LightLcOmSet, { occupancyMode: false }),
    (lc) => lc.rig.tell(LightLcPropertySet, { propertyId, raw: Uint8Array.of(1, 2, 3) }),
    // From Run to Standby, by time alone.
    (lc) => lc.rig.clock.advance(1_000_000),
  ];
  for (const change of changes) {
    const lc = make();
    t.is(lc.scenes.scene, lit);
    change(lc);
    t.is(lc.scenes.scene, 0);
  }
});

test("what no scene keeps does not: the end of a fade, and Run again", (t) => {
  const lc = make();
  lc.scenes.recall(lit);
  lc.rig.clock.advance(times.timeFadeOn + 1000);
  lc.light.controller.occupancyReported();
  t.is(lc.scenes.scene, lit);
});

test("properties and Occupancy Mode come back, and are stored", (t) => {
  const lc = make();
  const propertyId = LightControlLightnessOn.id;
  lc.rig.tell(LightLcPropertySet, { propertyId, raw: LightControlLightnessOn.encode(9) });
  lc.rig.tell(LightLcOmSet, { occupancyMode: false });
  const changed = lc.rig.services.stored.get(lc.light.setup)!;
  t.true(changed.length > 0);
  lc.scenes.recall(lit, { time: 0, delay: 0 });
  t.true(lc.light.controller.occupancyMode);
  lc.rig.clock.advance(0);
  t.is(lc.lightness, levels.lightnessOn);
  t.deepEqual(lc.rig.services.stored.get(lc.light.setup), new Uint8Array(0));
});

test("properties of a scene count at once, also in the state that it recalls", (t) => {
  const lc = make();
  const set = (property: typeof LightControlLightnessOn, value: number) =>
    lc.rig.tell(LightLcPropertySet, { propertyId: property.id, raw: property.encode(value) });
  lc.scenes.recall(automatic);
  lc.rig.clock.advance(0);
  set(LightControlLightnessStandby, 2000);
  t.is(lc.lightness, 2000);
  lc.scenes.recall(automatic);
  lc.rig.clock.advance(0);
  t.is(lc.state, standby);
  t.is(lc.lightness, levels.lightnessStandby);
  // While it fades on, it fades on again.
  set(LightControlLightnessOn, 9000);
  lc.light.onOff.set(true);
  lc.rig.clock.advance(0);
  t.is(lc.state, fadeOn);
  lc.scenes.recall(lit, { time: 4000, delay: 0 });
  lc.rig.clock.advance(2000);
  t.is(lc.lightness, (levels.lightnessStandby + levels.lightnessOn) / 2);
  lc.rig.clock.advance(2000);
  t.is(lc.lightness, levels.lightnessOn);
});

test("what was delayed, or an occupancy that did not count yet, does not come after a scene", (t) => {
  const lc = make();
  lc.rig.tell(LightLcLightOnOffSet, {
    ...{ onOff: false, tid: 9 },
    transition: { time: 1000, delay: 500 },
  });
  lc.scenes.recall(lit, { time: 1000, delay: 0 });
  lc.rig.clock.advance(2000);
  t.is(lc.state, run);
});
