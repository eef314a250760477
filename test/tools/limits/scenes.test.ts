// Scenes, time, schedules and power levels, with what a chip has.
import { scenesRuns } from "../../../tools/limits/measure.js";
import { limitsTests } from "../../support/limits.js";

limitsTests("scenes, time and schedules", scenesRuns, {
  "Generic Power Level": 60_000,
  Scene: [700, 60_000],
  "Light LC": [false, true],
  Time: 0,
  Scheduler: [700, 60_000],
});
