// Nodes in the heap and the stack of an ESP32, and whatever the air and GATT clients can bring.
import type { ExecutionContext } from "ava";
import { esp32Creation } from "../../../hosts/xs/port.js";
import type { DropReason } from "../../../modules/host/drop-reason.js";
import {
  fuzz,
  fuzzColors,
  fuzzGatt,
  type FuzzReport,
  fuzzScenes,
} from "../../../tools/fuzz/run.js";
import { engine32 } from "../../support/engine32.js";
import { peerTest } from "../../support/peer.js";
import { stackLimit } from "../../../tools/limits/measure.js";

const inputs = 30_000;
/** Inputs of each of the seeds with which the node once filled its heap. */
const fewInputs = 10_000;

function check(t: ExecutionContext, report: FuzzReport, reasons: readonly DropReason[]): void {
  t.is(report.inputs, inputs);
  t.true(report.stack <= stackLimit, `${report.stack} slots of the stack`);
  t.true(report.powerCuts > 1);
  // It got through to every layer, and was answered to.
  t.true(report.messages > inputs / 200, `${report.messages} messages`);
  t.true(report.answers > inputs / 200, `${report.answers} answers`);
  for (const reason of reasons) t.true((report.drops[reason] ?? 0) > 0, reason);
  for (const count of Object.values(report.kinds)) t.true(count > inputs / 20);
}

peerTest(
  [engine32],
  "on XS a node with every client, and every server but the Generic ones of the other node, stands whatever comes, and power cuts: random octets, packets under its NetKey, its AppKey and its device key",
  async (t) => {
    const report = await fuzz(inputs, "test");
    check(t, report, ["access.length", "access.no-model", "transport.decrypt"]);
  },
);

/** Why something of each layer is dropped. */
const reasons: readonly DropReason[] = [
  "access.length",
  "access.no-model",
  "transport.decrypt",
  "proxy.not-subscribed",
  "proxy.type",
  "proxy.length",
  "proxy.segment",
  "proxy.configuration",
  "pb-gatt.other-link",
  "provisioning.unexpected",
  "provisioning.length",
];

peerTest(
  [engine32],
  "on XS a node with every server and a GATT server stands whatever its clients write beside that, and serves the next one: proxy PDUs, PB-GATT, connections",
  async (t) => {
    const report = await fuzzGatt(inputs, "test");
    check(t, report, reasons);
    t.true(report.notified > inputs / 50, `${report.notified} notifications`);
  },
);

peerTest(
  [engine32],
  "on XS that node has room in its heap with the seeds that once filled it",
  async (t) => {
    for (const seed of ["c", "d", "e"]) {
      const { slots } = await fuzzGatt(fewInputs, seed);
      // A node that has none left dies; a twentieth stays free.
      t.true(slots < 0.95 * esp32Creation.slots, `seed ${seed}: ${slots} slots`);
    }
  },
);

peerTest(
  [engine32],
  "on XS a node with scenes, time, schedules and a power level stands whatever comes, and power cuts",
  async (t) => {
    const report = await fuzzScenes(inputs, "test");
    check(t, report, ["access.length", "access.no-model", "transport.decrypt"]);
  },
);

peerTest(
  [engine32],
  "on XS a node with hue and saturation, x and y, a battery, a location and properties stands whatever comes, and power cuts",
  async (t) => {
    const report = await fuzzColors(inputs, "test");
    check(t, report, ["access.length", "access.no-model", "transport.decrypt"]);
  },
);
