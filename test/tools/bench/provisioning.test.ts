import test from "ava";
import { median } from "../../../tools/bench/measure.js";
import { provisionOnce, zephyr } from "../../../tools/bench/provisioning.js";

test("one provisioning on the kind air takes half the time and a third of the events of a common stack", async (t) => {
  const times: number[] = [];
  for (let seed = 1; seed <= 20; seed++) {
    const { milliseconds, events } = (await provisionOnce(seed, { air: "kind" }))!;
    times.push(milliseconds);
    t.true(events < zephyr.events / 3, `${events} events`);
  }
  t.true(median(times) <= 1350, `${median(times)} ms`);
  t.true(Math.max(...times) < 0.6 * zephyr.milliseconds, `${Math.max(...times)} ms`);
});

for (const air of ["kind", "typical", "harsh"] as const)
  for (const deafness of [0, 3, 5, 12])
    test(`a provisioning succeeds on the ${air} air with radios that are deaf for ${deafness} ms`, async (t) => {
      for (let seed = 1; seed <= 20; seed++)
        t.truthy(await provisionOnce(seed, { air, parameters: { deafness } }), `seed ${seed}`);
    });
