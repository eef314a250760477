import test from "ava";
import { fileURLToPath } from "node:url";
import { NodeCrypto } from "../../../hosts/node/crypto.js";
import { nodeHost } from "../../../hosts/node/host.js";
import { VirtualClock } from "../../../hosts/node/virtual-clock.js";
import { Engine } from "../../../hosts/xs/engine.js";
import { toHex } from "../../../modules/base/bytes.js";
import type { PacketReceiver, Radio } from "../../../modules/host/radio.js";
import type { NodeState } from "../../../modules/node/node.js";
import { StationFilter } from "../../../tools/air/packet-filter.js";
import { start } from "../../../tools/bench/firmware/receiver.js";
import { foreignNetKey, netKey, PacketMaker } from "../../../tools/bench/packets.js";
import { silentRadio } from "../../../tools/bench/silent-radio.js";
import { mixedPackets } from "../../support/mixed-packets.js";

const entry = fileURLToPath(new URL("../../../tools/bench/firmware/receiver.ts", import.meta.url));

/** A radio that a test speaks to; what it sets off is done when `hear` returns. */
function heardRadio() {
  const clock = new VirtualClock();
  let receiver: ((...heard: Parameters<PacketReceiver>) => unknown) | undefined;
  const radio: Radio = { ...silentRadio, scan: (given) => void (receiver = given) };
  const hear = (packet: Uint8Array) => {
    const answer = receiver?.(packet, -50);
    while (clock.nextTime === clock.now()) clock.runNext();
    return answer;
  };
  return { clock, radio, hear };
}

test("with the filter in C and without it a light does and counts the same", async (t) => {
  const program = await Engine.load({ entry });
  const inXs = heardRadio();
  const machine = program.boot({ host: nodeHost(inXs) });
  const onNode = heardRadio();
  const light = start(nodeHost(onNode));
  for (const packet of mixedPackets()) {
    inXs.hear(packet);
    onNode.hear(packet);
  }
  const filtered = machine.call("state") as NodeState;
  const plain = light.state;
  t.is(filtered.messagesReceived, 200);
  t.is(plain.messagesReceived, 200);
  t.deepEqual(sorted(filtered.drops), sorted(plain.drops));
  program.close();
  light.close();
});

function sorted(drops: NodeState["drops"]): [string, number][] {
  return Object.entries(drops).sort(([a], [b]) => (a < b ? -1 : 1));
}

test("what a simulated radio drops by itself is what the filter in C drops, packet by packet", async (t) => {
  const program = await Engine.load({ entry });
  const inXs = heardRadio();
  const machine = program.boot({ host: nodeHost(inXs) });
  const filter = new StationFilter();
  const onNode = heardRadio();
  const light = start(nodeHost({ ...onNode, radio: { ...onNode.radio, filter } }));
  const fates = new Set<string>();
  for (const packet of mixedPackets()) {
    const taken = filter.takes(packet);
    const counts = [filter.unknownTypes, filter.unknownNids, filter.repeats].join();
    t.is(inXs.hear(packet) !== false, taken, toHex(packet));
    if (taken) onNode.hear(packet);
    fates.add(`${taken} ${counts}`);
  }
  t.true(fates.size > 1000);
  const { drops } = machine.call("state") as NodeState;
  t.deepEqual(sorted(light.state.drops), sorted(drops));
  t.is(light.state.messagesReceived, 200);
  program.close();
  light.close();
});

test("what the filter drops wakes no JavaScript", async (t) => {
  const program = await Engine.load({ entry });
  const { clock, radio, hear } = heardRadio();
  const machine = program.boot({ host: nodeHost({ clock, radio }) });
  const crypto = new NodeCrypto({ clock });
  const packet = new PacketMaker(crypto, netKey()).packet(1, 7);
  hear(packet);
  const before = machine.heap().instructions;
  for (let i = 0; i < 10; i++) {
    hear(packet);
    hear(new PacketMaker(crypto, foreignNetKey()).packet(1 + i, 7));
    hear(Uint8Array.of(2, 0xff, i));
  }
  t.is(machine.heap().instructions, before);
  hear(new PacketMaker(crypto, netKey()).packet(2, 7));
  t.true(machine.heap().instructions > before);
  program.close();
});
