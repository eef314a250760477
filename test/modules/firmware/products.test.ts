// The firmwares of products, on virtual boards and one air: each does what its product is for.
import test from "ava";
import { SensorClient } from "../../../modules/models/sensor/client.js";
import { PresentAmbientLightLevel } from "../../../modules/models/common/device-properties/light.js";
import {
  PreciseTotalDeviceEnergyUse,
  PresentDeviceInputPower,
} from "../../../modules/models/common/device-properties/energy.js";
import {
  PresenceDetected,
  TimeSincePresenceDetected,
} from "../../../modules/models/common/device-properties/occupancy.js";
import { start as startAmbientLightSensor } from "../../../modules/firmware/ambient-light-sensor/main.js";
import { start as startControlledLight } from "../../../modules/firmware/controlled-light/main.js";
import { start as startColorLight } from "../../../modules/firmware/color-light/main.js";
import { start as startDimmableLight } from "../../../modules/firmware/dimmable-light/main.js";
import { start as startDimmerSwitch } from "../../../modules/firmware/dimmer-switch/main.js";
import { start as startEnergyMonitor } from "../../../modules/firmware/energy-monitor/main.js";
import { start as startTunableLight } from "../../../modules/firmware/tunable-light/main.js";
import { start as startOccupancySensor } from "../../../modules/firmware/occupancy-sensor/main.js";
import type { Firmware } from "../../../modules/firmware/start.js";
import { VirtualBoard } from "../../../modules/firmware/virtual-board.js";
import type { Board } from "../../../modules/host/board.js";
import type { Host } from "../../../modules/host/host.js";
import type { Model } from "../../../modules/access/model.js";
import { Node } from "../../../modules/node/node.js";
import { appKey, deviceKeyOf, Mesh, netKey } from "../../support/mesh.js";
import { publicationTo } from "../../support/publication.js";
import { TestStore } from "../../support/records.js";

const group = 0xc000;

function nodeOf(firmware: Firmware): Node {
  return "node" in firmware ? (firmware.node as Node) : (firmware as Node);
}

/** Starts a firmware, and adds it to the network: its models are bound, subscribe to the group and publish there. */
async function join(
  mesh: Mesh,
  start: (host: Host, board: Board) => Firmware,
  address: number,
  published: readonly number[] = [],
  store = new TestStore(),
) {
  const board = new VirtualBoard();
  const host = mesh.host(store);
  const firmware = start(host, board);
  const node = nodeOf(firmware);
  await mesh.clock.run(0);
  node.provision({ netKey, deviceKey: deviceKeyOf(address), netKeyIndex: 0, ivIndex: 0, address });
  node.network!.applicationKeys.add(0, 0, appKey);
  const models = node.elements.flatMap((element): readonly Model[] => element.models);
  for (const model of models) {
    if (model.access === "device") continue;
    const publication = published.includes(model.id) ? publicationTo(group) : undefined;
    model.configuration = { bindings: [0], publication };
    model.subscriptionList.entries = [{ address: group, label: undefined }];
    node.network!.saveModel(model);
  }
  const power = () => board.state.powers?.["lamp"]?.[0];
  return { board, firmware, host, ids: models.map(({ id }) => id), node, power, store };
}

test("a dimmable light: its button, its models, and a power cut", async (t) => {
  const mesh = new Mesh();
  const light = await join(mesh, startDimmableLight, 0x0100);
  t.deepEqual(
    light.ids.filter((id) => id >= 0x1000),
    [0x1000, 0x1002, 0x1004, 0x1006, 0x1007, 0x1300, 0x1301],
  );
  t.is(light.power(), 0);
  light.board.press("button", "short");
  await mesh.clock.run(0);
  t.is(light.power(), 0xffff);
  light.node.close();
  const again = new VirtualBoard();
  startDimmableLight(mesh.host(light.store.copy()), again);
  await mesh.clock.run(0);
  t.deepEqual(again.state.powers, { lamp: [0xffff] });
  again.press("button", "short");
  await mesh.clock.run(0);
  t.deepEqual(again.state.powers, { lamp: [0] });
});

test("a tunable white light and a coloured light: their channels, also after a power cut", async (t) => {
  const mesh = new Mesh();
  for (const [start, elements, channels] of [
    // The lowest temperature of a new device; a lightness of 1 is white.
    [startTunableLight, 2, [0xffff, 0]],
    [startColorLight, 3, [0xffff, 0xffff, 0xffff]],
  ] as const) {
    const light = await join(mesh, start, 0x0100 * elements);
    t.is(light.node.elements.length, elements);
    light.board.press("button", "short");
    await mesh.clock.run(0);
    t.deepEqual(light.board.state.powers, { lamp: channels });
    light.node.close();
    const again = new VirtualBoard();
    start(mesh.host(light.store.copy()), again);
    await mesh.clock.run(0);
    t.deepEqual(again.state.powers, { lamp: channels });
  }
});

test("a dimmer switch: on, off, and dimming until the next press", async (t) => {
  const mesh = new Mesh();
  const light = await join(mesh, startDimmableLight, 0x0100);
  const { board } = await join(mesh, startDimmerSwitch, 0x0200, [0x1001, 0x1003]);
  board.press("up", "short");
  await mesh.clock.run(1000);
  t.is(light.power(), 0xffff);
  board.press("down", "long");
  await mesh.clock.run(2000);
  board.press("down", "short");
  await mesh.clock.run(1000);
  const dimmed = light.power()!;
  // Two seconds of four: half of the lightness is a quarter of the power.
  t.true(dimmed > 0x3000 && dimmed < 0x5000, `${dimmed}`);
  await mesh.clock.run(5000);
  t.is(light.power(), dimmed);
  board.press("up", "long");
  await mesh.clock.run(10_000);
  t.is(light.power(), 0xffff);
  board.press("up", "short");
  await mesh.clock.run(1000);
  board.press("down", "short");
  await mesh.clock.run(1000);
  t.is(light.power(), 0);
});

test("a light with a controller and an occupancy sensor: it lights while somebody is there, and some time after", async (t) => {
  const mesh = new Mesh();
  const light = await join(mesh, startControlledLight, 0x0100);
  t.deepEqual(
    light.ids.filter((id) => id >= 0x1000),
    [
      ...[0x1000, 0x1002, 0x1004, 0x1006, 0x1007, 0x1300, 0x1301, 0x1203, 0x1204],
      ...[0x1000, 0x130f, 0x1310],
    ],
  );
  const { board } = await join(mesh, startOccupancySensor, 0x0200, [0x1100]);
  await mesh.clock.run(10_000);
  t.is(light.power(), 0);
  board.setSensor("motion", 1);
  await mesh.clock.run(2000);
  t.is(light.power(), 0xffff);
  board.setSensor("motion", 0);
  await mesh.clock.run(50_000);
  t.is(light.power(), 0xffff);
  await mesh.clock.run(30_000);
  const prolonged = light.power()!;
  t.true(prolonged > 0 && prolonged < 0x1000, `${prolonged}`);
  await mesh.clock.run(60_000);
  t.is(light.power(), 0);
  light.board.press("button", "short");
  await mesh.clock.run(2000);
  t.is(light.power(), 0xffff);
});

function clientNode(host: Host, client: Model): Node {
  return new Node({ host, companyId: 0xffff, elements: [{ models: [client] }] });
}

/** A client on the network, and what a sensor of it says. */
async function asking(mesh: Mesh) {
  const client = new SensorClient();
  const { node } = mesh.node(0x0001, [{ models: [client] }]);
  node.network!.applicationKeys.add(0, 0, appKey);
  client.configuration = { bindings: [0], publication: undefined };
  await mesh.clock.run(0);
  return client;
}

test("an occupancy sensor: presence, and the time since", async (t) => {
  const mesh = new Mesh();
  const { board, firmware } = await join(mesh, startOccupancySensor, 0x0200);
  const client = await asking(mesh);
  const ask = { dst: 0x0200, appKeyIndex: 0 };
  t.is(await mesh.result(client.get(TimeSincePresenceDetected, ask)), undefined);
  t.false(await mesh.result(client.get(PresenceDetected, ask)));
  board.setSensor("motion", 1);
  await mesh.clock.run(1000);
  t.true(await mesh.result(client.get(PresenceDetected, ask)));
  board.setSensor("motion", 0);
  await mesh.clock.run(15_000);
  t.true(await mesh.result(client.get(PresenceDetected, ask)), "who sits still is there");
  await mesh.clock.run(10_000);
  t.false(await mesh.result(client.get(PresenceDetected, ask)));
  t.is(await mesh.result(client.get(TimeSincePresenceDetected, ask)), 25);
  firmware.close();
});

test("an ambient light sensor: lx, within what the property can say", async (t) => {
  const mesh = new Mesh();
  const { board, node } = await join(mesh, startAmbientLightSensor, 0x0200);
  const client = await asking(mesh);
  const ask = { dst: 0x0200, appKeyIndex: 0 };
  for (const [lux, said] of [
    [312.5, 312.5],
    [-1, 0],
    [1e9, 167_772.14],
  ] as const) {
    board.setSensor("light", lux);
    t.is(await mesh.result(client.get(PresentAmbientLightLevel, ask)), said);
  }
  node.close();
});

test("an ambient light sensor reports what differs by 5 % from its last report, within a second", async (t) => {
  const mesh = new Mesh();
  const heard: number[] = [];
  const client = new SensorClient({
    onStatus: (values) => heard.push(values.get(PresentAmbientLightLevel)!),
  });
  await join(mesh, (host) => clientNode(host, client), 0x0300);
  const { board, node } = await join(mesh, startAmbientLightSensor, 0x0200, [0x1100]);
  for (const lux of [100, 104, 106, 100, 500, 500]) {
    board.setSensor("light", lux);
    await mesh.clock.run(1500);
  }
  t.deepEqual(heard, [100, 106, 100, 500]);
  node.close();
});

test("an energy monitor: power, and the sum, which is kept over a power cut", async (t) => {
  const mesh = new Mesh();
  const { board, firmware, store } = await join(mesh, startEnergyMonitor, 0x0200);
  const client = await asking(mesh);
  const ask = { dst: 0x0200, appKeyIndex: 0 };
  const began = mesh.clock.now();
  board.setSensor("power", 3600);
  t.is(await mesh.result(client.get(PresentDeviceInputPower, ask)), 3600);
  // 1 Wh a second.
  await mesh.clock.run(125_000);
  const energy = (await mesh.result(client.get(PreciseTotalDeviceEnergyUse, ask)))!;
  const seconds = (mesh.clock.now() - began) / 1000;
  t.true(energy >= 0.125 && energy <= seconds / 1000, `${energy} after ${seconds} s`);
  firmware.close();
  const again = startEnergyMonitor(mesh.host(store.copy()), new VirtualBoard());
  await mesh.clock.run(0);
  const after = (await mesh.result(client.get(PreciseTotalDeviceEnergyUse, ask)))!;
  t.true(energy - after <= 0.01 && after <= energy, `${after}`);
  again.close();
});
