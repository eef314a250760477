// What one end of a link reports, and in which order; and how closing gets to the other end.
import test from "ava";
import { toHex } from "../../../../modules/base/bytes.js";
import { standardTiming } from "../../../../modules/provisioning/pb-adv/timing.js";
import { setUp, uuid } from "../../../support/pb-adv-rig.js";
import type { TestAir } from "../../../support/test-air.js";

for (const [who, from] of [
  ["the provisioner", 0],
  ["the device", 1],
] as const)
  test(`PB-ADV: the acknowledgement is lost and the answer heard: "delivered" comes before "onPdu", at ${who}`, (t) => {
    const { air, clock, provisioner, device } = setUp({ timing: standardTiming });
    const link = provisioner.pbAdv.open(uuid, provisioner.callbacks);
    clock.advance(1000);
    // The low 2 bits 01: an acknowledgement.
    let deaf = true;
    air.filter = (sender, to, data) =>
      !(deaf && to === from && sender !== from && data[7] === 0x01);
    const own = from === 0 ? provisioner : device;
    const other = from === 0 ? device : provisioner;
    const [mine, theirs] = from === 0 ? [link, device.links[0]!] : [device.links[0]!, link];
    other.callbacks.onPdu = (pdu) => {
      other.events.push(toHex(pdu));
      theirs.send(Uint8Array.of(2, pdu[0]!));
    };
    mine.send(Uint8Array.of(7), () => own.events.push("delivered"));
    clock.advance(2000);
    t.deepEqual(own.events, ["open", "delivered", "0207"]);
    // §5.3.3: it is sent until it is acknowledged, and the next one waits for that.
    mine.send(Uint8Array.of(8), () => own.events.push("delivered"));
    clock.advance(2000);
    t.deepEqual(other.events, ["open", "07"]);
    deaf = false;
    clock.advance(5000);
    t.deepEqual(own.events, ["open", "delivered", "0207", "delivered", "0208"]);
    t.deepEqual(other.events, ["open", "07", "08"]);
  });

/** Times at which a radio sent a Link Close. */
function closes({ log }: TestAir, from: number): number[] {
  return log
    .filter((packet) => packet.from === from && packet.data[7] === 0x0b)
    .map(({ time }) => time);
}

for (const sets of [1, 3])
  test(`PB-ADV: a Link Close has six events over 300 ms at least; advertising sets: ${sets}`, (t) => {
    const { air, clock, provisioner, device } = setUp({ timing: standardTiming, sets });
    const link = provisioner.pbAdv.open(uuid, provisioner.callbacks);
    clock.advance(1000);
    // The device hears the last of them alone.
    let heard = 0;
    air.filter = (from, _to, data) => from !== 0 || data[7] !== 0x0b || ++heard > 5;
    link.close(2);
    clock.advance(5000);
    const times = closes(air, 0);
    t.is(times.length, 6);
    t.true(times[5]! - times[0]! >= 300, `${times[5]! - times[0]!} ms`);
    t.deepEqual(device.events, ["open", "close 2 peer"]);
    t.deepEqual(provisioner.events, ["open", "close 2 local"]);
    t.is(clock.pending, 0);
  });

test("PB-ADV: a Link Close is given up early when the peer acknowledges it by its own", (t) => {
  const { air, clock, provisioner, sent, tell } = setUp({ timing: standardTiming });
  const link = provisioner.pbAdv.open(uuid, provisioner.callbacks);
  clock.advance(1000);
  const linkId = sent(0)[0]!.slice(0, 8);
  air.filter = (from) => from < 0;
  link.close(0);
  clock.advance(120);
  const before = closes(air, 0).length;
  t.true(before >= 1 && before <= 2, `${before}`);
  tell(`${linkId}000b00`);
  t.is(clock.pending, 0, "nothing is left to be done");
  clock.advance(5000);
  t.is(closes(air, 0).length, before);
  t.deepEqual(provisioner.events, ["open", "close 0 local"]);
});
