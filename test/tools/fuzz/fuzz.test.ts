// A node with every server and client, in the heap and the stack of an ESP32, and whatever the air can bring.
import { fuzz } from "../../../tools/fuzz/run.js";
import { engine32 } from "../../support/engine32.js";
import { peerTest } from "../../support/peer.js";
import { stackLimit } from "../../../tools/limits/measure.js";

const inputs = 30_000;

peerTest(
  [engine32],
  "on XS a node with every server and client stands whatever comes, and power cuts: random octets, packets under its NetKey, its AppKey and its device key",
  async (t) => {
    const report = await fuzz(inputs, "test");
    t.is(report.inputs, inputs);
    t.true(report.stack <= stackLimit, `${report.stack} slots of the stack`);
    t.true(report.powerCuts > 1);
    // It got through to every layer, and was answered to.
    t.true(report.messages > inputs / 200, `${report.messages} messages`);
    t.true(report.answers > inputs / 200, `${report.answers} answers`);
    for (const reason of ["access.length", "access.no-model", "transport.decrypt"])
      t.true((report.drops[reason] ?? 0) > 0, reason);
    for (const count of Object.values(report.kinds)) t.true(count > inputs / 20);
  },
);
