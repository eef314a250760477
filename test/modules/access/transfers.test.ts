import test from "ava";
import { Abort } from "../../../modules/base/abort.js";
import { ProbeAsk } from "../../support/probe-models.js";
import { accessRig } from "../../support/access-rig.js";
import { Mesh } from "../../support/mesh.js";
import { talkingNode } from "../../support/talker.js";
import { TransportError } from "../../../modules/transport/transport-error.js";

test("start and end are told once each, in this order, of one PDU and of many, to one and to many", async (t) => {
  for (const [length, dst] of [
    [5, 0x0100],
    [380, 0x0100],
    [5, 0xc000],
    [120, 0xc000],
  ] as const) {
    const mesh = new Mesh();
    const { talker } = talkingNode(mesh, 0x0001);
    const peer = talkingNode(mesh, 0x0100, [{ address: 0xc000, label: undefined }]);
    const told: string[] = [];
    const ended = new Promise<void>((resolve) =>
      talker.say(length, 1, {
        dst,
        onStart: () => told.push("start"),
        onEnd: (error) => {
          told.push(error ? error.message : "end");
          resolve();
        },
      }),
    );
    t.deepEqual(told, []);
    await mesh.result(ended);
    await mesh.clock.run(1000);
    t.deepEqual(told, ["start", "end"]);
    t.is(peer.talker.heard.length, 1);
    t.is(peer.talker.heard[0]!.data.length, length - 1);
  }
});

test("what is given up before it begins is not sent, be it one PDU or many, whenever it was given up", async (t) => {
  for (const length of [5, 200])
    for (const when of ["before", "after"]) {
      const mesh = new Mesh();
      const { talker } = talkingNode(mesh, 0x0001);
      const peer = talkingNode(mesh, 0x0100);
      const signal = new Abort();
      const told: string[] = [];
      if (when === "before") signal.abort();
      talker.say(length, 1, {
        dst: 0x0100,
        signal,
        onStart: () => told.push("start"),
        onEnd: () => told.push("end"),
      });
      signal.abort();
      await mesh.clock.run(10_000);
      t.deepEqual(told, []);
      t.is(peer.talker.heard.length, 0);
    }
});

for (const dst of [0x0001, 0x0100, 0xc000])
  test(`what was to be sent to ${dst.toString(16)} when its node is closed is told so, once`, (t) => {
    for (const length of [5, 200]) {
      const mesh = new Mesh();
      const { node, talker } = talkingNode(mesh, 0x0001, [{ address: 0xc000, label: undefined }]);
      const told: string[] = [];
      talker.say(length, 1, { dst, onEnd: (error) => told.push(String(error?.message)) });
      node.close();
      mesh.clock.advance(1000);
      t.deepEqual(told, ["the node was suspended, or left its network"]);
    }
  });

test("several transfers go on at a time, to different nodes and one after the other to the same", async (t) => {
  const mesh = new Mesh();
  const { talker } = talkingNode(mesh, 0x0001);
  const peers = [0x0100, 0x0200, 0x0300].map((address) => talkingNode(mesh, address));
  const starts: number[] = [];
  const all = [0x0100, 0x0200, 0x0300, 0x0100, 0x0200, 0x0300].map(
    (dst, seed) =>
      new Promise<Error | undefined>((resolve) =>
        talker.say(200, seed, { dst, onStart: () => starts.push(seed), onEnd: resolve }),
      ),
  );
  mesh.clock.advance(5);
  t.deepEqual(starts, [0, 1, 2]);
  for (const one of all) t.is(await mesh.result(one), undefined);
  t.is(starts.length, 6);
  for (const peer of peers) t.is(peer.talker.heard.length, 2);
});

test("a burst of questions beyond the store of waiting answers is answered in full, or counted", (t) => {
  const { clock, control, diagnostics, receive, sent, subscribe, servers } = accessRig();
  subscribe(servers[0], 0xc000);
  for (let value = 0; value < 100; value++)
    receive({ dst: 0xc000, payload: ProbeAsk.encode({ value }) });
  t.true(sent.length >= 84, `${sent.length} sent early`);
  clock.advance(500);
  t.is(sent.length, 100);
  t.is(diagnostics.dropped("access.no-reply"), 0);
  // Transport that has no room for a while loses nothing that there is a place for.
  control.error = new TransportError("no-room", "full");
  for (let value = 0; value < 10; value++)
    receive({ dst: 0xc000, payload: ProbeAsk.encode({ value }) });
  clock.advance(450);
  t.is(sent.length, 100);
  control.error = undefined;
  clock.advance(100);
  t.is(sent.length, 110);
  // A lack of room that does not end is reported and counted.
  control.error = new TransportError("no-room", "full");
  for (let value = 0; value < 10; value++) receive({ payload: ProbeAsk.encode({ value }) });
  clock.advance(5000);
  t.is(diagnostics.dropped("access.no-reply"), 10);
});
