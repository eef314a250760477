import test from "ava";
import { fileURLToPath } from "node:url";
import { Engine } from "../../../hosts/xs/engine.js";
import { Engine32 } from "../../../hosts/xs/engine32.js";
import { engine32 } from "../../support/engine32.js";
import { peerTest } from "../../support/peer.js";
import { TestOuterHost } from "./outer-host.js";

const entry = fileURLToPath(new URL("firmware/many-objects.ts", import.meta.url));
const all = [10_000, 10_000];

/** A heap that grows in small steps: garbage is collected often while copies are made. */
const creation = {
  chunks: 1 << 14,
  chunksIncrement: 1 << 12,
  slots: 1 << 13,
  slotsIncrement: 1 << 9,
  budget: 1_000_000_000,
};

test("what a machine writes into objects of the root is in that machine alone", async (t) => {
  const program = await Engine.load({ entry });
  const { checksum } = program.figures;
  const [writer, other] = [1, 2].map(() => program.boot({ host: new TestOuterHost(), creation }));
  writer!.call("write");
  t.deepEqual(other!.call("untouched"), all);
  t.deepEqual(writer!.call("written"), all);
  other!.call("write");
  t.deepEqual(other!.call("written"), all);
  t.is(program.figures.checksum, checksum);
  program.close();
});

peerTest(
  [engine32],
  "32 bits: what a machine writes into them stays, with a root that cannot be written",
  async (t) => {
    const program = await Engine32.load({ entry });
    const machine = program.boot({ host: new TestOuterHost(), creation });
    t.deepEqual(machine.call("untouched"), all);
    machine.call("write");
    for (let i = 0; i < 3; i++) {
      machine.heap({ collect: true });
      t.deepEqual(machine.call("written"), all);
    }
    program.close();
  },
);
