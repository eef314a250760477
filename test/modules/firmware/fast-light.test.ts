import test from "ava";
import { start as startGattLight } from "../../../modules/firmware/fast-light/gatt/main.js";
import { FastLight } from "../../../modules/firmware/fast-light/main.js";
import { VirtualBoard } from "../../../modules/firmware/virtual-board.js";
import { netKey, Mesh } from "../../support/mesh.js";
import { TestStore } from "../../support/records.js";

/** A fast light with a lamp, on a store; `lamp` is what it was switched to, in turn. */
function boot(mesh: Mesh, store: TestStore) {
  const lamp: boolean[] = [];
  const board = new VirtualBoard((event) => {
    if (event.type === "board.lamp") lamp.push(event.on);
  });
  const light = new FastLight(mesh.host(store), board);
  return { lamp, light };
}

test("a fast light that was on comes up again after a power cut, and is on", async (t) => {
  const mesh = new Mesh();
  const store = new TestStore();
  const before = boot(mesh, store);
  await mesh.clock.run(0);
  const { node } = before.light.fast;
  node.provision({
    netKey,
    deviceKey: new Uint8Array(16).fill(1),
    netKeyIndex: 0,
    ivIndex: 0,
    address: 0x0005,
  });
  const [onOff] = node.elements[0]!.models.filter((model) => "isOn" in model);
  (onOff as unknown as { set(on: boolean): void }).set(true);
  await mesh.clock.run(0);
  t.deepEqual(before.lamp, [true]);

  for (let cuts = 0; cuts < 3; cuts++) {
    const again = boot(mesh, store.copy());
    t.deepEqual(again.lamp, [], "not while it is made");
    await mesh.clock.run(0);
    t.deepEqual(again.lamp, [true]);
    t.is(again.light.fast.node.address, 0x0005);
    t.is((again.light.call("fast") as { litAt?: number }).litAt, mesh.clock.now());
    again.light.close();
  }
  before.light.close();
});

test("the light for a phone is provisioned over both bearers and a proxy, its config says the policy and what becomes of clients", (t) => {
  for (const [config, policy, clients] of [
    [undefined, "adaptive", undefined],
    [{ policy: "adaptive", proxyClients: "kept" }, "adaptive", undefined],
    [{ policy: "espressif", proxyClients: "disconnected" }, "espressif", "disconnected"],
  ] as const) {
    const mesh = new Mesh({ gatt: {} });
    const host = mesh.host();
    const light = startGattLight(host, new VirtualBoard(), config);
    t.is(light.fast.policy.name, policy);
    t.is(light.fast.proxyClients, clients ?? "kept");
    t.is(mesh.gatt!.servers[0]!.services.length, 0, "from the start of the run queue on");
    light.close();
  }
  for (const [config, message] of [
    [{ policy: "fast" }, /"policy" is "adaptive" or "espressif"/],
    [{ proxyClients: true }, /"proxyClients" is "kept" or "disconnected"/],
  ] as const)
    t.throws(() => startGattLight(new Mesh({ gatt: {} }).host(), new VirtualBoard(), config), {
      message,
    });
});
