import test from "ava";
import { toHex } from "../../../../modules/base/bytes.js";
import { backoffDelay, standardTiming } from "../../../../modules/provisioning/pb-adv/timing.js";
import { fastTiming, setUp, uuid } from "../../../support/pb-adv-rig.js";
import { TestRandom } from "../../../support/test-random.js";

const linkOpen = (linkId: string, to = uuid) => `${linkId}0003${toHex(to)}`;
const invite = (linkId: string) => `${linkId}00000002140000`;

test("PB-ADV: PDUs of any length go both ways, in order, on an air that loses a third", (t) => {
  // Neither side answers the other here: only an acknowledgement may count.
  const timing = { ...fastTiming, implicitAcknowledgement: false };
  const { clock, provisioner, device } = setUp({ loss: 0.33, seed: 3, timing });
  const link = provisioner.pbAdv.open(uuid, provisioner.callbacks);
  clock.advance(5000, () => provisioner.events.length > 0);
  const random = new TestRandom(9);
  const down = [1, 20, 21, 43, 44, 65, 300].map((length) => random.bytes(length));
  const up = [65, 1, 66].map((length) => random.bytes(length));
  let delivered = 0;
  for (const pdu of down) link.send(pdu, () => delivered++);
  for (const pdu of up) device.links[0]!.send(pdu);
  clock.advance(60_000);
  t.deepEqual(device.events, ["open", ...down.map(toHex)]);
  t.deepEqual(provisioner.events, ["open", ...up.map(toHex)]);
  t.is(delivered, down.length);
  link.close(0);
  clock.advance(10_000);
  t.is(device.events[device.events.length - 1], "close 0 peer");
  t.is(provisioner.events[provisioner.events.length - 1], "close 0 local");
  t.is(clock.pending, 0);
});

test("PB-ADV: a repeated Link Open is acknowledged, and does not reset a link in use", (t) => {
  const { clock, device, sent, tell } = setUp();
  tell(linkOpen("aabbccdd"));
  clock.advance(50);
  tell(linkOpen("aabbccdd"));
  clock.advance(50);
  t.deepEqual(sent(1), ["aabbccdd0007", "aabbccdd0007"]);
  tell(invite("aabbccdd"));
  clock.advance(50);
  tell(linkOpen("aabbccdd"));
  clock.advance(50);
  t.deepEqual(device.events, ["open", "0000"]);
  t.deepEqual(sent(1).slice(2), ["aabbccdd0001"], "only the acknowledgement of the Invite");
  t.is(device.links.length, 1);
});

test("PB-ADV: other links, other devices and what belongs to no link are left alone", (t) => {
  const { clock, device, sent, tell } = setUp();
  tell(linkOpen("11111111", new Uint8Array(16)));
  tell(invite("11111111"));
  tell("111111110007");
  t.is(device.diagnostics.dropped("pb-adv.other-link"), 3);
  tell(linkOpen("aabbccdd"));
  clock.advance(50);
  tell(linkOpen("22222222"));
  tell(invite("22222222"));
  clock.advance(50);
  t.is(device.diagnostics.dropped("pb-adv.other-link"), 5);
  t.deepEqual(device.events, ["open"]);
  t.deepEqual(sent(1), ["aabbccdd0007"]);
});

test("PB-ADV: after its end a late Link Open does not open a link again, another does", (t) => {
  const { clock, device, tell } = setUp();
  tell(linkOpen("aabbccdd"));
  clock.advance(50);
  tell("aabbccdd000b00");
  tell("aabbccdd000b00");
  tell(linkOpen("aabbccdd"));
  clock.advance(50);
  t.deepEqual(device.events, ["open", "close 0 peer"]);
  tell(linkOpen("22222222"));
  clock.advance(50);
  t.deepEqual(device.events, ["open", "close 0 peer", "open"]);
  tell("22222222000b00");
  clock.advance(3000);
  tell(linkOpen("22222222"));
  clock.advance(50);
  t.is(device.events.length, 5, "it is not late for ever");
});

test("PB-ADV: a listener may refuse, or listen no more", (t) => {
  const { clock, device, sent, tell } = setUp();
  device.pbAdv.listen(uuid, () => undefined);
  tell(linkOpen("aabbccdd"));
  device.pbAdv.listen(uuid, undefined);
  tell(linkOpen("aabbccde"));
  clock.advance(100);
  t.deepEqual(sent(1), []);
  t.deepEqual(device.events, []);
});

test("PB-ADV: duplicates earn one acknowledgement at a time", (t) => {
  const { clock, sent, tell } = setUp({ spacing: 20 });
  tell(linkOpen("aabbccdd"));
  clock.advance(50);
  for (let i = 0; i < 20; i++) tell(invite("aabbccdd"));
  clock.advance(200);
  t.is(sent(1).filter((hex) => hex === "aabbccdd0001").length, 1);
  for (let i = 0; i < 20; i++) tell(invite("aabbccdd"));
  clock.advance(200);
  t.is(sent(1).filter((hex) => hex === "aabbccdd0001").length, 2);
});

test("PB-ADV: an acknowledgement stops the segments that still wait", (t) => {
  const { clock, device, sent, tell } = setUp({ spacing: 20 });
  tell(linkOpen("aabbccdd"));
  clock.advance(50);
  device.links[0]!.send(new Uint8Array(65));
  clock.advance(25);
  tell("aabbccdd8001");
  clock.advance(500);
  t.is(sent(1).length, 1 + 2);
});

/** A device that answers an Invite with one segment at once, with that answer ahead of the acknowledgement. */
function answering(answerLead: number) {
  const set = setUp({ timing: { ...fastTiming, answerLead, retransmission: again } });
  const { onPdu } = set.device.callbacks;
  set.device.callbacks.onPdu = (pdu) => {
    onPdu(pdu);
    if (pdu[0] === 0) set.device.links[0]!.send(Uint8Array.of(9, 1));
  };
  set.tell(linkOpen("aabbccdd"));
  set.clock.advance(50);
  set.tell(invite("aabbccdd"));
  return set;
}
const again = { base: 100, spread: 1, factor: 1, cap: 100, least: 100 };
const answer = "aabbccdd80000002020901";
/** Transaction 1 of the provisioner. */
const second = "aabbccdd010000029d0501";
const acknowledgement = "aabbccdd0001";

test("PB-ADV: an acknowledgement goes ahead of the answer, or follows it", (t) => {
  const ahead = answering(0);
  ahead.clock.advance(90);
  t.deepEqual(ahead.sent(1).slice(1), [acknowledgement, answer]);

  const behind = answering(30);
  behind.clock.advance(25);
  t.deepEqual(behind.sent(1).slice(1), [answer]);
  behind.tell(invite("aabbccdd"));
  behind.clock.advance(50);
  t.deepEqual(
    behind.sent(1).slice(1),
    [answer, acknowledgement],
    "one, though it was asked for twice",
  );
});

test("PB-ADV: no acknowledgement follows an answer that arrived", (t) => {
  const arrived = ["aabbccdd8001", second];
  for (const sign of arrived) {
    const { clock, device, sent, tell } = answering(30);
    clock.advance(25);
    tell(sign);
    clock.advance(90);
    t.false(sent(1).includes(acknowledgement), sign);
    t.is(device.diagnostics.dropped("pb-adv.fcs"), 0);
    t.is(sent(1).filter((hex) => hex === answer).length, 1, sign);
  }
});

test("PB-ADV: what is not answered at once is acknowledged at once", (t) => {
  const { clock, device, sent, tell } = answering(30);
  clock.advance(500);
  const before = sent(1).length;
  // Transaction 1, which this device has no answer to.
  tell(second);
  clock.advance(25);
  t.deepEqual(sent(1).slice(before), ["aabbccdd0101"]);
  t.deepEqual(device.events, ["open", "0000", "0501"]);
});

test("PB-ADV: Link Close goes out as often as the timing says, and again for a peer that missed it", (t) => {
  for (const [timing, events] of [
    [fastTiming, 3],
    [standardTiming, 6],
  ] as const) {
    const { clock, device, sent, tell } = setUp({ timing });
    tell(linkOpen("aabbccdd"));
    clock.advance(500);
    const before = sent(1).length;
    device.links[0]!.close(2);
    device.links[0]!.close(0);
    t.deepEqual(device.events, ["open", "close 2 local"]);
    clock.advance(500);
    t.deepEqual(sent(1).slice(before), Array(events).fill("aabbccdd000b02"));
    tell(invite("aabbccdd"));
    clock.advance(500);
    t.is(sent(1).length, before + 2 * events);
    clock.advance(2000);
    tell(invite("aabbccdd"));
    clock.advance(500);
    t.is(sent(1).length, before + 2 * events, "no longer after a while");
    t.is(clock.pending, 0);
  }
});

test("PB-ADV: a PDU that is never acknowledged closes the link with reason timeout", (t) => {
  for (const timing of [fastTiming, standardTiming]) {
    const { clock, device, sent, tell } = setUp({ timing });
    tell(linkOpen("aabbccdd"));
    clock.advance(500);
    device.links[0]!.send(Uint8Array.of(9, 1), () => t.fail("nobody has it"));
    clock.advance(29_900);
    t.deepEqual(device.events, ["open"]);
    clock.advance(1000);
    t.deepEqual(device.events, ["open", "close 1 local"]);
    const tries = sent(1).filter((hex) => hex.startsWith("aabbccdd8000")).length;
    t.true(tries > 20 && tries < 200, `${tries}`);
  }
});

test("PB-ADV: Link Open is repeated until it is given up", (t) => {
  for (const timing of [fastTiming, standardTiming]) {
    const { clock, provisioner, sent } = setUp({ timing });
    const link = provisioner.pbAdv.open(new Uint8Array(16), provisioner.callbacks);
    link.send(Uint8Array.of(0, 0));
    clock.advance(timing.openTimeout - 1);
    t.deepEqual(provisioner.events, []);
    t.true(sent(0).length > 8);
    t.is(new Set(sent(0)).size, 1);
    clock.advance(10);
    t.deepEqual(provisioner.events, ["close 1 local"]);
  }
});

test("PB-ADV: with the standard timing only an acknowledgement counts", (t) => {
  for (const [timing, delivered] of [
    [fastTiming, true],
    [{ ...fastTiming, implicitAcknowledgement: false }, false],
  ] as const) {
    const { clock, device, tell } = setUp({ timing });
    tell(linkOpen("aabbccdd"));
    clock.advance(50);
    let heard = false;
    device.links[0]!.send(Uint8Array.of(9, 1), () => (heard = true));
    tell(invite("aabbccdd"));
    t.is(heard, delivered);
  }
});

test("PB-ADV: malformed PDUs are counted by reason", (t) => {
  const { device, clock, tell } = setUp();
  tell("aabbccdd00");
  tell("aabbccdd0003aa");
  t.is(device.diagnostics.dropped("pb-adv.length"), 2);
  tell(linkOpen("aabbccdd"));
  clock.advance(50);
  tell("aabbccdd000f");
  t.is(device.diagnostics.dropped("pb-adv.control"), 1);
  tell("aabbccdd00040002140000");
  t.is(device.diagnostics.dropped("pb-adv.segment"), 1);
  tell("aabbccdd00000002150000");
  t.is(device.diagnostics.dropped("pb-adv.fcs"), 1);
  tell("aabbccdd80000002140000");
  t.is(device.diagnostics.dropped("pb-adv.transaction"), 1);
  t.deepEqual(device.events, ["open"]);
});

test("PB-ADV: random octets on an open link never throw, and a PDU still comes through", (t) => {
  const { clock, device, tell } = setUp();
  const random = new TestRandom(23);
  tell(linkOpen("aabbccdd"));
  clock.advance(50);
  let closed = 0;
  for (let i = 0; i < 3000; i++) {
    const octets = random.bytes(1 + random.below(20));
    // A Link Close would be obeyed.
    if (octets.length === 3 && octets[1] === 0x0b) closed++;
    else tell(`aabbccdd${toHex(octets)}`);
    if (i % 10 === 0) clock.advance(20);
  }
  t.true(closed < 5);
  const drops = Object.values(device.diagnostics.drops());
  t.true(drops.reduce((sum, count) => sum + count, 0) > 1000);
  tell(invite("aabbccdd"));
  t.deepEqual(device.events, ["open", "0000"]);
});

test("PB-ADV: close drops links silently", (t) => {
  const { clock, air, device, provisioner } = setUp();
  const link = provisioner.pbAdv.open(uuid, provisioner.callbacks);
  clock.advance(100);
  link.send(new Uint8Array(65));
  const count = air.log.length;
  provisioner.pbAdv.close();
  device.pbAdv.close();
  clock.advance(40_000);
  t.is(air.log.length, count);
  t.deepEqual([...provisioner.events, ...device.events], ["open", "open"]);
  t.is(clock.pending, 0);
});

test("PB-ADV: waits grow by the factor, spread, up to the cap", (t) => {
  const random = new TestRandom(1);
  const backoff = { base: 20, spread: 2, factor: 1.6, cap: 400 };
  for (let tries = 0; tries < 12; tries++)
    for (let i = 0; i < 20; i++) {
      const delay = backoffDelay(backoff, tries, random);
      const least = Math.min(400, 20 * 1.6 ** tries);
      t.true(delay >= least && delay <= Math.min(400, 2 * least), `${tries}: ${delay}`);
    }
});
