// `xs-mesh simulate --room`: a day in an office.
import test from "ava";
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { projectFolder } from "../../../hosts/xs/build/folders.js";
import { dissect } from "../../../tools/capture/tshark.js";
import { peerTest } from "../../support/peer.js";
import { temporaryFolder } from "../../support/temporary-folder.js";
import { tshark } from "../../support/tshark.js";

const program = join(projectFolder, "tools/xs-mesh.mjs");
const run = (...options: string[]) =>
  promisify(execFile)(process.execPath, [program, "simulate", ...options]);

interface Day {
  readonly lights: readonly { readonly energyWh: number; readonly zone: string }[];
  readonly occupancyChanges: number;
  readonly luxAtDesks: readonly {
    readonly minutes: number;
    readonly leastLux: number;
    readonly meanLux: number;
  }[];
  readonly energyWh: number;
  readonly messages: number;
  readonly pdus: number;
  readonly simulatedMs: number;
}

test("a day: light for all who are there, less by the window, the same on XS to the byte, and a picture", async (t) => {
  const folder = temporaryFolder(t);
  const days = await Promise.all(
    ["node", "xs"].map((host) =>
      run(
        ...["--room", "--host", host, "--json", "--seed", "5"],
        ...["--picture", join(folder, `${host}.svg`)],
      ),
    ),
  );
  t.is(days[0]!.stdout, days[1]!.stdout);
  const picture = readFileSync(join(folder, "node.svg"), "utf8");
  t.is(picture, readFileSync(join(folder, "xs.svg"), "utf8"));
  t.regex(picture, /^<svg [^]*A day in an office[^]*<\/svg>\n$/);
  t.false(/NaN|undefined|Infinity/.test(picture));
  const day = JSON.parse(days[0]!.stdout) as Day;
  t.is(day.lights.length, 12);
  t.is(day.simulatedMs, 14 * 3_600_000);
  t.true(day.occupancyChanges > 100 && day.messages > day.occupancyChanges);
  t.true(day.pdus > day.messages);
  for (const { leastLux, meanLux, minutes } of day.luxAtDesks) {
    t.true(minutes > 200 && leastLux >= 400 && meanLux < 900);
  }
  const used = (wanted: string) =>
    day.lights.reduce((sum, { energyWh, zone }) => sum + (zone === wanted ? energyWh : 0), 0);
  t.true(used("window") < used("inner"));
  t.true(Math.abs(used("window") + used("inner") - day.energyWh) < 1);
});

peerTest([tshark], "tshark finds nothing malformed in the capture of a day", async (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, "room.pcapng");
  const picture = join(folder, "room.svg");
  const { stdout } = await run(
    ...["--room", "--host", "node", "--capture", path, "--picture", picture],
  );
  // What was written is named, and is there.
  for (const [title, file] of [
    ["Picture", picture],
    ["Capture", path],
    ["Keys", join(folder, "room.keys.json")],
    ["Page", join(folder, "room.html")],
  ] as const) {
    t.regex(stdout, new RegExp(`^${title}: +${file}$`, "m"));
    t.true(existsSync(file), file);
  }
  const info = "_ws.col.Info";
  t.deepEqual(await dissect({ path, fields: [info], filter: "_ws.malformed" }), []);
  const found = await dissect({ path, fields: [info] });
  const infos = found.map((packet) => packet[info]?.[0] ?? "");
  t.true(infos.filter((text) => text.includes("Sensor Status")).length > 1000);
  t.deepEqual(
    infos.filter((text) => /malformed|decrypt/i.test(text)),
    [],
  );
});

for (const [options, message] of [
  ["--room --fast", /--fast does not go with --room/],
  ["--room --nodes 5", /--nodes does not go with --room/],
  ["--room --host board", /--host board does not go with --room: an office runs on xs or node/],
  ["--room --host node --loss-rate 2", /lossRate: 0\.\.1, not 2/],
] as const)
  test(`refused: ${options}`, async (t) => {
    const { stderr } = await t.throwsAsync<Error & { stderr: string }>(run(...options.split(" ")));
    t.regex(stderr, message);
  });
