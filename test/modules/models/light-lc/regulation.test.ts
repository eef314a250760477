// Properties, the regulator, and what is published.
import test from "ava";
import { toHex } from "../../../../modules/base/bytes.js";
import {
  LightControlLightnessOn,
  LightControlTimeRunOn,
} from "../../../../modules/models/common/device-properties/light-control.js";
import { PresentAmbientLightLevel } from "../../../../modules/models/common/device-properties/light.js";
import { LcState } from "../../../../modules/models/light-lc/machine.js";
import {
  LightLcOmSet,
  LightLcPropertyGet,
  LightLcPropertySet,
} from "../../../../modules/models/light-lc/messages.js";
import { LcRig } from "../../../support/lc-rig.js";

const { run } = LcState;

test("properties: set, answered, stored once, and the light follows at once", (t) => {
  const lc = new LcRig();
  lc.go(run);
  const { services } = lc.rig;
  const raw = LightControlLightnessOn.encode(60_000);
  const propertyId = LightControlLightnessOn.id;
  t.deepEqual(lc.rig.tell(LightLcPropertySet, { propertyId, raw }), { propertyId, raw });
  t.is(lc.lightness, 60_000);
  const stored = services.stored.get(lc.light.setup);
  t.is(toHex(stored!), "0360ea");
  lc.rig.tell(LightLcPropertySet, { propertyId, raw });
  t.is(services.stored.get(lc.light.setup), stored);
  t.deepEqual(lc.rig.tell(LightLcPropertyGet, { propertyId }), { propertyId, raw });
  const before = services.diagnostics.dropped("model.value");
  t.is(lc.rig.tell(LightLcPropertyGet, { propertyId: 0x3d }), undefined);
  t.is(lc.rig.tell(LightLcPropertySet, { propertyId: 0x4e, raw }), undefined);
  t.is(lc.rig.tell(LightLcPropertySet, { propertyId, raw: Uint8Array.of(1) }), undefined);
  t.is(services.diagnostics.dropped("model.value"), before + 3);
  t.is(lc.lightness, 60_000);
});

test("a property that is set in a fade moves where it goes to, not when it is there", (t) => {
  const lc = new LcRig();
  lc.lightOnOff(true, 4000);
  lc.clock.advance(2000);
  const propertyId = LightControlLightnessOn.id;
  lc.rig.tell(LightLcPropertySet, { propertyId, raw: LightControlLightnessOn.encode(1000) });
  lc.clock.advance(2000);
  t.is(lc.state, run);
  t.is(lc.lightness, 1000);
});

/** The ambient light at a sensor, lx, of so much daylight and a light that gives 600 lx in full. */
function ambientOf(lc: LcRig, daylight: number): number {
  return daylight + (600 * (lc.lightness / 0xffff) ** 2) / 1;
}

for (const daylight of [0, 100, 300, 480])
  test(`the regulator keeps 500 lx with ${daylight} lx of daylight, rests then, and publishes that once`, (t) => {
    const lc = new LcRig({
      lightnessOn: 0,
      lightnessProlong: 0,
      lightnessStandby: 0,
      timeRunOn: 600_000,
    });
    lc.occupied();
    for (let i = 0; i < 600; i++) {
      lc.sensor(PresentAmbientLightLevel, Math.round(ambientOf(lc, daylight) * 100) / 100);
      lc.clock.advance(500);
    }
    const ambient = ambientOf(lc, daylight);
    t.true(Math.abs(ambient - 500) <= 6, `${ambient}`);
    t.is(lc.state, run);
    const { length } = lc.lightnesses;
    lc.clock.advance(60_000);
    t.is(lc.lightnesses.length, length, "it rests");
  });

test("the regulator does not light below the level of the state, and not at all before a sensor has reported", (t) => {
  const lc = new LcRig({ lightnessOn: 30_000, timeRunOn: 600_000 });
  lc.go(run);
  t.is(lc.lightness, 30_000);
  lc.clock.advance(60_000);
  t.is(lc.lightness, 30_000);
  lc.sensor(PresentAmbientLightLevel, 10_000);
  lc.clock.advance(60_000);
  t.is(lc.lightness, 30_000);
  lc.sensor(PresentAmbientLightLevel, 0);
  lc.clock.advance(60_000);
  t.is(lc.lightness, 0xffff);
});

test("an ambient light that is first reported in a fade ends its transition, and the fade goes on by itself", (t) => {
  const lc = new LcRig();
  lc.lightOnOff(true, 4000);
  lc.clock.advance(2000);
  t.is(lc.lightness, 25_500);
  lc.sensor(PresentAmbientLightLevel, 10_000);
  lc.clock.advance(1000);
  t.is(lc.lightness, 37_750);
  lc.clock.advance(1000);
  t.is(lc.lightness, 50_000);
});

test("while the regulator moves the light, only steps are told; each model publishes when it rests", (t) => {
  const lc = new LcRig({ lightnessOn: 0, timeRunOn: 600_000, timeFadeOn: 0 }, {}, "published");
  lc.occupied();
  lc.clock.advance(0);
  lc.rig.services.published.length = 0;
  lc.sensor(PresentAmbientLightLevel, 0);
  lc.clock.advance(60_000);
  t.is(lc.lightness, 0xffff);
  const published = lc.rig.services.published.map(toHex).sort();
  // Generic OnOff as the light goes on, too.
  t.deepEqual(published, ["820401", "820401", "8208ff7f", "824effff"]);
});

test("what the controller publishes: its mode, its Occupancy Mode, Light OnOff and properties", (t) => {
  const lc = new LcRig({}, {}, "published");
  const published = () => {
    lc.clock.advance(0);
    return lc.rig.services.published.splice(0).map(toHex);
  };
  published();
  lc.rig.tell(LightLcOmSet, { occupancyMode: false });
  t.deepEqual(published(), ["829800"]);
  const propertyId = LightControlTimeRunOn.id;
  lc.rig.tell(LightLcPropertySet, { propertyId, raw: LightControlTimeRunOn.encode(5000) });
  t.deepEqual(published(), ["643c00881300"]);
  lc.lightOnOff(true, 0);
  t.true(published().includes("829c01"));
  lc.mode(false);
  t.deepEqual(published().sort(), ["820400", "829400", "829c00"]);
  t.is(toHex(lc.light.controller.publicationPayload()), "829c00");
});
