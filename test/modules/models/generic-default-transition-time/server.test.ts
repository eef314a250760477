import test from "ava";
import { fromHex, toHex } from "../../../../modules/base/bytes.js";
import {
  GenericDefaultTransitionTimeGet,
  GenericDefaultTransitionTimeSet,
  GenericDefaultTransitionTimeSetUnacknowledged,
} from "../../../../modules/models/generic-default-transition-time/messages.js";
import { GenericDefaultTransitionTimeServer } from "../../../../modules/models/generic-default-transition-time/server.js";
import { ModelRig } from "../../../support/model-rig.js";

function make() {
  const changes: number[] = [];
  const server = new GenericDefaultTransitionTimeServer({
    time: 200,
    onChange: (time) => changes.push(time),
  });
  return { changes, rig: new ModelRig([[server]], [server]), server };
}

test("asked and set, with an answer and without", (t) => {
  const { changes, rig, server } = make();
  t.deepEqual(rig.tell(GenericDefaultTransitionTimeGet, {}), { time: 200 });
  t.deepEqual(rig.tell(GenericDefaultTransitionTimeSet, { time: 5000 }), { time: 5000 });
  t.is(rig.tell(GenericDefaultTransitionTimeSetUnacknowledged, { time: 0 }), undefined);
  t.is(server.time, 0);
  t.is(server.transition, undefined);
  t.deepEqual(changes, [5000, 0]);
  t.deepEqual(rig.services.published.map(toHex), ["821032", "821000"]);
});

test("the same time again is answered, and neither stored nor published", (t) => {
  const { changes, rig } = make();
  t.deepEqual(rig.tell(GenericDefaultTransitionTimeSet, { time: 200 }), { time: 200 });
  t.deepEqual(changes, []);
  t.is(rig.services.published.length, 0);
  t.is(rig.services.stored.size, 0);
});

test("it is kept over a power cut, and gone after Node Reset", (t) => {
  const { rig, server } = make();
  rig.tell(GenericDefaultTransitionTimeSet, { time: 600_000 });
  const again = new GenericDefaultTransitionTimeServer();
  rig.services.stored.set(again, rig.services.stored.get(server)!);
  again.start(rig.services);
  t.is(again.time, 600_000);
  server.stop();
  server.reset();
  t.is(server.time, 200);
});

test("a stored octet that is no time is ignored", (t) => {
  const { rig } = make();
  for (const octets of ["3f", "", "0102"]) {
    const server = new GenericDefaultTransitionTimeServer({ time: 700 });
    rig.services.stored.set(server, fromHex(octets));
    server.start(rig.services);
    t.is(server.time, 700, octets);
  }
});

for (const octets of ["820e", "820e3f", "820eff", "820e0101"])
  test(`refused: ${octets}`, (t) => {
    const { rig, server } = make();
    t.false(rig.tellOctets(GenericDefaultTransitionTimeSet, fromHex(octets)));
    t.is(server.time, 200);
  });
