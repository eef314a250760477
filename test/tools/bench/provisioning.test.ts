import test from "ava";
import { provisionOnce, zephyr } from "../../../tools/bench/provisioning.js";

test("one provisioning on the kind air takes half the time and half the events of a common stack", async (t) => {
  for (let seed = 1; seed <= 8; seed++) {
    const { milliseconds, events } = (await provisionOnce(seed, { air: "kind" }))!;
    t.true(milliseconds < zephyr.milliseconds / 2, `${milliseconds} ms`);
    t.true(events < zephyr.events / 2, `${events} events`);
  }
});

for (const air of ["kind", "typical", "harsh"] as const)
  for (const deafness of [0, 3, 5, 12])
    test(`a provisioning succeeds on the ${air} air with radios that are deaf for ${deafness} ms`, async (t) => {
      for (let seed = 1; seed <= 20; seed++)
        t.truthy(await provisionOnce(seed, { air, parameters: { deafness } }), `seed ${seed}`);
    });
