import test from "ava";
import { VirtualClock } from "../../../../hosts/node/virtual-clock.js";
import { VirtualAir, type VirtualAirOptions } from "../../../../tools/air/air.js";
import type { Link } from "../../../../tools/air/gatt/link.js";
import { RadioShare, shortestEvent } from "../../../../tools/air/gatt/radio-share.js";
import { openLink } from "../../../../tools/air/gatt/virtual-link.js";
import { eventTime } from "../../../../tools/air/parameters.js";

const data = new Uint8Array(31).fill(1);
const none = () => undefined;
const ends = { receive: none, acknowledged: none, closed: none };

/** A peripheral with connections to so many centrals, none of which advertises or scans. */
function connected(
  count: number,
  interval: number,
  options: Partial<VirtualAirOptions> = { model: "kind" },
) {
  const clock = new VirtualClock();
  const air = new VirtualAir({ clock, seed: 1, lossRate: 0, ...options });
  const peripheral = air.attach({ name: "peripheral" });
  const parameters = { interval, latency: 0, supervision: 1000 };
  const links: Link[] = [];
  const closed: number[] = [];
  for (let i = 0; i < count; i++) {
    const central = air.attach({ name: `central ${i}` });
    const link = openLink(air, central, peripheral, [i + 1, 0], parameters);
    link.attach(0, ends);
    link.attach(1, { ...ends, closed: (reason) => closed.push(reason) });
    links.push(link);
  }
  return { air, clock, closed, links, peripheral };
}

test("what is on the air during connection events is not heard, and counted; what is before and behind is", (t) => {
  const hear = (count: number, options: Partial<VirtualAirOptions> = { model: "kind" }) => {
    const { air, clock, peripheral } = connected(count, 7.5, options);
    peripheral.scan(none);
    air.attach({ name: "sender" }).advertise(data, 4000, 20, none);
    clock.advanceTo(100_000);
    return peripheral.counters;
  };
  const plain = hear(0);
  t.is(plain.connected, 0);
  const one = hear(1);
  t.is(one.heard + one.connected, plain.heard);
  // A packet lasts 0.376 ms, an idle connection event 0.31 ms, with 0.15 ms on either side.
  const expected = (0.376 + shortestEvent + 0.3) / 7.5;
  t.true(Math.abs(one.connected / plain.heard - expected) < 0.02, `${one.connected} ${expected}`);
  const deaf = hear(1, { model: "kind", deafness: 3 });
  t.is(deaf.connected, one.connected);
  t.is(deaf.heard + deaf.connected + deaf.deaf, plain.heard);
  t.true(Math.abs(deaf.deaf / plain.heard - (3 - 0.15) / 7.5) < 0.03);
  t.is(hear(1, { model: "ideal" }).connected, 0, "the ideal air has no radios");
});

test("advertising waits for connection events, and loses none of its own", (t) => {
  const { air, clock, links, peripheral } = connected(1, 10);
  const spans: [number, number][] = [];
  air.onPacket(({ start }) => spans.push([start, start + 0.376]));
  let done = 0;
  peripheral.advertise(data, 400, 20, () => done++);
  clock.advanceTo(20_000);
  t.is(done, 1);
  t.is(spans.length, 1200);
  for (const [start, end] of spans) {
    const phase = start % 10;
    t.true(phase >= shortestEvent, `${start}`);
    t.true(phase + end - start <= 10, `${start}`);
  }
  t.true(links[0]!.open);
});

test("an advertising event that was begun before the connection costs it one event", (t) => {
  const share = new RadioShare();
  const user = { nextEvent: 10 };
  share.add(user);
  t.false(share.begin(user, 10, 11));
  t.true(share.begin(user, 20, 11));
});

test("two connections whose events come at the same time have them in turn, and none is lost", (t) => {
  const { clock, closed, links } = connected(2, 15);
  const received = [0, 0];
  links.forEach((link, i) => {
    link.attach(1, { ...ends, receive: () => received[i]!++ });
  });
  for (let i = 0; i < 400; i++) {
    for (const link of links) link.send(0, Uint8Array.of(1), true);
    clock.advanceTo((i + 1) * 60);
  }
  t.deepEqual(received, [400, 400]);
  t.deepEqual(closed, []);
});

test("an advertising event fits before the next connection event, or waits until that is over", (t) => {
  const share = new RadioShare();
  let nextEvent = 100;
  const user = {
    get nextEvent() {
      return nextEvent;
    },
  };
  const duration = eventTime(31);
  t.is(share.freeFrom(50, duration), 50);
  share.add(user);
  t.is(share.freeFrom(50, duration), 50);
  t.is(share.freeFrom(99, duration), 100 + shortestEvent + 0.15);
  t.true(share.begin(user, 100, 0));
  nextEvent = 200;
  share.lasts(104);
  t.is(share.freeFrom(101, duration), 104.15);
  t.true(share.servesDuring(103, 103.3));
  t.true(share.servesDuring(104.1, 104.3));
  t.false(share.servesDuring(104.2, 104.5));
  t.true(share.servedWithin(3, 106));
  t.false(share.servedWithin(3, 107.1));
  share.delete(user);
  t.is(share.freeFrom(199, duration), 199);
});
