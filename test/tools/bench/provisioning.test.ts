import test from "ava";
import { provisionOnce, zephyr } from "../../../tools/bench/provisioning.js";

test("one provisioning on the realistic air takes half the time and half the events of a common stack", async (t) => {
  for (let seed = 1; seed <= 8; seed++) {
    const { milliseconds, events } = await provisionOnce(seed);
    t.true(milliseconds < zephyr.milliseconds / 2, `${milliseconds} ms`);
    t.true(events < zephyr.events / 2, `${events} events`);
  }
});
