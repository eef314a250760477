// The subscription lists of the lighting trees, as a configuration client sees them.
import test from "ava";
import { Status } from "../../../modules/foundation/status.js";
import { ConfigurationError } from "../../../modules/foundation/configuration/request.js";
import type { NodeLimits } from "../../../modules/node/limits.js";
import { ctlLight } from "../../../tools/bench/firmware/ctl-light.js";
import { configuringMesh } from "../../support/mesh.js";
import { TestStore } from "../../support/records.js";

const address = 0x0100;
const limits: Partial<NodeLimits> = { subscriptions: 2 };

const at = (element: number, modelId: number) => ({ elementAddress: address + element, modelId });
const lightnessModel = at(0, 0x1300);
const onOffModel = at(0, 0x1000);
const ctlModel = at(0, 0x1303);
const temperatureModel = at(1, 0x1306);
const temperatureLevelModel = at(1, 0x1002);

function make(store = new TestStore()) {
  const { client, mesh } = configuringMesh();
  const light = ctlLight();
  const station = mesh.node(address, light.elements, { limits, store });
  const lists = async (...models: readonly ReturnType<typeof at>[]) => {
    const found: number[][] = [];
    for (const model of models)
      found.push(await mesh.result(client.getSubscriptions(address, model)));
    return found;
  };
  return { client, light, lists, mesh, station, store };
}

test("adding through any model of the tree shows in all of its element, and in no other", async (t) => {
  const { client, lists, mesh } = make();
  await mesh.result(client.subscribe(address, lightnessModel, 0xc001));
  await mesh.result(client.subscribe(address, onOffModel, 0xc002));
  const both = [0xc001, 0xc002];
  t.deepEqual(await lists(lightnessModel, onOffModel, ctlModel), [both, both, both]);
  t.deepEqual(await lists(temperatureModel, temperatureLevelModel), [[], []]);
  await mesh.result(client.subscribe(address, temperatureModel, 0xc003));
  t.deepEqual(await lists(temperatureLevelModel, ctlModel), [[0xc003], both]);
  await mesh.result(client.unsubscribe(address, ctlModel, 0xc001));
  t.deepEqual(await lists(lightnessModel, onOffModel), [[0xc002], [0xc002]]);
  await mesh.result(client.overwriteSubscriptions(address, lightnessModel, 0xc009));
  t.deepEqual(await lists(onOffModel, ctlModel), [[0xc009], [0xc009]]);
  await mesh.result(client.unsubscribeAll(address, ctlModel));
  t.deepEqual(await lists(onOffModel, lightnessModel, temperatureModel), [[], [], [0xc003]]);
});

test("the room for addresses is that of all models that share the list", async (t) => {
  const { client, light, lists, mesh } = make();
  const { sharers } = light.temperature.subscriptionList;
  t.is(sharers, 2);
  for (let i = 0; i < 2 * sharers; i++)
    await mesh.result(client.subscribe(address, temperatureModel, 0xc100 + i));
  const outcome = await mesh.outcome(client.subscribe(address, temperatureLevelModel, 0xc1ff));
  t.true(outcome instanceof ConfigurationError);
  t.is((outcome as ConfigurationError).status, Status.insufficientResources);
  t.is((await lists(temperatureModel))[0]!.length, 4);
});

test("the lists are there again after a restart", async (t) => {
  const first = make();
  const label = new Uint8Array(16).fill(9);
  await first.mesh.result(first.client.subscribe(address, ctlModel, 0xc001));
  await first.mesh.result(first.client.subscribe(address, onOffModel, label));
  await first.mesh.result(first.client.subscribe(address, temperatureModel, 0xc003));
  first.station.node.close();
  const { light } = make(first.store.copy());
  const { entries } = light.onOff.subscriptionList;
  t.deepEqual(
    entries.map(({ address: group }) => group >> 14),
    [3, 2],
  );
  t.deepEqual(entries[1]!.label, label);
  t.is(light.lightness.subscriptionList, light.onOff.subscriptionList);
  t.deepEqual(
    light.temperatureLevel.subscriptionList.entries.map(({ address: group }) => group),
    [0xc003],
  );
});

test("a power cut at any write of a reconfiguration leaves what was before it, or after", async (t) => {
  const steps = [
    [0xc001, ctlModel],
    [0xc002, onOffModel],
    [0xc003, temperatureModel],
    [0xc004, lightnessModel],
  ] as const;
  /** The lists after each step, and how many changes the store had seen. */
  async function reconfigure(cutAt: number) {
    const store = new TestStore();
    const { client, light, mesh } = make(store);
    const begun = store.changes;
    store.cutAt = begun + cutAt;
    const told: string[] = [];
    for (const [group, model] of steps) {
      await mesh.outcome(client.subscribe(address, model, group, { timeout: 2000 }));
      told.push(listsOf(light));
    }
    return { changes: store.changes - begun, store, told };
  }
  function listsOf(light: ReturnType<typeof ctlLight>): string {
    const text = ({ subscriptionList }: (typeof light)["onOff"]) =>
      subscriptionList.entries.map((entry) => entry.address.toString(16)).join(",");
    return `${text(light.onOff)} ${text(light.temperature)}`;
  }
  const whole = await reconfigure(Infinity);
  const legal = new Set([" ", ...whole.told]);
  t.is(legal.size, 5);
  const seen = new Set<string>();
  for (let cutAt = 0; cutAt <= whole.changes; cutAt++) {
    const { store } = await reconfigure(cutAt);
    const { light, station } = make(store.copy());
    const lists = listsOf(light);
    t.true(legal.has(lists), `cut at ${cutAt}: ${lists}`);
    t.false(station.events.some(({ type }) => type === "store.corrupt"));
    seen.add(lists);
  }
  t.is(seen.size, 5);
});
