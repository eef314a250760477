// Scenes of lights with a colour, with and without a controller.
import test from "ava";
import { CtlModels } from "../../../modules/models/ctl-models.js";
import { HslModels } from "../../../modules/models/hsl-models.js";
import { LcModels } from "../../../modules/models/lc-models.js";
import { LcState } from "../../../modules/models/light-lc/machine.js";
import { LightCtlSet } from "../../../modules/models/light-ctl/messages.js";
import { SceneServer } from "../../../modules/models/scene/server.js";
import { ModelRig } from "../../support/model-rig.js";

test("a scene keeps lightness and colour temperature, and both move together", (t) => {
  const light = new CtlModels({ default: { temperature: 3000 } });
  const scenes = new SceneServer();
  const rig = new ModelRig([[...light.models, scenes], light.temperatureModels]);
  const set = (lightness: number, temperature: number) =>
    rig.tell(LightCtlSet, {
      ...{ lightness, temperature, deltaUv: 0 },
      ...{ tid: rig.tid(), transition: undefined },
    });
  set(1000, 4000);
  scenes.store(1);
  set(30_000, 6000);
  t.is(scenes.scene, 0);
  scenes.store(2);
  scenes.recall(1, { time: 1000, delay: 0 });
  rig.clock.advance(500);
  t.like(light.ctl.values, { lightness: 15_500, temperature: 5000 });
  rig.clock.advance(500);
  t.like(light.ctl.values, { lightness: 1000, temperature: 4000 });
  t.is(scenes.scene, 1);
  scenes.recall(2);
  t.like(light.ctl.values, { lightness: 30_000, temperature: 6000 });
});

test("a scene keeps hue and saturation", (t) => {
  const light = new HslModels();
  const scenes = new SceneServer();
  const rig = new ModelRig([[...light.models, scenes], light.hueModels, light.saturationModels]);
  light.light.lightness.set(5);
  light.hueLevel.set(0);
  light.saturationLevel.set(32_767);
  const before = light.hsl.values;
  scenes.store(1);
  light.light.lightness.set(500);
  light.hueLevel.set(-32_768);
  light.saturationLevel.set(-32_768);
  t.notDeepEqual(light.hsl.values, before);
  scenes.recall(1);
  rig.clock.advance(0);
  t.deepEqual(light.hsl.values, before);
  t.is(scenes.scene, 1);
});

test("a controlled light with a colour temperature: the scene has the temperature, and the controller sets the lightness", (t) => {
  const ctl = new CtlModels({ default: { temperature: 3000 } });
  const lc = new LcModels({ light: ctl.light, properties: { lightnessOn: 40_000 } });
  const scenes = new SceneServer();
  const rig = new ModelRig([[...ctl.models, scenes], ctl.temperatureModels, lc.controllerModels]);
  lc.controller.setMode(true);
  rig.clock.advance(0);
  ctl.temperatureLevel.set(0);
  rig.clock.advance(0);
  t.is(lc.controller.controllerState, LcState.standby, "the temperature alone does not override");
  const { temperature } = ctl.ctl.values;
  scenes.store(1);
  ctl.light.lightness.set(7);
  rig.clock.advance(0);
  ctl.temperatureLevel.set(10_000);
  t.is(lc.controller.controllerState, LcState.off);
  scenes.recall(1);
  rig.clock.advance(0);
  t.is(lc.controller.controllerState, LcState.standby);
  t.like(ctl.ctl.values, { lightness: 0, temperature });
  t.is(scenes.scene, 1);
});
