import test from "ava";
import { networkLayer } from "../../support/network-layer.js";

function make() {
  const rig = networkLayer();
  const credentials = rig.network.transmitCredentials(0)!;
  const fields = { control: false, ivIndex: 7, ttl: 5, seq: 0, src: 0x0100 };
  const say = (dst: number, bytes: Uint8Array, onEnd?: (sent: boolean) => void) =>
    rig.network.sendLocal({ ...fields, dst, credentials, bytes, ...(onEnd && { onEnd }) });
  return { ...rig, say };
}

test("what a node sends to itself comes to its transport layer whole, never inside the call, and not by the radio", async (t) => {
  const { clock, heard, say, sent } = make();
  const bytes = Uint8Array.from({ length: 380 }, (_, i) => i);
  say(0x0101, bytes);
  t.deepEqual(heard, []);
  clock.advance(0);
  t.deepEqual(heard, [`0: 100 101 0: ${[...bytes].join(" ")}`]);
  t.deepEqual(await sent(), []);
});

test("its end is told when it was handed on", (t) => {
  const { clock, heard, say } = make();
  const ends: string[] = [];
  say(0xc000, Uint8Array.of(1), (done) => ends.push(`${done}, ${heard.length} heard`));
  clock.advance(0);
  t.deepEqual(ends, ["true, 1 heard"]);
});

test("the same octets twice are two messages: nothing is a repeat on the local interface", (t) => {
  const { clock, heard, say } = make();
  for (let i = 0; i < 2; i++) say(0x0100, Uint8Array.of(1));
  clock.advance(0);
  t.is(heard.length, 2);
});

test("what waits when the network layer is closed is not delivered, and its sender is told so", (t) => {
  const { clock, heard, network, say } = make();
  const ends: boolean[] = [];
  say(0x0100, Uint8Array.of(1), (done) => ends.push(done));
  network.close();
  clock.advance(0);
  t.deepEqual(heard, []);
  t.deepEqual(ends, [false]);
});

for (const [address, local] of [
  [0x00ff, false],
  [0x0100, true],
  [0x0101, true],
  [0x0102, false],
  [0xc000, true],
  [0xc001, false],
  [0xffff, true],
] as const)
  test(`${address.toString(16)} is ${local ? "" : "not "}of this node`, (t) => {
    t.is(make().network.isLocal(address), local);
  });
