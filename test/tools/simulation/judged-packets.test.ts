import test from "ava";
import { nodeHost } from "../../../hosts/node/host.js";
import { VirtualClock } from "../../../hosts/node/virtual-clock.js";
import type { PacketReceiver, Radio } from "../../../modules/host/radio.js";
import type { NodeState } from "../../../modules/node/node.js";
import { NodeFilter } from "../../../tools/air/node-filter.js";
import { StationFilter } from "../../../tools/air/packet-filter.js";
import { start } from "../../../tools/bench/firmware/receiver.js";
import { silentRadio } from "../../../tools/bench/silent-radio.js";
import { CryptoMemory } from "../../../tools/simulation/shared-crypto/crypto-memory.js";
import { SharedCrypto } from "../../../tools/simulation/shared-crypto/shared-crypto.js";
import { mixedPackets } from "../../support/mixed-packets.js";

/** A node behind the filter of a station, which lets its receiver judge or does not. */
function listener(judges: boolean, traced = false) {
  const clock = new VirtualClock();
  const filter = new StationFilter();
  let receiver: PacketReceiver | undefined;
  const radio: Radio = {
    ...silentRadio,
    scan: (given) => void (receiver = given),
    filter: judges ? new NodeFilter(filter, clock, traced) : filter,
  };
  let events = 0;
  const node = start({
    ...nodeHost({ clock, radio, ...(traced && { trace: () => events++ }) }),
    crypto: new SharedCrypto({ clock, memory: new CryptoMemory() }),
  });
  let calls = 0;
  const hear = (packet: Uint8Array) => {
    if (filter.takes(packet) && !filter.spares(packet, -50, 0)) {
      calls++;
      receiver?.(packet.slice(), -50);
    }
    while (clock.nextTime === clock.now()) clock.runNext();
  };
  return { node, hear, calls: () => calls, events: () => events };
}

function sorted({ drops }: NodeState): [string, number][] {
  return Object.entries(drops).sort(([a], [b]) => (a < b ? -1 : 1));
}

test("a node whose radio judges drops and receives the same, packet by packet, and is called less", (t) => {
  const judged = listener(true);
  const plain = listener(false);
  for (const packet of mixedPackets()) {
    judged.hear(packet);
    plain.hear(packet);
    t.deepEqual(sorted(judged.node.state), sorted(plain.node.state));
  }
  t.is(judged.node.state.messagesReceived, 200);
  t.is(plain.node.state.messagesReceived, 200);
  const { drops } = judged.node.state;
  for (const reason of ["network.not-for-us", "network.cached", "network.own", "network.address"])
    t.true(drops[reason]! >= 200, `${reason} ${drops[reason]}`);
  t.true(judged.calls() < plain.calls() / 2, `${judged.calls()} of ${plain.calls()}`);
  for (const { node } of [judged, plain]) node.close();
});

test("a node that is traced is called for each packet, and tells of each", (t) => {
  const judged = listener(true, true);
  const plain = listener(false, true);
  for (const packet of mixedPackets()) {
    judged.hear(packet);
    plain.hear(packet);
  }
  t.is(judged.calls(), plain.calls());
  t.is(judged.events(), plain.events());
  t.true(judged.events() > 1000);
  for (const { node } of [judged, plain]) node.close();
});

test("a node that relays is called for what it relays", (t) => {
  const judged = listener(true);
  const plain = listener(false);
  for (const { node } of [judged, plain]) node.network!.settings.relay = true;
  for (const packet of mixedPackets()) {
    judged.hear(packet);
    plain.hear(packet);
  }
  t.deepEqual(sorted(judged.node.state), sorted(plain.node.state));
  for (const { node } of [judged, plain]) node.close();
});

test("after its node was closed a filter judges no longer", (t) => {
  const { calls, hear, node } = listener(true);
  const packets = mixedPackets();
  for (const packet of packets.slice(0, 40)) hear(packet);
  node.close();
  const before = calls();
  for (const packet of packets.slice(40, 80)) hear(packet);
  t.true(calls() > before);
});
