import "../../../../modules/checks/install.js";
import test from "ava";
import type { MessageContext } from "../../../../modules/access/model.js";
import { fromHex } from "../../../../modules/base/bytes.js";
import {
  TaiUtcDeltaGet,
  TaiUtcDeltaSet,
  TimeGet,
  TimeRoleGet,
  TimeRoleSet,
  TimeSet,
  TimeStatus,
  TimeZoneGet,
  TimeZoneSet,
} from "../../../../modules/models/time/messages.js";
import type { MeshTime, TimeRole } from "../../../../modules/models/time/mesh-time.js";
import { TimeServer, type TimeServerOptions } from "../../../../modules/models/time/server.js";
import { TimeSetupServer } from "../../../../modules/models/time/setup-server.js";
import { ModelRig } from "../../../support/model-rig.js";
import { publicationTo } from "../../../support/publication.js";

/** 2026-03-29T00:00:00Z, an hour before daylight saving time begins in Europe. */
const start = 827_971_237;

function time(changes: Partial<MeshTime> = {}): MeshTime {
  return { tai: start, uncertainty: 20, authority: false, taiUtcDelta: 37, zone: 60, ...changes };
}

function make(options: TimeServerOptions = {}) {
  const server = new TimeServer(options);
  const setup = new TimeSetupServer(server);
  const rig = new ModelRig([[server, setup]], [server]);
  const published = () =>
    rig.services.published
      .splice(0)
      .map((payload) => TimeStatus.decode(payload, payload.length)!.time);
  /** Sends a Status message as a neighbour does. */
  const hear = (changes: Partial<MeshTime>) => rig.tell(TimeStatus, { time: time(changes) });
  return { hear, published, rig, server, setup };
}

/** The answer to a message, which takes up to half a second. */
function ask({ rig }: ReturnType<typeof make>, context: Partial<MessageContext> = {}) {
  rig.services.replies.length = 0;
  rig.tell(TimeGet, {}, context);
  const before = rig.clock.now();
  while (rig.services.replies.length === 0) rig.clock.advance(1);
  const [payload] = rig.services.replies;
  const answer = TimeStatus.decode(payload!, payload!.length)!.time;
  return { answer, after: rig.clock.now() - before };
}

test("a new device does not know the time: TAI 0 alone", (t) => {
  const made = make();
  t.is(made.server.time, undefined);
  t.is(made.server.local, undefined);
  t.is(ask(made).answer, undefined);
});

test("the time passes in steps of 1/256 s; its uncertainty grows with the drift of the clock", (t) => {
  const { rig, server } = make({ drift: 100 });
  server.set(time({ tai: start + 0.5 }));
  rig.clock.advance(250);
  t.is(server.time!.tai, start + 0.75);
  t.is(server.time!.uncertainty, 20.025);
  rig.clock.advance(3_600_000);
  // 100 millionths of an hour.
  t.is(server.time!.uncertainty, 20 + 360.025);
  t.is(server.local, start + 0.75 + 3600 - 37 + 3600);
  t.is(make({ drift: 0 }).server.time, undefined);
});

test("an answer has the time at which it is sent, 20 to 50 ms later; to a group up to 500 ms", (t) => {
  const made = make({ drift: 0 });
  made.server.set(time());
  let longest = 0;
  for (let i = 0; i < 50; i++) {
    const asked = ask(made);
    t.true(asked.after >= 20 && asked.after <= 50, `${asked.after}`);
    t.is(asked.answer!.tai, Math.floor(made.server.time!.tai * 256) / 256);
    longest = Math.max(longest, ask(made, { dst: 0xc000 }).after);
  }
  t.true(longest > 50 && longest <= 500, `${longest}`);
});

test("an answer that is collected with others is given at once; none is sent once the node has left", (t) => {
  const { rig, server } = make();
  server.set(time());
  const collected: Uint8Array[] = [];
  const collect = (payload: Uint8Array) => collected.push(payload) > 0;
  rig.tell(TimeGet, {}, { collect });
  t.is(rig.services.replies.length + collected.length, 1);
  rig.services.replies.length = 0;
  rig.tell(TimeGet, {});
  server.stop();
  rig.clock.advance(1000);
  t.is(rig.services.replies.length, 0);
});

test("Time Set by the setup server: taken whatever the role, answered, and unknown with TAI 0", (t) => {
  const made = make();
  const { rig, server } = made;
  rig.tell(TimeSet, { time: time({ authority: true }) });
  rig.clock.advance(50);
  const [payload] = rig.services.replies;
  t.like(TimeStatus.decode(payload!, payload!.length)!.time, { authority: true, zone: 60 });
  t.is(server.time!.authority, true);
  rig.tell(TimeSet, { time: time({ tai: 0, zone: 0 }) });
  t.is(server.time, undefined);
  t.is(server.zone.current, 60);
  t.is(ask(made).answer, undefined);
});

/** What a server with a role does with a time that it hears. */
const heard: readonly (readonly [
  role: TimeRole,
  own: Partial<MeshTime> | undefined,
  received: Partial<MeshTime>,
  taken: boolean,
])[] = [
  ["none", undefined, {}, false],
  ["authority", undefined, { authority: true }, false],
  ["relay", undefined, {}, true],
  ["client", undefined, { uncertainty: 2550 }, true],
  ["client", { uncertainty: 100 }, { uncertainty: 70 }, true],
  ["client", { uncertainty: 100 }, { uncertainty: 80 }, false],
  ["client", { uncertainty: 10 }, { uncertainty: 2000, authority: true }, true],
  ["client", { uncertainty: 100, authority: true }, { uncertainty: 0 }, false],
  ["relay", { uncertainty: 100, authority: true }, { uncertainty: 70, authority: true }, true],
  ["authority", { uncertainty: 100 }, { uncertainty: 0, authority: true }, false],
];

for (const [role, own, received, taken] of heard)
  test(`${role} with ${JSON.stringify(own)} hears ${JSON.stringify(received)}: ${taken ? "taken" : "ignored"}`, (t) => {
    const { hear, published, rig, server } = make({ role, drift: 0 });
    if (own) server.set(time({ ...own, tai: start - 500 }));
    rig.clock.advance(1000);
    published();
    hear({ ...received, zone: 120 });
    t.is(server.time?.tai, taken ? start : own && start - 499);
    t.is(server.zone.current, taken ? 120 : own ? 60 : 0);
    if (taken) t.is(server.time!.uncertainty, (received.uncertainty ?? 20) + 30);
    rig.clock.advance(19);
    t.deepEqual(published(), []);
    rig.clock.advance(30);
    t.is(published().length, taken && role === "relay" ? 1 : 0);
  });

test("a time that its sender does not know is ignored", (t) => {
  const { rig, server } = make({ role: "client" });
  server.set(time());
  rig.tell(TimeStatus, { time: undefined });
  t.is(server.time!.tai, start);
});

test("a relay relays once in 30 s, with the time at which it does", (t) => {
  const { hear, published, rig, server } = make({ role: "relay", drift: 0 });
  for (let second = 0; second <= 61; second++) {
    hear({ tai: start + second });
    rig.clock.advance(1000);
    const relayed = published();
    t.is(relayed.length, second % 30 === 0 ? 1 : 0, `${second}`);
    for (const each of relayed)
      t.true(each!.tai - start - second >= 0.015 && each!.tai - start - second < 0.05);
  }
  t.is(server.time!.uncertainty, 50);
});

test("published without being asked: authority and relay alone, only a time that is known, with TTL 0", (t) => {
  for (const role of ["none", "authority", "relay", "client"] as const) {
    const { published, server } = make({ role });
    t.is(server.publishTtl, 0);
    t.is(server.publicationPayload(), undefined);
    server.set(time());
    const publishes = role === "authority" || role === "relay";
    t.is(published().length, publishes ? 1 : 0, role);
    t.is(server.publicationPayload() !== undefined, publishes);
    server.configuration = { bindings: [0], publication: publicationTo(0xc000) };
    server.set(undefined);
    t.is(published().length, 0);
  }
});

test("the zone changes at its second of TAI, and not before", (t) => {
  const told: (number | undefined)[] = [];
  const { rig, server } = make({ zone: 60, onChange: (now) => told.push(now?.zone) });
  const jumps: (number | undefined)[] = [];
  server.follow({ timeChanged: (jump) => jumps.push(jump) });
  const change = { next: 120, changeAt: start + 3600 };
  t.deepEqual(rig.tell(TimeZoneSet, change), { current: 60, ...change });
  server.set(time());
  const local = server.local!;
  rig.clock.advance(3_599_999);
  t.deepEqual(rig.tell(TimeZoneGet, {}), { current: 60, ...change });
  rig.clock.advance(1);
  t.deepEqual(rig.tell(TimeZoneGet, {}), { current: 120, next: 120, changeAt: 0 });
  t.is(server.local, local + 7200);
  t.deepEqual(jumps, [undefined, 3600]);
  t.deepEqual(told, [60, 120]);
});

test("a leap second: the difference to UTC changes, and the last second of the day comes twice", (t) => {
  const { rig, server } = make({ taiUtcDelta: 36 });
  const midnight = 536_544_037;
  const change = { next: 37, changeAt: midnight };
  t.deepEqual(rig.tell(TaiUtcDeltaSet, change), { current: 36, ...change });
  server.set(time({ tai: midnight - 2, taiUtcDelta: 36, zone: 0 }));
  const jumps: (number | undefined)[] = [];
  server.follow({ timeChanged: (jump) => jumps.push(jump) });
  const locals: number[] = [];
  for (let i = 0; i < 4; i++) {
    locals.push(server.local! - 536_544_000);
    rig.clock.advance(1000);
  }
  t.deepEqual(locals, [-1, 0, 0, 1]);
  t.deepEqual(jumps, [-1]);
  t.deepEqual(rig.tell(TaiUtcDeltaGet, {}), { current: 37, next: 37, changeAt: 0 });
});

const changes: readonly (readonly [name: string, changeAt: number, expected: object])[] = [
  ["that is over is one at once", start - 1, { current: 120, next: 120, changeAt: 0 }],
  ["of this second is one at once", start, { current: 120, next: 120, changeAt: 0 }],
  ["at 0 is none", 0, { current: 60, next: 60, changeAt: 0 }],
  ["to come waits", start + 1, { current: 60, next: 120, changeAt: start + 1 }],
];

for (const [name, changeAt, expected] of changes)
  test(`a change ${name}`, (t) => {
    const { rig, server } = make();
    server.set(time());
    t.deepEqual(rig.tell(TimeZoneSet, { next: 120, changeAt }), expected as never);
  });

test("while the time is unknown no change happens; when it is known, those that are over do", (t) => {
  const { rig, server } = make({ zone: 60 });
  rig.tell(TimeZoneSet, { next: 120, changeAt: start });
  rig.clock.advance(10_000);
  t.is(server.zone.current, 60);
  server.set(time({ tai: start + 5 }));
  t.is(server.zone.current, 120);
  t.is(server.time!.zone, 120);
});

test("a change in months: the wait is longer than a timer's", (t) => {
  const { rig, server } = make({ zone: 60 });
  const jumps: (number | undefined)[] = [];
  const month = 30 * 86_400;
  server.set(time());
  rig.tell(TimeZoneSet, { next: 120, changeAt: start + 7 * month });
  server.follow({ timeChanged: (jump) => jumps.push(jump) });
  for (let i = 0; i < 7; i++) rig.clock.advance((month - (i === 6 ? 1 : 0)) * 1000);
  t.is(server.zone.current, 60);
  rig.clock.advance(1000);
  t.is(server.zone.current, 120);
  t.deepEqual(jumps, [3600]);
});

test("the role: asked and set at the setup server", (t) => {
  const { rig, server, setup } = make();
  t.false(server.handles(TimeRoleGet.opcode) || setup.handles(TimeGet.opcode));
  t.deepEqual(rig.tell(TimeRoleGet, {}), { role: "none" });
  t.deepEqual(rig.tell(TimeRoleSet, { role: "relay" }), { role: "relay" });
  t.is(server.role, "relay");
  t.is(setup.access, "both");
  t.true(setup.bases[0] === server && setup.counterparts[0] === server);
});

for (const octets of ["823904", "8239", "823c4800", "823f24819d36e52000", "5c0000000000"])
  test(`refused: ${octets}`, (t) => {
    const { rig, server } = make();
    const payload = fromHex(octets);
    const messages = [TimeRoleSet, TimeZoneSet, TaiUtcDeltaSet, TimeSet] as const;
    const opcode = payload[0]! === 0x5c ? 0x5c : payload[0]! * 256 + payload[1]!;
    const message = messages.find((each) => each.opcode === opcode)!;
    t.false(rig.tellOctets(message as typeof TimeSet, payload));
    t.is(server.time, undefined);
  });

test("after a power cut: role, zone, difference to UTC and their changes are there, the time is not", (t) => {
  const { rig, server } = make();
  server.set(time());
  rig.tell(TimeRoleSet, { role: "relay" });
  rig.tell(TimeZoneSet, { next: -720, changeAt: 2 ** 39 });
  rig.tell(TaiUtcDeltaSet, { next: 38, changeAt: start + 100 });
  const record = rig.services.stored.get(server)!;
  t.is(record.length, 17);
  const again = make();
  for (let length = 0; length <= record.length; length++) {
    again.server.stop();
    again.rig.services.stored.set(again.server, record.slice(0, length));
    again.server.start(again.rig.services);
    t.is(again.server.role, length === 17 ? "relay" : "none");
  }
  t.is(again.server.time, undefined);
  t.deepEqual(again.server.zone, { current: 60, next: -720, changeAt: 2 ** 39 });
  t.deepEqual(again.server.taiUtcDelta, { current: 37, next: 38, changeAt: start + 100 });
  again.server.stop();
  again.server.reset();
  t.deepEqual([again.server.role, again.server.zone.current], ["none", 0]);
});

test("what does not change is not stored again", (t) => {
  const { hear, rig, server } = make({ role: "client", zone: 60 });
  let stores = 0;
  rig.services.store = () => ++stores > 0;
  for (let i = 0; i < 10; i++) hear({ tai: start + i });
  t.is(stores, 0);
  hear({ zone: 120 });
  t.is(stores, 1);
  rig.tell(TimeRoleSet, { role: "client" });
  t.is(stores, 1);
  t.is(server.role, "client");
});

test("the application sets no time that no message can carry, and none on no network", (t) => {
  const { server } = make();
  t.throws(() => server.set(time({ zone: 7 })), { message: /zone/ });
  t.throws(() => server.set(time({ tai: 2 ** 40 })), { message: /tai/ });
  t.is(server.time, undefined);
  server.stop();
  t.throws(() => server.set(time()), { message: "the node is on no network" });
  t.throws(() => new TimeServer({ taiUtcDelta: 40_000 }), { message: /^taiUtcDelta/ });
});
