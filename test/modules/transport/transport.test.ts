import test from "ava";
import { toHex } from "../../../modules/base/bytes.js";
import { virtualAddress } from "../../../modules/crypto/toolbox.js";
import { crypto } from "../../support/crypto.js";
import { Mesh } from "../../support/mesh.js";
import { Octets, type Talker, talkingNode } from "../../support/talker.js";

const label = new Uint8Array(16).fill(0x4c);
const otherLabel = new Uint8Array(16).fill(0x4d);
const group = 0xc000;

interface Attempt {
  readonly data: Uint8Array;
  readonly delivered: boolean;
}

/** Sends messages that differ, until one is known to be delivered; all of them. */
async function deliver(
  mesh: Mesh,
  send: (attempt: number, onEnd: (error: Error | undefined) => void) => Uint8Array,
): Promise<Attempt[]> {
  const attempts: Attempt[] = [];
  while (attempts.length < 5 && !attempts.some(({ delivered }) => delivered)) {
    let data: Uint8Array | undefined;
    const ended = new Promise<boolean>((resolve) => {
      data = send(attempts.length, (error) => resolve(error === undefined));
    });
    const delivered = await mesh.result(ended);
    attempts.push({ data: data!, delivered });
  }
  return attempts;
}

/** What is wrong with what was heard: what was delivered comes once, what was perhaps not at most once, in order. */
function fault(heard: Talker["heard"], attempts: readonly Attempt[]): string {
  let at = 0;
  for (const { data, delivered } of attempts) {
    const here = heard[at];
    if (here && toHex(here.data) === toHex(data)) at++;
    else if (delivered) return `message of ${data.length} octets is missing at ${at}`;
  }
  return at === heard.length ? "" : `${heard.length - at} too many`;
}

/** What of `expected` was not heard exactly once, in order. */
function difference(heard: Talker["heard"], expected: readonly Uint8Array[]): string {
  const seen = heard.map(({ data }) => toHex(data));
  const wanted = expected.map(toHex);
  if (seen.join() === wanted.join()) return "";
  return `${seen.length} heard, ${wanted.length} sent`;
}

// 5 and the 12 octets of a segment have no divisor in common: segments of every fill are there.
const lengths = Array.from({ length: 77 }, (_, i) => Math.max(5 * i, 1));

test("messages up to the longest come through a lossy air to a unicast address, once each and intact", async (t) => {
  const mesh = new Mesh({ loss: 0.3, seed: 3 });
  const { talker } = talkingNode(mesh, 1);
  const { talker: listener } = talkingNode(mesh, 2);
  const attempts: Attempt[] = [];
  for (const length of lengths) {
    const say = (attempt: number, onEnd: (error: Error | undefined) => void) =>
      talker.say(length, length + attempt, { dst: 2, segmented: true, onEnd });
    attempts.push(...(await deliver(mesh, say)));
    await mesh.clock.run(1000);
  }
  t.is(fault(listener.heard, attempts), "");
  t.is(attempts.filter(({ delivered }) => delivered).length, lengths.length);
  t.is(attempts.at(-1)!.data.length, 379);
  t.true(attempts.length < lengths.length + 5, `${attempts.length} attempts`);
});

test("with the long TransMIC up to 376 octets", async (t) => {
  const mesh = new Mesh({ loss: 0.3, seed: 4 });
  const { talker } = talkingNode(mesh, 1);
  const { talker: listener } = talkingNode(mesh, 2);
  const attempts: Attempt[] = [];
  for (let length = 1; length <= 376; length += 15) {
    const say = (attempt: number, onEnd: (error: Error | undefined) => void) =>
      talker.say(length, length + attempt, { dst: 2, longMic: true, onEnd });
    attempts.push(...(await deliver(mesh, say)));
    await mesh.clock.run(1000);
  }
  t.is(attempts.at(-1)!.data.length, 375);
  t.is(fault(listener.heard, attempts), "");
});

for (const [name, dst] of [
  ["a group", group],
  ["a virtual address", virtualAddress(crypto, label)],
] as const)
  test(`messages to ${name} reach all that listen, once each and intact`, async (t) => {
    const virtual = dst !== group;
    const mesh = new Mesh({ loss: 0.3, seed: 5 });
    const { talker } = talkingNode(mesh, 1);
    const to = { address: dst, label: virtual ? label : undefined };
    const listeners = [2, 3].map((address) => talkingNode(mesh, address, [to]).talker);
    const deaf = talkingNode(mesh, 4).talker;
    const expected: Uint8Array[] = [];
    for (let length = 1; length <= 380; length += 21) {
      expected.push(talker.say(length, length, { dst, ...(virtual && { label }) }));
      await mesh.clock.run(15_000);
    }
    for (const { heard } of listeners) {
      // Nobody acknowledges: what gets lost is lost, but nothing comes twice or damaged.
      const seen = heard.map(({ data }) => toHex(data));
      t.is(new Set(seen).size, seen.length);
      t.true(seen.every((data) => expected.some((sent) => toHex(sent) === data)));
      t.true(seen.length >= expected.length - 3, `${seen.length} of ${expected.length}`);
    }
    t.is(deaf.heard.length, 0);
  });

test("of two labels with one virtual address each gets its own messages", async (t) => {
  const mesh = new Mesh();
  const { talker } = talkingNode(mesh, 1);
  const address = virtualAddress(crypto, label);
  const right = talkingNode(mesh, 2, [{ address, label }]).talker;
  const wrong = talkingNode(mesh, 3, [{ address, label: otherLabel }]);
  const both = talkingNode(mesh, 4, [
    { address, label: otherLabel },
    { address, label },
  ]).talker;
  talker.say(8, 1, { dst: address, label });
  talker.say(80, 2, { dst: address, label });
  await mesh.clock.run(10_000);
  t.is(right.heard.length, 2);
  t.is(both.heard.length, 2);
  t.is(wrong.talker.heard.length, 0);
  t.is(wrong.node.diagnostics.dropped("transport.decrypt"), 2);
});

test("several messages at once to several nodes, each destination in its order", async (t) => {
  const mesh = new Mesh({ loss: 0.1, seed: 6 });
  const { talker } = talkingNode(mesh, 1);
  const listeners = [2, 3, 4].map((address) => talkingNode(mesh, address).talker);
  const expected: Uint8Array[][] = [[], [], []];
  let ended = 0;
  for (let round = 0; round < 4; round++)
    for (const [i] of listeners.entries())
      expected[i]!.push(talker.say(60, 10 * round + i, { dst: 2 + i, onEnd: () => ended++ }));
  await mesh.clock.run(60_000);
  t.is(ended, 12);
  for (const [i, { heard }] of listeners.entries()) t.is(difference(heard, expected[i]!), "");
});

test("nodes talk to each other at the same time", async (t) => {
  const mesh = new Mesh({ loss: 0.3, seed: 7, halfDuplex: true });
  const one = talkingNode(mesh, 1).talker;
  const two = talkingNode(mesh, 2).talker;
  const attempts: [Attempt[], Attempt[]] = [[], []];
  for (let round = 0; round < 10; round++) {
    const [first, second] = await Promise.all([
      deliver(mesh, (i, onEnd) => one.say(100 + round, round + 50 * i, { dst: 2, onEnd })),
      deliver(mesh, (i, onEnd) => two.say(120 + round, round + 50 * i, { dst: 1, onEnd })),
    ]);
    attempts[0].push(...first);
    attempts[1].push(...second);
    await mesh.clock.run(1000);
  }
  t.is(fault(two.heard, attempts[0]), "");
  t.is(fault(one.heard, attempts[1]), "");
});

test("what comes with another key, or none that fits, is counted", async (t) => {
  const mesh = new Mesh();
  const { talker } = talkingNode(mesh, 1);
  const other = talkingNode(mesh, 2);
  other.node.network!.applicationKeys.delete(0, 0);
  talker.say(8, 1, { dst: 2 });
  await mesh.clock.run(1000);
  t.is(other.node.diagnostics.dropped("transport.no-key"), 1);
  t.is(other.talker.heard.length, 0);
});

test("a message that waits until its AppKey is deleted is not sent with an erased key", async (t) => {
  const mesh = new Mesh();
  const { node, talker } = talkingNode(mesh, 1);
  const listener = talkingNode(mesh, 2).talker;
  const results: string[] = [];
  const onEnd = (error: Error | undefined) => results.push(error?.message ?? "delivered");
  const first = talker.say(100, 1, { dst: 2, onEnd });
  talker.say(100, 2, { dst: 2, onEnd });
  await mesh.clock.run(10);
  node.network!.applicationKeys.delete(0, 0);
  await mesh.clock.run(20_000);
  t.deepEqual(results.sort(), ["delivered", "the message's AppKey was deleted"]);
  t.is(difference(listener.heard, [first]), "");
});

test("a delivered message is told, and one to nobody is told so", async (t) => {
  const mesh = new Mesh();
  const { talker } = talkingNode(mesh, 1);
  talkingNode(mesh, 2);
  const results: string[] = [];
  for (const dst of [2, 9])
    talker.say(50, 1, { dst, onEnd: (error) => results.push(`${dst} ${error?.name ?? "well"}`) });
  talker.say(5, 1, { dst: 9, onEnd: (error) => results.push(`short ${error?.name ?? "well"}`) });
  await mesh.clock.run(30_000);
  t.deepEqual(results.sort(), ["2 well", "9 TransportError", "short well"]);
});

test("the end of an IV Update waits until segmented messages are through", async (t) => {
  const mesh = new Mesh();
  const { node, talker } = talkingNode(mesh, 1);
  const listener = talkingNode(mesh, 2);
  const own = node.network!;
  const other = listener.node.network!;
  for (const { sequence } of [own, other]) {
    sequence.testMode = true;
    sequence.update({ type: "start" });
  }
  const data = talker.say(200, 1, { dst: 2 });
  await mesh.clock.run(100);
  // The other node ends the update, and its beacon says so.
  other.sequence.update({ type: "beacon", ivIndex: 8, inProgress: false });
  await mesh.clock.run(30_000);
  t.is(difference(listener.talker.heard, [data]), "");
  t.is(own.sequence.ivIndex, 8);
  const again = talker.say(20, 2, { dst: 2 });
  await mesh.clock.run(5000);
  t.is(difference(listener.talker.heard, [data, again]), "");
});

test("a payload of one octet is a message", (t) => {
  t.is(Octets.encode({ data: new Uint8Array(0) }).length, 1);
});
