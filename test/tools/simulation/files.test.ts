// What `captureTo` writes when a world is closed.
import test from "ava";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { World } from "xs-mesh/simulation";
import { captureTo } from "xs-mesh/simulation/files";
import { temporaryFolder } from "../../support/temporary-folder.js";

const lamp = new URL("firmware/lamp.ts", import.meta.url);

async function run(capture: ReturnType<typeof captureTo>): Promise<void> {
  const walls = [{ from: { x: 0, y: 0 }, to: { x: 7, y: 3 } }];
  const world = new World({ capture, parameters: { walls } });
  const device = await world.add("desk", { firmware: lamp, position: { x: 1, y: 1 } });
  await world.provisionAll();
  await device.press();
  await world.pass(1000);
  world.close();
}

test("capture, keys, settings and page are beside each other, in a folder that is created", async (t) => {
  const folder = temporaryFolder(t);
  await run(captureTo(join(folder, "runs/desk.pcapng")));
  t.deepEqual(readdirSync(join(folder, "runs")).sort(), [
    "desk.html",
    "desk.keys.json",
    "desk.pcapng",
    "desk.wireshark",
  ]);
  const page = readFileSync(join(folder, "runs/desk.html"), "utf8");
  t.true(page.includes("Config AppKey Add"), "the messages are decrypted");
  t.true(page.includes('"floor":{"width":7,"height":3'), "the walls of the air are drawn");
  t.true(page.includes("it is on"), "the lines of the firmware are in it");
});

test("the page can have another place and title, or be left out", async (t) => {
  const folder = temporaryFolder(t);
  const page = join(folder, "page.html");
  await run(captureTo(join(folder, "a.pcapng"), { page, title: "A desk" }));
  t.true(readFileSync(page, "utf8").includes("<h1>A desk</h1>"));
  await run(captureTo(join(folder, "b.pcapng"), { page: false }));
  t.false(readdirSync(folder).includes("b.html"));
});

test("a folder that cannot be created is an error that names it", async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, "file"), "");
  await t.throwsAsync(run(captureTo(join(folder, "file/run.pcapng"))), { message: /file/ });
});
