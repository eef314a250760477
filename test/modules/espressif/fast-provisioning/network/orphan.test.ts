import test from "ava";
import { toHex } from "../../../../../modules/base/bytes.js";
import { type FastDevice, FastNetwork } from "../../../../support/fast-network.js";

test("whose parent is gone for good reports over relays", async (t) => {
  const network = new FastNetwork({ positions: [1, 2, 2, 3], range: 1 });
  const { devices } = network;
  await network.provision();
  await network.clock.run(5000);
  const orphan = devices[3]!;
  const isParent = ({ fast }: FastDevice) =>
    fast.nodes.find(orphan.uuid)?.address === orphan.address;
  const parent = devices.slice(1, 3).find(isParent)!;
  parent.cut();
  const late = network.add(4);
  const others = devices.filter((device) => device !== parent);
  t.true(await network.until(() => network.faults(others).length === 0, 120_000));
  t.is(
    toHex(network.top.nodes.find(({ address }) => address === late.address)!.uuid),
    toHex(late.uuid),
  );
  await network.clock.run(5000);
  t.true(await network.switchAll(true, others));
  network.close();
});
