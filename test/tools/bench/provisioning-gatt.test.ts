import test from "ava";
import { provisionOverGatt } from "../../../tools/bench/provisioning-gatt.js";

for (const [air, connected, total] of [
  ["ideal", 541, 720],
  ["kind", 601, 710],
  ["typical", 800, 950],
] as const)
  test(`one provisioning over PB-GATT on the ${air} air, ECDH in no time`, async (t) => {
    for (let seed = 1; seed <= 3; seed++) {
      const took = await provisionOverGatt(seed, air, 0);
      t.true(took.connected <= connected, `${took.connected} ms`);
      t.true(took.total <= total, `${took.total} ms`);
    }
  });
