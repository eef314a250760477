import test from "ava";
import { nodeHost } from "../../../hosts/node/host.js";
import { MemoryStore } from "../../../hosts/node/store.js";
import { VirtualClock } from "../../../hosts/node/virtual-clock.js";
import { randomBytes } from "../../../modules/base/random.js";
import type { Radio } from "../../../modules/host/radio.js";

const radio: Radio = {
  sets: 1,
  advertise: () => 1,
  stop: () => undefined,
  scan: () => undefined,
  close: () => undefined,
};

test("parts that are given are taken, the others have defaults", (t) => {
  const clock = new VirtualClock();
  const store = new MemoryStore();
  const trace = () => undefined;
  const host = nodeHost({ radio, clock, store, trace });
  t.is(host.clock, clock);
  t.is(host.store, store);
  t.is(host.radio, radio);
  t.is(host.trace, trace);
  t.is(randomBytes(host.random, 8).length, 8);
  t.is(host.crypto.sha256(new Uint8Array(0)).length, 32);
  t.false("trace" in nodeHost({ radio }));
});

test("P-256 is charged to the given clock", (t) => {
  const clock = new VirtualClock();
  const host = nodeHost({ radio, clock, ecdhMilliseconds: 30 });
  host.crypto.ecdhKeyPair(new Uint8Array(32).fill(1), (pair) => pair.close());
  t.is(clock.nextTime, 30);
});
