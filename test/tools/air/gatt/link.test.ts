import test from "ava";
import { VirtualClock } from "../../../../hosts/node/virtual-clock.js";
import { Link } from "../../../../tools/air/gatt/link.js";
import type { LinkEnd, Side } from "../../../../tools/air/gatt/link-side.js";
import { TestRandom } from "../../../support/test-random.js";

/** A link whose packets `receives` decides on; what its ends get is in `log`. */
function rig(receives: (side: Side) => boolean = () => true, interval = 15) {
  const clock = new VirtualClock();
  const link = new Link({ clock, interval, latency: 0, supervision: 1000, receives });
  const log: string[] = [];
  const received: number[][] = [[], []];
  const times: number[] = [];
  const end = (side: Side): LinkEnd => ({
    receive: (fragment) => {
      received[side]!.push(fragment[0]!);
      times.push(clock.now());
    },
    acknowledged: () => log.push(`${side} acknowledged`),
    closed: (reason) => log.push(`${side} closed ${reason}`),
    updated: (parameters) => log.push(`${side} updated ${parameters.interval}`),
    lengthChanged: () => log.push(`${side} length ${link.dataLength(0)}/${link.dataLength(1)}`),
    parametersRequested: (wanted) => log.push(`${side} requested ${wanted.interval}`),
    updateRefused: () => log.push(`${side} refused`),
  });
  link.attach(0, end(0));
  link.attach(1, end(1));
  const until = (time: number) => clock.advanceTo(time);
  const send = (side: Side, octet: number, length = 27) =>
    link.send(side, new Uint8Array(length).fill(octet), true);
  return { clock, link, log, received, send, times, until };
}

test("an event has as many PDUs of both sides as fit into the interval, in order, as long as they last on the air", (t) => {
  const { link, received, send, times, until } = rig();
  for (let i = 0; i < 100; i++) send(0, i);
  for (let i = 0; i < 3; i++) send(1, 200 + i);
  until(29.9);
  // (10 + 27) octets and an empty packet at 8 us each, and twice 150 us
  t.true(received[1]!.length >= 18 && received[1]!.length <= 22, `${received[1]!.length}`);
  t.deepEqual(received[0], [200, 201, 202]);
  t.true(Math.abs(times[0]! - 15 - 0.296) < 1e-6);
  until(200);
  t.deepEqual(
    received[1],
    Array.from({ length: 100 }, (_, i) => i),
  );
  t.true(link.open);
});

test("packets that are lost are repeated: each PDU arrives once, in order, and is acknowledged once", (t) => {
  const random = new TestRandom(4);
  const { log, received, send, until } = rig(() => random.below(3) > 0);
  for (let i = 0; i < 40; i++) send(0, i);
  for (let i = 0; i < 40; i++) send(1, i);
  until(5000);
  const all = Array.from({ length: 40 }, (_, i) => i);
  t.deepEqual(received, [all, all]);
  t.is(log.filter((line) => line === "0 acknowledged").length, 40);
  t.is(log.filter((line) => line === "1 acknowledged").length, 40);
});

test("what is queued during an event waits for the next one", (t) => {
  const { clock, link, times, until } = rig();
  link.attach(1, {
    receive: () => link.send(1, Uint8Array.of(9), true),
    acknowledged: () => undefined,
    closed: () => undefined,
  });
  link.send(0, Uint8Array.of(1), true);
  until(29);
  t.deepEqual(times, []);
  until(clock.now() + 15);
  t.is(times.length, 1);
});

test("an end comes after the data, at both sides, with the reason that was given", (t) => {
  const { link, log, received, send, until } = rig();
  send(1, 7);
  link.close(1, 0x14);
  t.false(link.open);
  send(1, 8);
  t.deepEqual(log, [], "not during the call");
  until(100);
  t.deepEqual(received[0], [7]);
  t.deepEqual(log, ["1 acknowledged", "1 closed 22", "0 closed 20"]);
});

test("without a packet in six events it was not established; without one in the timeout it is lost", (t) => {
  const never = rig(() => false);
  never.until(200);
  t.deepEqual(never.log, ["0 closed 62", "1 closed 62"]);
  let inReach = true;
  const later = rig(() => inReach);
  later.until(100);
  inReach = false;
  later.until(1000);
  t.deepEqual(later.log, []);
  later.until(1200);
  t.deepEqual(later.log, ["0 closed 8", "1 closed 8"]);
  const gone = rig();
  gone.until(100);
  gone.link.vanish(0);
  gone.until(1300);
  t.deepEqual(gone.log, ["1 closed 8"], "a side that is gone gets nothing");
  const closing = rig(() => inReach);
  inReach = true;
  closing.until(100);
  inReach = false;
  closing.link.close(0);
  closing.until(1300);
  t.deepEqual(closing.log, ["0 closed 22", "1 closed 8"]);
});

test("parameters and data length: changes, requests and refusals reach both sides", (t) => {
  const { link, log, until } = rig();
  link.setDataLength(0, 251);
  until(31);
  t.deepEqual(log.splice(0), ["0 length 251/27", "1 length 251/27"]);
  link.setDataLength(0, 251);
  until(100);
  t.deepEqual(log.splice(0), []);
  link.requestParameters({ interval: 30, latency: 0, supervision: 1000 });
  until(140);
  t.deepEqual(log.splice(0), ["0 requested 30"]);
  link.refuseParameters();
  until(180);
  t.deepEqual(log.splice(0), ["1 refused"]);
  link.update({ interval: 30, latency: 0, supervision: 1000 });
  until(400);
  t.deepEqual(log.splice(0), ["0 updated 30", "1 updated 30"]);
  t.is(link.parameters.interval, 30);
});
