import test from "ava";
import { colorChannels, whiteChannels } from "../../../modules/firmware/channels.js";

const white = { warm: 2000, cold: 6000 };

// 2000 K are 500 mired, 6000 K 166.7; the middle of these is 3000 K.
for (const [temperature, channels] of [
  [2000, [60_000, 0]],
  [6000, [0, 60_000]],
  [3000, [30_000, 30_000]],
  [800, [60_000, 0]],
  [20_000, [0, 60_000]],
] as const)
  test(`white light of ${temperature} K`, (t) => {
    t.deepEqual(whiteChannels(60_000, temperature, white), channels);
    t.deepEqual(whiteChannels(0, temperature, white), [0, 0]);
  });

test("the two channels always have the power together", (t) => {
  for (let linear = 0; linear <= 0xffff; linear += 257)
    for (let temperature = 800; temperature <= 20_000; temperature += 400) {
      const [warm, cold] = whiteChannels(linear, temperature, white);
      if (warm + cold !== linear || warm < 0 || cold < 0) return t.fail(`${linear} ${temperature}`);
    }
  t.pass();
});

const full = 0xffff;
for (const [name, [hue, saturation, lightness], channels] of [
  ["red", [0, 1, 0.5], [full, 0, 0]],
  ["yellow", [60, 1, 0.5], [full, full, 0]],
  ["green", [120, 1, 0.5], [0, full, 0]],
  ["blue", [240, 1, 0.5], [0, 0, full]],
  ["red again", [360, 1, 0.5], [full, 0, 0]],
  ["white", [17, 0, 1], [full, full, full]],
  ["white, whatever the saturation is", [17, 1, 1], [full, full, full]],
  ["black", [17, 1, 0], [0, 0, 0]],
  // A half of what is seen is a quarter of the power.
  ["grey", [0, 0, 0.5], [16_384, 16_384, 16_384]],
  ["dark red", [0, 1, 0.25], [16_384, 0, 0]],
] as const)
  test(`HSL: ${name}`, (t) => {
    t.deepEqual(colorChannels(hue, saturation, lightness), channels);
  });
