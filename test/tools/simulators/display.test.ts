import test from "ava";
import { findProgram } from "../../../tools/find-program.js";
import { Display } from "../../../tools/simulators/display.js";

const size = { width: 640, height: 480 };
const { PATH } = process.env;

test.beforeEach(() => {
  delete process.env["DISPLAY"];
  process.env["PATH"] = PATH;
});

test.serial("the user's display is taken", async (t) => {
  process.env["DISPLAY"] = ":12.3";
  const display = await Display.open(size);
  t.is(display.name, ":12.3");
  display.close();
});

test.serial("neither a display nor Xvfb: said with what to do", async (t) => {
  process.env["PATH"] = "";
  await t.throwsAsync(Display.open(size), { message: /mcsim needs a display: .*xvfb/ });
});

const title = "without one Xvfb makes one for each";
const run = findProgram("Xvfb") ? test.serial : test.skip;
run(findProgram("Xvfb") ? title : `${title} (needs Xvfb: apt-get install xvfb)`, async (t) => {
  const displays = [await Display.open(size), await Display.open(size)];
  for (const { name } of displays) t.regex(name, /^:\d+$/);
  t.not(displays[0]!.name, displays[1]!.name);
  for (const display of displays) display.close();
});
