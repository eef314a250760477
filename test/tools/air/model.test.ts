import test from "ava";
import { VirtualClock } from "../../../hosts/node/virtual-clock.js";
import { VirtualAir } from "../../../tools/air/air.js";
import {
  type AirParameters,
  airModels,
  airParameters,
  airPresets,
  distanceOfLoss,
  neighbourDistance,
} from "../../../tools/air/model.js";

test("the presets are what they are documented to be", (t) => {
  t.like(airPresets.kind, { sendDelay: [0.3, 1], receiveDelay: 1.5, hostCost: 0, deafness: 0 });
  t.like(airPresets.kind, { lossRate: 0.02, referenceLoss: 40, lossPerDecade: 30, shadowing: 4 });
  t.like(airPresets.typical, { sendDelay: [0.3, 10], recovery: 0.3, lossRate: 0.1, hostCost: 1.5 });
  t.like(airPresets.typical, { referenceLoss: 48, lossPerDecade: 24, shadowing: 5, deafness: 3 });
  t.like(airPresets.harsh, { sendDelay: [8, 28], recovery: 0.8, lossRate: 0.2, hostCost: 3 });
  t.like(airPresets.harsh, { referenceLoss: 65, lossPerDecade: 21, deafness: 12 });
  const { scanDuty, scanGap, ...others } = airPresets.coexist;
  t.deepEqual(
    [scanDuty, scanGap],
    [
      [60, 100],
      [500, 60_000],
    ],
  );
  t.deepEqual({ ...others, scanDuty: undefined, scanGap: undefined }, airPresets.typical);
});

test("every model makes an air, with parameters replaced", (t) => {
  for (const model of airModels) {
    const air = new VirtualAir({ clock: new VirtualClock(), seed: 1, model, lossRate: 0.5 });
    t.is(air.parameters.lossRate, 0.5);
    t.is(air.parameters.hostCost, airParameters(model).hostCost);
  }
  t.deepEqual(airParameters("harsh", {}), airPresets.harsh);
});

test("how far a packet goes", (t) => {
  const metres = (name: keyof typeof airPresets) => Math.round(distanceOfLoss(airPresets[name]));
  t.deepEqual([metres("kind"), metres("typical"), metres("harsh")], [63, 83, 24]);
  t.is(Math.round(neighbourDistance(airPresets.kind)), 20);
  t.is(Math.round(neighbourDistance(airPresets.harsh)), 5);
});

const refused: readonly (readonly [given: Partial<AirParameters>, complaint: RegExp])[] = [
  [{ sendDelay: [2, 1] }, /sendDelay: \[least, most\], from 0 on, not \[2, 1\]/],
  [{ burst: [-1, 1] }, /burst/],
  [{ receiveDelay: -1 }, /receiveDelay: 0 or more, not -1/],
  [{ hostCost: NaN }, /hostCost/],
  [{ hostQueue: 0.5 }, /hostQueue: a whole number from 1/],
  [{ recovery: -1 }, /recovery/],
  [{ deafness: Infinity }, /deafness/],
  [{ lossRate: 1.1 }, /lossRate: 0..1, not 1.1/],
  [{ referenceLoss: -1 }, /referenceLoss/],
  [{ shadowing: -1 }, /shadowing/],
  [{ interference: -1 }, /interference/],
  [{ scanInterval: 0 }, /scanInterval/],
  [{ scanWindow: 31 }, /scanWindow: more than scanSwitch \(0.5\) and up to scanInterval \(30\)/],
  [{ scanSwitch: 30 }, /scanWindow/],
  [{ scanDuty: [2, 1] }, /scanDuty: \[length, every\]/],
  [{ scanGap: [0, 0] }, /scanGap/],
];

test("parameters out of range are named, with what there is and what would be right", (t) => {
  for (const [given, message] of refused)
    t.throws(() => airParameters("typical", given), { instanceOf: RangeError, message });
});

test("what does nothing on the ideal air is refused there", (t) => {
  t.notThrows(() => airParameters("ideal", { lossRate: 0.3, hostCost: 2, sendDelay: [1, 2] }));
  for (const given of [{ deafness: 3 }, { recovery: 1 }, { interference: 1 }, { shadowing: 1 }])
    t.throws(() => airParameters("ideal", given), { message: /the ideal air has none/ });
});
