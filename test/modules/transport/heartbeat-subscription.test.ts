import test from "ava";
import { HeartbeatSubscription } from "../../../modules/transport/heartbeat-subscription.js";
import { encodeHeartbeat } from "../../../modules/transport/heartbeat.js";
import type { ReceivedControl } from "../../../modules/transport/control-messages.js";
import { TestClock } from "../../support/test-clock.js";

function make() {
  const clock = new TestClock();
  const groups: number[] = [];
  const control = { on: () => undefined, listenTo: (group: number) => groups.push(group) };
  const subscription = new HeartbeatSubscription({ clock, control });
  const receive = (ttl: number, initTtl: number, changes: Partial<ReceivedControl> = {}) =>
    subscription.receiveControl({
      opcode: 0x0a,
      parameters: encodeHeartbeat({ initTtl, features: 0 }).subarray(1),
      src: 5,
      dst: 1,
      ttl,
      ...changes,
    } as ReceivedControl);
  return { clock, groups, receive, subscription };
}

/** InitTTL and TTL of messages one after the other; then the least and the most hops. §3.6.7.3 */
const table: readonly (readonly [
  string,
  readonly (readonly [number, number])[],
  number,
  number,
])[] = [
  ["no message", [], 0x7f, 0],
  ["a neighbour", [[7, 7]], 1, 1],
  ["TTL 0", [[0, 0]], 1, 1],
  ["three relays", [[7, 4]], 4, 4],
  ["the longest way", [[127, 1]], 127, 127],
  [
    "several ways",
    [
      [7, 4],
      [7, 6],
      [9, 4],
    ],
    2,
    6,
  ],
];

for (const [name, messages, minHops, maxHops] of table)
  test(`hops: ${name}`, (t) => {
    const { receive, subscription } = make();
    subscription.subscribe(5, 1, 9);
    for (const [initTtl, ttl] of messages) t.is(receive(ttl, initTtl), undefined);
    t.like(subscription, { count: messages.length, minHops, maxHops });
  });

const dropped: readonly (readonly [string, number, number, Partial<ReceivedControl>, string])[] = [
  ["of another source", 7, 7, { src: 6 }, "transport.heartbeat"],
  ["to another address", 7, 7, { dst: 2 }, "transport.heartbeat"],
  ["with a TTL above InitTTL", 8, 7, {}, "transport.heartbeat"],
  ["that took 128 hops", 0, 127, {}, "transport.heartbeat"],
  ["that is cut", 7, 7, { parameters: new Uint8Array(2) }, "transport.length"],
];

for (const [name, ttl, initTtl, changes, reason] of dropped)
  test(`dropped: a message ${name}`, (t) => {
    const { receive, subscription } = make();
    subscription.subscribe(5, 1, 9);
    t.is(receive(ttl, initTtl, changes), reason as ReturnType<typeof receive>);
    t.is(subscription.count, 0);
  });

test("the count ends at 0xFFFF, and the period with its last millisecond", (t) => {
  const { clock, receive, subscription } = make();
  subscription.subscribe(5, 1, 2);
  for (let i = 0; i < 0x10001; i++) receive(7, 7);
  t.is(subscription.count, 0xffff);
  t.is(subscription.secondsLeft, 2);
  clock.advance(1999);
  t.is(subscription.secondsLeft, 1);
  t.is(receive(7, 7), undefined);
  clock.advance(1);
  t.is(subscription.secondsLeft, 0);
  t.is(receive(7, 7), "transport.heartbeat");
});

test("a group is listened to, an element and no address are not", (t) => {
  const { groups, subscription } = make();
  for (const destination of [0xc123, 1, 0]) subscription.subscribe(5, destination, 3);
  t.deepEqual(groups, [0xc123, 0, 0]);
});
