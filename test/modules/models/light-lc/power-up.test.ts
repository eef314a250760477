// Power cuts, starts and resets of a light controller.
import test from "ava";
import { Element } from "../../../../modules/access/element.js";
import { LightControlAmbientLuxLevelOn } from "../../../../modules/models/common/device-properties/light-control.js";
import { OnPowerUp } from "../../../../modules/models/common/power-up.js";
import { GenericOnPowerUpSet } from "../../../../modules/models/generic-power-onoff/messages.js";
import { LcState } from "../../../../modules/models/light-lc/machine.js";
import {
  LightLcOmSet,
  LightLcPropertyGet,
  LightLcPropertySet,
} from "../../../../modules/models/light-lc/messages.js";
import { LightLightnessSet } from "../../../../modules/models/light-lightness/messages.js";
import { LcModels, type LcModelsOptions } from "../../../../modules/models/lc-models.js";
import { FakeServices } from "../../../support/fake-services.js";
import { LcRig, levels } from "../../../support/lc-rig.js";

const { fadeOn, fadeStandbyManual, off, run, standby } = LcState;

interface Cut {
  readonly light: LcModels;
  readonly services: FakeServices;
  readonly lightnesses: number[];
}

/** Starts a light from what another one has stored. `isClosed`: it is stopped before any time passes. */
function restart(
  before: LcModels,
  stored: ReadonlyMap<object, Uint8Array>,
  options: LcModelsOptions,
  isClosed = false,
): Cut {
  const lightnesses: number[] = [];
  const light = new LcModels({ ...options, onChange: (lightness) => lightnesses.push(lightness) });
  const services = new FakeServices();
  const all = [...light.models, ...light.controllerModels];
  [...before.models, ...before.controllerModels].forEach((model, i) => {
    const data = stored.get(model);
    if (data) services.stored.set(all[i]!, data);
  });
  new Element({ index: 0, models: light.models });
  new Element({ index: 1, models: light.controllerModels });
  for (const model of all) model.start(services);
  if (isClosed) for (const model of all) model.stop();
  else services.clock.advance(0);
  return { light, services, lightnesses };
}

/** State before the power cut, Generic OnPowerUp; state after it and lightness a second later. Mesh Model 1.1 §6.5.1.2 */
const cuts: readonly (readonly [before: number, onPowerUp: number, after: number, number])[] = [
  [off, OnPowerUp.off, off, 0],
  [off, OnPowerUp.default, off, 3000],
  [off, OnPowerUp.restore, off, 3000],
  [standby, OnPowerUp.off, off, 0],
  [standby, OnPowerUp.default, off, 3000],
  [standby, OnPowerUp.restore, standby, levels.lightnessStandby],
  [run, OnPowerUp.off, off, 0],
  [run, OnPowerUp.default, off, 3000],
  [run, OnPowerUp.restore, fadeOn, levels.lightnessOn],
  [LcState.prolong, OnPowerUp.restore, fadeOn, levels.lightnessOn],
  [LcState.fadeStandbyAuto, OnPowerUp.restore, standby, levels.lightnessStandby],
  [fadeStandbyManual, OnPowerUp.restore, standby, levels.lightnessStandby],
];

for (const [before, onPowerUp, after, lightness] of cuts)
  test(`a power cut in state ${before}, with OnPowerUp ${onPowerUp}`, (t) => {
    const lc = new LcRig({}, { mode: false });
    lc.rig.tell(GenericOnPowerUpSet, { onPowerUp });
    lc.rig.tell(LightLcOmSet, { occupancyMode: false });
    lc.rig.tell(LightLightnessSet, { lightness: 3000, tid: 200, transition: undefined });
    if (before !== off) {
      lc.mode(true);
      lc.rig.tell(LightLcOmSet, { occupancyMode: true });
      lc.go(before);
      lc.rig.tell(LightLcOmSet, { occupancyMode: false });
    }
    t.is(lc.state, before);
    const properties = { ...levels, timeFadeOn: 1000 };
    const { light, lightnesses, services } = restart(lc.light, lc.rig.services.stored, {
      properties,
    });
    t.is(light.controller.controllerState, after);
    t.false(light.controller.occupancyMode);
    // What fades on from the dark shows nothing before its end.
    const first = after === fadeOn ? 0 : lightness;
    t.deepEqual(lightnesses, first === 0 ? [] : [first], "it does not flash");
    services.clock.advance(1000);
    t.is(light.light.lightness.lightness, lightness);
  });

test("a power cut while it fades to standby, and is to light again after a delay: that has not come", (t) => {
  const lc = new LcRig({}, { mode: false });
  lc.rig.tell(GenericOnPowerUpSet, { onPowerUp: OnPowerUp.restore });
  lc.mode(true);
  lc.go(fadeStandbyManual);
  lc.lightOnOff(true, 1000, 500);
  const cut = restart(lc.light, lc.rig.services.stored, {});
  t.is(cut.light.controller.controllerState, standby);
  // Without a fade it lights at once, which is stored as well.
  lc.clock.advance(500);
  const lit = restart(lc.light, lc.rig.services.stored, {});
  t.is(lit.light.controller.controllerState, fadeOn);
});

test("what a power-up made of a light that was controlled is the lightness to be restored after the next", (t) => {
  const lc = new LcRig({}, { mode: false });
  lc.rig.tell(LightLightnessSet, { lightness: 40_000, tid: 200, transition: undefined });
  lc.mode(true);
  lc.rig.tell(GenericOnPowerUpSet, { onPowerUp: OnPowerUp.off });
  const off = restart(lc.light, lc.rig.services.stored, {});
  t.is(off.light.light.lightness.lightness, 0);
  off.light.light.powerOnOffSetup.receiveSet(OnPowerUp.restore);
  const again = restart(off.light, off.services.stored, {});
  t.is(again.light.light.lightness.lightness, 0);
});

test("a node that is closed as soon as it has started does nothing more", (t) => {
  const lc = new LcRig();
  lc.go(run);
  const { light, services } = restart(lc.light, lc.rig.services.stored, {}, true);
  t.notThrows(() => services.clock.advance(0));
  t.is(light.controller.controllerState, off);
});

test("a node that only starts again, as with another address, goes on where it was", (t) => {
  const lc = new LcRig();
  lc.go(run);
  const { controllerModels, models } = lc.light;
  for (const model of [...models, ...controllerModels]) model.stop();
  t.is(lc.state, off);
  for (const model of [...models, ...controllerModels]) model.start(lc.rig.services);
  lc.clock.advance(0);
  t.is(lc.state, fadeOn);
  lc.clock.advance(1000);
  t.is(lc.lightness, levels.lightnessOn);
});

test("what is controlled is not stored step by step: only that the controller lights or does not", (t) => {
  const lc = new LcRig();
  const { services } = lc.rig;
  let stores = 0;
  const store = services.store.bind(services);
  services.store = (model, data) => {
    stores++;
    return store(model, data);
  };
  lc.occupied();
  lc.clock.advance(1_000_000);
  t.is(lc.state, standby);
  t.is(stores, 2);
});

test("Node Reset: everything is as on a new device", (t) => {
  const lc = new LcRig({}, { mode: false });
  lc.mode(true);
  lc.rig.tell(LightLcOmSet, { occupancyMode: false });
  const propertyId = LightControlAmbientLuxLevelOn.id;
  lc.rig.tell(LightLcPropertySet, { propertyId, raw: Uint8Array.of(1, 0, 0) });
  const all = [...lc.light.models, ...lc.light.controllerModels];
  for (const model of all) model.stop();
  for (const model of all) model.reset();
  lc.rig.services.stored.clear();
  for (const model of all) model.start(lc.rig.services);
  lc.clock.advance(0);
  t.is(lc.state, off);
  t.true(lc.light.controller.occupancyMode);
  t.deepEqual(lc.rig.tell(LightLcPropertyGet, { propertyId })!, {
    propertyId,
    raw: LightControlAmbientLuxLevelOn.encode(500),
  });
});
