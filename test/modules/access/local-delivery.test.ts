import test from "ava";
import { Abort } from "../../../modules/base/abort.js";
import { virtualAddress } from "../../../modules/crypto/toolbox.js";
import { crypto } from "../../support/crypto.js";
import { Mesh } from "../../support/mesh.js";
import { talkingNode } from "../../support/talker.js";

const own = 0x0001;
const group = 0xc000;
const label = new Uint8Array(16).fill(0x4c);
const dst = virtualAddress(crypto, label);
const subscriptions = [
  { address: group, label: undefined },
  { address: dst, label },
];

/** Octets, how they are sent, and whether another node of the destination gets them too. */
const table = [
  ["one PDU to its element", 5, { dst: own }, false],
  ["the longest message to its element", 380, { dst: own }, false],
  ["the long TransMIC", 376, { dst: own, longMic: true }, false],
  ["one that asks for segments", 5, { dst: own, segmented: true }, false],
  ["TTL 0", 5, { dst: own, ttl: 0 }, false],
  ["TTL 1", 380, { dst: own, ttl: 1 }, false],
  ["a signal that is not used", 380, { dst: own, signal: new Abort() }, false],
  ["a group", 5, { dst: group }, true],
  ["a group, many segments", 380, { dst: group }, true],
  ["a group, the long TransMIC", 376, { dst: group, longMic: true }, true],
  ["a group, TTL 0", 5, { dst: group, ttl: 0 }, true],
  ["a group, TTL 1", 376, { dst: group, longMic: true, ttl: 1 }, false],
  ["a virtual address", 300, { dst, label }, true],
  ["a virtual address, TTL 1", 10, { dst, label, ttl: 1 }, false],
  ["a fixed group", 5, { dst: 0xffff }, true],
] as const;

for (const [name, length, options, leaves] of table)
  test(`what a node sends to itself its model gets once, and start and end are told once: ${name}`, async (t) => {
    const mesh = new Mesh();
    const { node, talker } = talkingNode(mesh, own, subscriptions);
    const peer = talkingNode(mesh, 0x0100, subscriptions);
    const told: string[] = [];
    const onStart = () => told.push("start");
    const onEnd = (error: Error | undefined) => told.push(error ? error.message : "end");
    const data = talker.say(length, 3, { ...options, onStart, onEnd });
    t.deepEqual(told, []);
    await mesh.clock.run(20_000);
    t.deepEqual(told, ["start", "end"]);
    t.deepEqual(
      talker.heard.map((heard) => heard.data),
      [data],
    );
    t.is(peer.talker.heard.length, leaves ? 1 : 0);
    t.like(node.state, { messagesSent: 1, messagesReceived: 1, drops: {} });
    // Neither list knows of it: any number of its own address would still be new.
    t.true(node.network!.replay.isNew(own, node.network!.sequence.ivIndex, 0));
  });

test("a group that is listened to for heartbeats alone is none of the node's: messages to it only leave it", async (t) => {
  const mesh = new Mesh();
  const { node, talker } = talkingNode(mesh, own);
  const peer = talkingNode(mesh, 0x0100, subscriptions);
  node.network!.heartbeatSubscription.subscribe(5, group, 5);
  talker.say(5, 3, { dst: group });
  await mesh.clock.run(2000);
  t.is(peer.talker.heard.length, 1);
  t.deepEqual(node.state.drops, {});
  t.throws(() => talker.say(5, 3, { dst: group, ttl: 1 }), { message: /ttl 1/ });
});
