import test from "ava";
import { publishedMeasurements } from "../../../tools/bench/published/table.js";

for (const { gap, measure, preset, setting, source, unit, values } of publishedMeasurements)
  test(`${source}, ${setting}, on ${preset}${gap === undefined ? "" : ` (known gap: ${gap})`}`, async (t) => {
    const measured = await measure(preset);
    t.is(measured.length, values.length);
    values.forEach(({ least, most, name, published }, i) => {
      const value = measured[i]!;
      t.true(
        value >= least && value <= most,
        `${name}: ${value.toFixed(2)} ${unit} is not ${least} to ${most}; published: ${published}`,
      );
    });
  });
