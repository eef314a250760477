import test from "ava";
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
