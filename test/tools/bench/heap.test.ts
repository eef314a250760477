import { benchHeap, ctlFirmware, eighteenModels } from "../../../tools/bench/heap.js";
import { benchFastHeap, benchGattHeap } from "../../../tools/bench/heap-fast.js";
import { fastLightHeap, gattLightHeap } from "../../../tools/simulate/fast/devices.js";
import { stackLimit } from "../../../tools/limits/measure.js";
import { engine32 } from "../../support/engine32.js";
import { peerTest } from "../../support/peer.js";

peerTest([engine32], "a light joins and is switched in the heap of an ESP32", async (t) => {
  const { loaded, switched } = await benchHeap();
  t.is(switched.slotBytes, 16);
  t.true(switched.slots > loaded.slots);
  t.true(switched.slots < switched.slotsSize);
  t.true(switched.chunksPeak < switched.chunksSize);
  t.true(switched.stackPeak <= stackLimit, `${switched.stackPeak} slots of stack`);
});

for (const [name, firmware] of [
  ["a tunable white light", ctlFirmware],
  ["a light with three elements and eighteen models", eighteenModels],
] as const)
  peerTest([engine32], `so does ${name}, and half of the heap is free`, async (t) => {
    const { configured, switched } = await benchHeap(firmware);
    const plain = (await benchHeap()).configured;
    t.true(configured.slots > plain.slots);
    t.true(switched.slots < switched.slotsSize / 2, `${switched.slots} slots`);
    t.true(switched.chunks < switched.chunksSize / 2, `${switched.chunks} bytes of chunks`);
    t.true(switched.stackPeak <= stackLimit, `${switched.stackPeak} slots of stack`);
  });

peerTest(
  [engine32],
  "a fast light has a fifth more slots than it needs, on a C3 a twentieth, and the usual stack",
  async (t) => {
    const { loaded, leaf, ...provisioner } = await benchFastHeap();
    t.true(loaded.slots < leaf.slots && leaf.slots < 3000, `${leaf.slots} slots of a leaf`);
    for (const { chunks, chunksSize, slots, slotsSize } of Object.values(provisioner)) {
      t.true(1.2 * slots < slotsSize, `${slots} of ${slotsSize} slots`);
      t.true(1.2 * chunks < chunksSize, `${chunks} of ${chunksSize} bytes of chunks`);
      // an ESP32-C3 has no room for a fifth
      t.true(1.05 * slots < fastLightHeap.slots, `${slots} slots`);
      t.true(1.05 * chunks < fastLightHeap.chunks, `${chunks} bytes of chunks`);
    }
    const { stackPeak, stackSize } = provisioner["two links"];
    t.is(stackSize, 512);
    t.true(stackPeak <= stackLimit, `${stackPeak} of ${stackSize} slots of stack`);
  },
);

peerTest(
  [engine32],
  "so does the fast light that a phone begins with, as the Primary Provisioner while the phone is connected",
  async (t) => {
    const figures = await benchGattHeap();
    for (const { chunks, chunksSize, slots, slotsSize } of Object.values(figures)) {
      t.true(1.2 * slots < slotsSize, `${slots} of ${slotsSize} slots`);
      t.true(1.2 * chunks < chunksSize, `${chunks} of ${chunksSize} bytes of chunks`);
      t.true(1.05 * slots < gattLightHeap.slots, `${slots} slots`);
      t.true(1.05 * chunks < gattLightHeap.chunks, `${chunks} bytes of chunks`);
    }
    const { stackPeak, stackSize } = figures["two links"];
    t.is(stackSize, 512);
    t.true(stackPeak <= stackLimit, `${stackPeak} of ${stackSize} slots of stack`);
  },
);
