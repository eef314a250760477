import test from "ava";
import { Mesh } from "../../support/mesh.js";
import { talkingNode } from "../../support/talker.js";

function make() {
  const mesh = new Mesh();
  const one = talkingNode(mesh, 0x0001);
  const two = talkingNode(mesh, 0x0100);
  const say = (from: typeof one, length: number, dst: number) =>
    new Promise<Error | undefined>((resolve) =>
      from.talker.say(length, 1, { dst, onEnd: resolve }),
    );
  return { mesh, one, two, say };
}

test("a suspended node neither hears nor sends; resumed it does both", async (t) => {
  const { mesh, one, two, say } = make();
  two.node.suspend();
  two.node.suspend();
  t.is((await mesh.outcome(say(one, 40, 0x0100)))?.name, "TransportError");
  t.is(two.talker.heard.length, 0);
  const sent = mesh.air.log.filter(({ from }) => from === two.host.radio.index).length;
  const lost = await mesh.outcome(say(two, 5, 0x0001));
  t.regex(lost!.message, /bearer/);
  await mesh.clock.run(60_000);
  t.is(mesh.air.log.filter(({ from }) => from === two.host.radio.index).length, sent);
  two.node.resume();
  t.is(await mesh.outcome(say(one, 40, 0x0100)), undefined);
  t.is(await mesh.outcome(say(two, 40, 0x0001)), undefined);
  t.is(two.talker.heard.length, 1);
  t.is(one.talker.heard.length, 1);
});

test("what is under way when it is suspended is told that it was given up", async (t) => {
  const { mesh, two, say } = make();
  const transfers = [say(two, 380, 0x0001), say(two, 100, 0x0001), say(two, 50, 0x7fff)];
  mesh.clock.advance(30);
  two.node.suspend();
  for (const transfer of transfers) {
    const error = await mesh.outcome(transfer);
    t.regex((error as Error).message, /suspended/);
  }
});

test("beacons stay away while a node is suspended, and come back", async (t) => {
  const { mesh, one, two } = make();
  one.node.close();
  const beacons = () => mesh.air.log.filter(({ data }) => data[1] === 0x2b).length;
  await mesh.clock.run(60_000);
  const before = beacons();
  t.true(before > 0);
  two.node.suspend();
  await mesh.clock.run(120_000);
  t.is(beacons(), before);
  two.node.resume();
  await mesh.clock.run(120_000);
  t.true(beacons() > before);
});

test("heartbeats stay away while a node is suspended and use no number, and go on afterwards", async (t) => {
  const { mesh, two } = make();
  const { heartbeatPublication, sequence } = two.node.network!;
  heartbeatPublication.state = {
    destination: 0x0001,
    count: 20,
    periodLog: 2,
    ttl: 5,
    features: 0,
    netKeyIndex: 0,
  };
  await mesh.clock.run(1000);
  t.is(heartbeatPublication.state.count, 19);
  two.node.suspend();
  await mesh.clock.run(60_000);
  t.is(heartbeatPublication.state.count, 19);
  const first = sequence.next();
  two.node.resume();
  two.node.resume();
  await mesh.clock.run(6100);
  t.is(heartbeatPublication.state.count, 16);
  t.is(sequence.next(), first + 4);
});
