import test from "ava";
import { nodeHost } from "../../../hosts/node/host.js";
import { SeededRandom } from "../../../hosts/node/seeded-random.js";
import { VirtualClock } from "../../../hosts/node/virtual-clock.js";
import { GenericOnOffServer } from "../../../modules/models/generic-onoff/server.js";
import { Node } from "../../../modules/node/node.js";
import { VirtualAir } from "../../../tools/air/air.js";
import { line } from "../../../tools/bench/keyed-mesh.js";
import { Chip } from "../../../tools/limits/firmware/chip.js";
import { companyId } from "../../../tools/limits/firmware/models.js";
import { start } from "../../../tools/limits/firmware/node.js";
import { procedures } from "../../../tools/limits/firmware/procedures.js";

const seeds = 20;
/** Simulated milliseconds that a procedure may take, and those after it. */
const limit = 600_000;
const afterwards = 3000;
const threeTransmissions = { transmissions: 3, interval: 20 };

/** A provisioner, a node with every server, and a device that only the node hears. */
function harshNetwork(seed: number) {
  const clock = new VirtualClock();
  const { positions, range } = line(3, "harsh");
  const air = new VirtualAir({ clock, seed, model: "harsh", range, shadowing: 0 });
  const host = (name: string, place: number) =>
    nodeHost({
      clock,
      radio: air.attach({ name, position: positions[place]! }),
      random: new SeededRandom(`${seed} ${name}`),
      ecdhMilliseconds: 50,
    });
  const chip = new Chip(host("provisioner", 0));
  const node = start(host("node", 1));
  const device = new Node({
    host: host("device", 2),
    uuid: new Uint8Array(16).fill(0xd0),
    companyId,
    elements: [{ models: [new GenericOnOffServer()] }],
  });
  const close = () => {
    chip.provisioner.close();
    node.close();
    device.close();
    air.close();
  };
  return { chip, clock, close, device, node };
}

test("every procedure of every client comes to its end on a harsh air, with 20 seeds", async (t) => {
  for (let seed = 1; seed <= seeds; seed++) {
    const { chip, clock, close, device, node } = harshNetwork(seed);
    const own = node.uuid;
    for (const [name, procedure] of Object.entries(procedures)) {
      chip.uuid = name.startsWith("Remote") ? device.uuid : own;
      const failure = await outcome(clock, procedure(chip));
      // Of a node that has left, and whose every answer was lost, nobody can hear that it did.
      if (name === "Node Reset" && failure && !node.provisioned) continue;
      t.is(failure, undefined, `seed ${seed}, ${name}: ${String(failure)}`);
      if (failure) break;
      // That one leaves each PDU of the node a single transmission, which no answer survives for long.
      if (name === "Configuration: states")
        await outcome(clock, chip.configuration.setNetworkTransmit(chip.node, threeTransmissions));
    }
    close();
  }
});

/** What became of a procedure: the error, where it failed or took too long. */
async function outcome(clock: VirtualClock, work: Promise<unknown>): Promise<Error | undefined> {
  let failure: Error | undefined = new Error("it takes too long");
  let done = false;
  work
    .then(
      () => (failure = undefined),
      (error: Error) => (failure = error),
    )
    .finally(() => (done = true));
  const end = clock.now() + limit;
  await clock.run(() => done || clock.now() > end);
  await clock.run(clock.now() + afterwards);
  return failure;
}
