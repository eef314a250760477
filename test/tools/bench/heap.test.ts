import { benchHeap, ctlFirmware } from "../../../tools/bench/heap.js";
import { engine32 } from "../../support/engine32.js";
import { peerTest } from "../../support/peer.js";

peerTest([engine32], "a light joins and is switched in the heap of an ESP32", async (t) => {
  const { loaded, switched } = await benchHeap();
  t.is(switched.slotBytes, 16);
  t.true(switched.slots > loaded.slots);
  t.true(switched.slots < switched.slotsSize);
  t.true(switched.chunksPeak < switched.chunksSize);
});

peerTest(
  [engine32],
  "so does a tunable light, with three elements and eighteen models",
  async (t) => {
    const { configured, switched } = await benchHeap(ctlFirmware);
    const plain = (await benchHeap()).configured;
    t.true(configured.slots > plain.slots);
    t.true(switched.slots < switched.slotsSize / 2, `${switched.slots} slots`);
  },
);
