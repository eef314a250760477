import test from "ava";
import type { FastLightState } from "../../../../modules/firmware/fast-light/state.js";
import { SeededRandom } from "../../../../hosts/node/seeded-random.js";
import { FastHistory } from "../../../../tools/simulate/fast/history.js";
import type { SimulatedDevice } from "../../../../tools/simulate/fast/simulated-device.js";
import { type FastOptions, usualFastOptions } from "../../../../tools/simulate/fast/options.js";
import { layout } from "../../../../tools/simulate/layout.js";

const options: FastOptions = { ...usualFastOptions, nodes: 2, layout: "corridor", limit: 1000 };

const unprovisioned: FastLightState = {
  uuid: "dd",
  address: undefined,
  activity: "idle",
  exhausted: false,
  litAt: undefined,
  links: { opened: 0, failed: 0 },
  children: [],
  unreported: 0,
};

/** A device that tells these states, one after the other. */
function device(...states: Partial<FastLightState>[]): SimulatedDevice {
  const state = () => ({ ...unprovisioned, ...(states.length > 1 ? states.shift() : states[0]) });
  const station = { position: { x: 1, y: 2 }, counters: { events: 3 } };
  return { name: "light", powered: true, station, state } as unknown as SimulatedDevice;
}

function record(history: FastHistory, ...devices: SimulatedDevice[]) {
  return history.record({
    options,
    layout: layout("corridor", 2, new SeededRandom("1"), 63),
    devices,
    meter: { slots: [], links: 1, linksTo: () => 1 } as never,
    air: { model: "ideal" } as never,
    simulatedMs: 9000,
    wallMs: 1,
  });
}

const child = {
  address: 6,
  linkOpened: 2100,
  provisioned: 2500,
  configured: 2700,
  provisioner: true,
};

function begun(): FastHistory {
  const history = new FastHistory();
  history.begin(2000, 5);
  history.reported(5, 2000);
  return history;
}

test("times are since the Primary Provisioner started", (t) => {
  const history = begun();
  history.reported(6, 2900);
  history.reported(6, 3900);
  history.databaseComplete = 2900;
  const run = record(
    history,
    device({ address: 5, children: [child] }),
    device({ address: 6, litAt: 3000 }),
  );
  t.like(run.nodes[0], { role: "primary", parent: -1, configured: 0, reported: 0 });
  t.like(run.nodes[1], {
    role: "temporary",
    parent: 0,
    linkOpened: 100,
    provisioned: 500,
    configured: 700,
    reported: 900,
    on: 1000,
  });
  t.like(run, { lastProvisioned: 700, databaseComplete: 900, allOn: undefined });
  t.is(run.totals.linksInVain, 0);
  t.is(run.title, "2 devices along a corridor of 50 m");
});

test("what a device forgot when it began again is kept", (t) => {
  const history = begun();
  const forgetful = device({ address: 5, children: [child] }, { address: 5 });
  history.look(forgetful, 0, 3000);
  t.like(record(history, forgetful, device({ address: 6 })).nodes[1], {
    parent: 0,
    configured: 700,
  });
});

test("a device without power tells what it told last", (t) => {
  const history = begun();
  const first = device({ address: 5, children: [child] });
  const off = { ...device({ address: 6, litAt: 3000 }) };
  history.reported(6, 2900);
  history.cut(off, 1, 4000);
  const run = record(history, first, { ...off, powered: true });
  t.is(run.nodes[1]!.on, 1000);
  off.powered = false;
  off.state = () => {
    throw new Error("it has no power");
  };
  t.like(record(history, first, off).nodes[1], { on: 1000, reason: "switched off for a while" });
});

test("a node of which no provisioner tells is one when it was first seen", (t) => {
  const history = begun();
  const orphan = device({ address: 9, litAt: 3000 });
  history.look(orphan, 1, 2600);
  history.reported(9, 2600);
  t.like(record(history, device({ address: 5 }), orphan).nodes[1], {
    role: "node",
    parent: undefined,
    provisioned: 600,
    configured: 600,
    reason: "its provisioner missed the final status",
  });
});

test("a node whose provisioner forgot it before it was configured is one when it is reported", (t) => {
  const history = begun();
  const forgetful = device({ address: 5, children: [{ ...child, configured: undefined }] });
  history.reported(6, 3100);
  t.like(record(history, forgetful, device({ address: 6 })).nodes[1], {
    parent: 0,
    provisioned: 500,
    configured: 1100,
  });
});

test("a device that was never provisioned", (t) => {
  const run = record(begun(), device({ address: 5 }), device({}));
  t.like(run.nodes[1], { address: undefined, provisioned: undefined, reason: "never provisioned" });
  t.is(run.lastProvisioned, undefined);
});
