// Light HSL and xyL, Generic Battery, Location and Properties, with what a chip has.
import { colorsRuns } from "../../../tools/limits/measure.js";
import { limitsTests } from "../../support/limits.js";

limitsTests("colours, batteries, locations and properties", colorsRuns, {
  "Light HSL": { lightness: 60_000, hue: 90, saturation: 32_768 / 65_535 },
  "Light xyL": 1,
  "Generic Battery": 50,
  "Generic Location": [100, 3],
  "Generic Properties": [2, 25],
});
