// The mesh profiles that products tell of, in page 2 of their composition data.
import test from "ava";
import { toHex } from "../../../modules/base/bytes.js";
import { start as startAmbientLightSensor } from "../../../modules/firmware/ambient-light-sensor/main.js";
import { start as startControlledLight } from "../../../modules/firmware/controlled-light/main.js";
import { start as startDimmerSwitch } from "../../../modules/firmware/dimmer-switch/main.js";
import { start as startEnergyMonitor } from "../../../modules/firmware/energy-monitor/main.js";
import { start as startOccupancySensor } from "../../../modules/firmware/occupancy-sensor/main.js";
import type { ProfileConfig } from "../../../modules/firmware/profiles.js";
import { start as startSceneSelector } from "../../../modules/firmware/scene-selector/main.js";
import type { Firmware } from "../../../modules/firmware/start.js";
import { VirtualBoard } from "../../../modules/firmware/virtual-board.js";
import type { Board } from "../../../modules/host/board.js";
import type { Host } from "../../../modules/host/host.js";
import { Node } from "../../../modules/node/node.js";
import { deviceKeyOf, Mesh, netKey } from "../../support/mesh.js";

type Start = (host: Host, board: Board, config?: ProfileConfig) => Firmware;

/** Identifier, version, number and offsets of elements, length of further data; all little-endian. */
const pages: readonly (readonly [string, Start, string])[] = [
  ["ambient light sensor", startAmbientLightSensor, "0016 010001 0100 0000"],
  ["controlled light", startControlledLight, "0116 010001 020001 0000"],
  ["scene selector", startSceneSelector, "0216 010001 0100 0000"],
  ["dimmer switch", startDimmerSwitch, "0316 010001 0100 0000"],
  ["energy monitor", startEnergyMonitor, "0416 010001 0100 0000"],
  ["occupancy sensor", startOccupancySensor, "0516 010001 0100 0000"],
];

async function pageOf(start: Start, config?: ProfileConfig) {
  const mesh = new Mesh();
  const firmware = start(mesh.host(), new VirtualBoard(), config);
  const node = firmware instanceof Node ? firmware : (firmware as unknown as { node: Node }).node;
  await mesh.clock.run(0);
  const address = 0x0100;
  node.provision({ netKey, deviceKey: deviceKeyOf(address), netKeyIndex: 0, ivIndex: 0, address });
  const { data, page } = node.network!.compositionPage(2);
  firmware.close();
  return { page, data: toHex(data) };
}

for (const [name, start, page] of pages) {
  test(`${name}: page 2 has its profile where the config asks for it`, async (t) => {
    t.deepEqual(await pageOf(start, { profiles: true }), {
      page: 2,
      data: page.replaceAll(" ", ""),
    });
  });

  test(`${name}: otherwise it has no page 2`, async (t) => {
    for (const config of [undefined, {}, { profiles: false }])
      t.not((await pageOf(start, config)).page, 2);
  });
}

test("a config with anything else is refused", async (t) => {
  const config = { profiles: "yes" } as unknown as ProfileConfig;
  await t.throwsAsync(pageOf(startControlledLight, config), {
    instanceOf: TypeError,
    message: "config.profiles: yes where true or false is needed",
  });
});
