import test from "ava";
import { VirtualClock } from "../../../../hosts/node/virtual-clock.js";
import { VirtualAir } from "../../../../tools/air/air.js";
import { airtime } from "../../../../tools/air/parameters.js";
import { AirMeter } from "../../../../tools/simulate/fast/air-meter.js";

const uuid = "dddd".padEnd(32, "0");

/** Length, type, Link ID, transaction number, Link Open, UUID: 24 octets. */
function linkOpen(id: number): Uint8Array {
  return Uint8Array.of(23, 0x29, 0, 0, 0, id, 0, 0x03, 0xdd, 0xdd, ...new Uint8Array(14));
}

function measured() {
  const clock = new VirtualClock();
  const air = new VirtualAir({ clock, seed: 1 });
  const meter = new AirMeter(air);
  const station = air.attach({ name: "a" });
  air.attach({ name: "b" });
  const send = (data: Uint8Array) => void station.advertise(data, 1, 20, () => undefined);
  return { clock, meter, send };
}

test("traffic by tenths of a second", async (t) => {
  const { clock, meter, send } = measured();
  send(Uint8Array.of(2, 0x01, 6));
  await clock.run(250);
  const [first, second] = meter.slots;
  t.is(meter.slots.length, 2);
  t.like(first, { events: 1, airtime: airtime(3), packets: 0, collisions: 0 });
  t.like(second, { events: 0, airtime: 0 });
});

test("links by who they are opened to: each is counted once", async (t) => {
  const { clock, meter, send } = measured();
  for (const [i, id] of [1, 1, 2].entries()) {
    send(linkOpen(id));
    await clock.run(50 * (i + 1));
  }
  t.is(meter.linksTo(uuid), 2);
  t.is(meter.links, 2);
  t.is(meter.linksTo("00"), 0);
});

test("what was before counts for nothing", async (t) => {
  const { clock, meter, send } = measured();
  send(linkOpen(1));
  await clock.run(230);
  meter.restart();
  await clock.run(350);
  t.is(meter.links, 0);
  t.is(meter.slots.length, 1);
  t.is(meter.slots[0]!.events, 0);
  meter.close();
  send(linkOpen(2));
  await clock.run(500);
  t.is(meter.links, 0);
});
