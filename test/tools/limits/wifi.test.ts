// A Wi-Fi light with what a chip has, among 201 access points.
import { esp32Creation } from "../../../hosts/xs/port.js";
import { stackLimit } from "../../../tools/limits/measure.js";
import { measureWifi, wifiRuns } from "../../../tools/limits/wifi.js";
import { engine32 } from "../../support/engine32.js";
import { peerTest } from "../../support/peer.js";

/** Slots and bytes of chunks that are live at most, by what carries the provisioning. */
const most = {
  gatt: { slots: 1600, chunks: 2000 },
  http: { slots: 1250, chunks: 1400 },
} as const;

for (const run of wifiRuns) {
  peerTest(
    [engine32],
    `a Wi-Fi light keeps a quarter of the stack free: ${run.name}`,
    async (t) => {
      const steps = await measureWifi(run);
      t.is(esp32Creation.stack, 512);
      t.is(stackLimit, 384);
      for (const { step, stack } of steps) t.true(stack <= stackLimit, `${step}: ${stack} slots`);
      for (const { step, slots, chunks } of steps) {
        t.true(slots <= most[run.transport].slots, `${step}: ${slots} slots`);
        t.true(chunks <= most[run.transport].chunks, `${step}: ${chunks} bytes of chunks`);
      }
      const [first, second] = ["network lost and found", "network lost and found again"].map(
        (name) => steps.find(({ step }) => step === name),
      );
      t.deepEqual(
        [second!.slots, second!.chunks],
        [first!.slots, first!.chunks],
        "nothing is left",
      );
    },
  );

  peerTest([engine32], `half the heap of an ESP32 is enough for it: ${run.name}`, async (t) => {
    const creation = {
      chunks: Math.floor(esp32Creation.chunks / 4),
      slots: Math.floor(esp32Creation.slots / 2),
    };
    t.is((await measureWifi(run, creation)).length, 8);
  });
}
