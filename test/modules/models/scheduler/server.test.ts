import test from "ava";
import { fromHex, toHex } from "../../../../modules/base/bytes.js";
import { GenericLevelServer } from "../../../../modules/models/generic-level/server.js";
import { GenericOnOffServer } from "../../../../modules/models/generic-onoff/server.js";
import { LightnessModels } from "../../../../modules/models/lightness-models.js";
import { SceneServer } from "../../../../modules/models/scene/server.js";
import {
  SchedulerActionGet,
  SchedulerActionSet,
  SchedulerActionSetUnacknowledged,
  SchedulerActionStatus,
  SchedulerGet,
} from "../../../../modules/models/scheduler/messages.js";
import { SchedulerServer } from "../../../../modules/models/scheduler/server.js";
import { SchedulerSetupServer } from "../../../../modules/models/scheduler/setup-server.js";
import type { Schedule } from "../../../../modules/models/scheduler/schedule.js";
import { TimeServer } from "../../../../modules/models/time/server.js";
import { FakeServices } from "../../../support/fake-services.js";
import { ModelRig } from "../../../support/model-rig.js";
import { publicationTo } from "../../../support/publication.js";
import { everyDay, schedulerRig } from "../../../support/scheduler-rig.js";

const morning = everyDay({ hour: 7, minute: 30 });

test("a schedule is set, told of, replaced and removed", (t) => {
  const { rig, scheduler, setup } = schedulerRig();
  const entry = { index: 5, schedule: morning };
  t.deepEqual(rig.tell(SchedulerGet, {}), { schedules: 0 });
  t.deepEqual(rig.tell(SchedulerActionSet, { entry }), { entry });
  rig.tell(SchedulerActionSetUnacknowledged, { entry: { index: 15, schedule: morning } });
  t.deepEqual(rig.tell(SchedulerGet, {}), { schedules: 0x8020 });
  t.deepEqual(rig.tell(SchedulerActionGet, { index: 5 }), { entry });
  t.like(rig.tell(SchedulerActionGet, { index: 6 }), {
    entry: { index: 6, schedule: { action: "none", months: 0, year: "any" } },
  });
  const none = { index: 15, schedule: { ...morning, action: "none" as const } };
  rig.tell(SchedulerActionSet, { entry: none });
  t.deepEqual(rig.tell(SchedulerGet, {}), { schedules: 0x20 });
  t.is(scheduler.schedule(15), undefined);
  t.false(scheduler.handles(SchedulerActionSet.opcode) || setup.handles(SchedulerGet.opcode));
  t.true(setup.bases[0] === scheduler && setup.counterparts[0] === scheduler);
});

test("off, on and a scene, each at its second, with its transition", (t) => {
  const { actions, light, pass, rig, scenes, set, socket } = schedulerRig();
  light.lightness.set(1000);
  socket.set(true);
  scenes.store(7);
  light.lightness.set(1);
  set(0, everyDay({ hour: 7, action: "scene", scene: 7, transition: 2000 }));
  set(1, everyDay({ hour: 8, action: "off", transition: 1000 }));
  set(2, everyDay({ hour: 9, action: "on" }));
  pass("07:00:00");
  t.deepEqual(actions(), ["07:00:00 0"]);
  rig.clock.advance(1000);
  t.is(light.lightness.lightness, 501);
  rig.clock.advance(1000);
  t.deepEqual([light.lightness.lightness, socket.isOn, scenes.scene], [1000, true, 7]);
  pass("08:00:00");
  rig.clock.advance(500);
  t.is(light.lightness.lightness, 500);
  pass("08:30:00");
  t.deepEqual([light.lightness.lightness, socket.isOn, scenes.scene], [0, false, 0]);
  pass("09:00:00");
  t.deepEqual([light.onOff.isOn, socket.isOn], [true, true]);
  t.deepEqual(actions(), ["08:00:00 1", "09:00:00 2"]);
});

test("several at one second: in the order of their indices", (t) => {
  const { actions, light, pass, set } = schedulerRig();
  set(9, everyDay({ hour: 1, action: "on" }));
  set(3, everyDay({ hour: 1, action: "off" }));
  set(15, everyDay({ hour: 1, action: "off" }));
  pass("01:00:00");
  t.deepEqual(actions(), ["01:00:00 3", "01:00:00 9", "01:00:00 15"]);
  t.false(light.onOff.isOn);
});

test("elements from that of the server up to the next one, in their order; the scene of its own element", (t) => {
  const time = new TimeServer();
  const [first, second] = [new SchedulerServer({ time }), new SchedulerServer({ time })];
  const [scenes, others] = [new SceneServer(), new SceneServer()];
  const [a, b, c, d, e] = [
    new GenericOnOffServer(),
    new GenericOnOffServer(),
    new GenericOnOffServer(),
    new GenericOnOffServer(),
    new GenericOnOffServer(),
  ];
  const switches = [a, b, c, d, e];
  const level = new GenericLevelServer();
  const rig = new ModelRig([[a], [b, time, scenes, first], [c], [d, others, second], [e, level]]);
  const on = everyDay({ hour: 1, action: "on" });
  time.set({ tai: 37 + 3600 - 1, uncertainty: 0, authority: true, taiUtcDelta: 37, zone: 0 });
  first.receiveSet({ index: 0, schedule: on });
  rig.clock.advance(1000);
  const states = () => switches.map(({ isOn }) => Number(isOn)).join("");
  t.is(states(), "01100");
  scenes.store(1);
  others.store(1);
  switches.forEach((each) => each.set(true));
  second.receiveSet({ index: 0, schedule: everyDay({ hour: 2, action: "scene", scene: 1 }) });
  rig.clock.advance(3_600_000);
  t.is(states(), "11100");
  t.deepEqual([scenes.scene, others.scene], [1, 1]);
});

test("an element without such a model is passed over; a scene that there is not changes nothing", (t) => {
  const time = new TimeServer();
  const scheduler = new SchedulerServer({ time });
  const socket = new GenericOnOffServer();
  const rig = new ModelRig([[time, scheduler], [new GenericLevelServer()], [socket]]);
  time.set({ tai: 37 + 3600 - 1, uncertainty: 0, authority: true, taiUtcDelta: 37, zone: 0 });
  scheduler.receiveSet({ index: 0, schedule: everyDay({ hour: 1, action: "on" }) });
  scheduler.receiveSet({ index: 1, schedule: everyDay({ hour: 1, action: "scene", scene: 9 }) });
  t.notThrows(() => rig.clock.advance(2000));
  t.true(socket.isOn);
});

test("schedules that never are due are kept, told of, and wait for nothing", (t) => {
  const { actions, pass, rig, scheduler, set } = schedulerRig();
  const before = rig.clock.pending;
  const never: readonly Schedule[] = [
    everyDay({ months: 0 }),
    everyDay({ daysOfWeek: 0 }),
    everyDay({ year: 26, day: 1, months: 1, daysOfWeek: 1 }),
  ];
  never.forEach((schedule, index) => set(index, schedule));
  t.is(scheduler.schedules, 7);
  never.forEach((_, index) => t.is(scheduler.nextFiring(index), undefined));
  t.is(rig.clock.pending, before);
  pass("23:59:59");
  t.deepEqual(actions(), []);
});

test("what is set at its second or after it waits for the next", (t) => {
  const { actions, pass, rig, set } = schedulerRig();
  pass("07:30:00");
  rig.clock.advance(10);
  set(0, morning);
  pass("12:00:00");
  set(1, everyDay({ hour: 11, minute: 59 }));
  set(2, everyDay({ hour: 12, minute: 0, second: 1 }));
  pass("23:59:59");
  t.deepEqual(actions(), ["12:00:01 2"]);
  pass("07:30:00");
  t.deepEqual(actions(), ["07:30:00 0"]);
});

for (const [name, act] of [
  ["another schedule is set", ({ set }) => set(1, everyDay({ hour: 8 }))],
  ["another schedule is removed", ({ set }) => set(1, undefined)],
  [
    "the clock is set by a millisecond",
    ({ time }) => time.set({ ...time.time!, tai: time.time!.tai + 0.001 }),
  ],
] as const satisfies readonly (readonly [string, (rig: ReturnType<typeof schedulerRig>) => void])[])
  test(`a message before the timer of a second that has begun, as timers have no parts of milliseconds: ${name}`, (t) => {
    const made = schedulerRig();
    made.set(0, morning);
    made.pass("07:29:50");
    const { scheduler, time } = made;
    made.rig.clock.schedule(
      () => act({ ...made, set: (index, schedule) => scheduler.receiveSet({ index, schedule }) }),
      10_000,
    );
    time.set({ ...time.time!, tai: time.time!.tai + 0.0004 });
    made.rig.clock.advance(10_001);
    t.deepEqual(made.actions(), ["07:30:00 0"]);
  });

test("replaced or removed in time, the old one is not done", (t) => {
  const { actions, pass, set } = schedulerRig();
  set(0, everyDay({ hour: 7 }));
  set(1, everyDay({ hour: 7 }));
  pass("06:59:59");
  set(0, everyDay({ hour: 8 }));
  set(1, undefined);
  pass("09:00:00");
  t.deepEqual(actions(), ["08:00:00 0"]);
});

test("nothing is done while the time is unknown", (t) => {
  const { actions, rig, set, time } = schedulerRig();
  set(0, everyDay({ hour: "any", minute: "any" }));
  t.deepEqual(actions(), ["00:00:00 0"]);
  time.set(undefined);
  rig.clock.advance(7_200_000);
  t.deepEqual(actions(), []);
  t.is(rig.clock.pending, 0);
});

test("kept over a power cut, each in a record of its own; one that is none is left out", (t) => {
  const { rig, scheduler, set } = schedulerRig();
  set(3, morning);
  set(9, everyDay({ hour: 9 }));
  set(10, everyDay({ hour: 10 }));
  set(10, undefined);
  const parts = rig.services.partsOf.get(scheduler)!;
  t.deepEqual([...parts.keys()], [3, 9]);
  t.is(toHex(parts.get(3)!), "43fe7f703ce01f000000");
  parts.set(4, fromHex("43fe7f703ce01f0000"));
  parts.set(
    5,
    parts.get(3)!.map((octet, i) => (i === 8 ? octet : 0xff)),
  );
  const again = new SchedulerServer({ time: new TimeServer() });
  const services = new FakeServices();
  services.partsOf.set(again, parts);
  new ModelRig([[again]]);
  again.stop();
  again.start(services);
  t.is(again.schedules, (1 << 3) | (1 << 9));
  t.deepEqual(again.schedule(3), morning);
  again.stop();
  again.reset();
  t.is(again.schedules, 0);
});

test("a store that fails: no answer, and the old schedule is done", (t) => {
  const { actions, pass, rig, set } = schedulerRig();
  set(0, everyDay({ hour: 7 }));
  rig.services.storeFails = true;
  const entry = { index: 0, schedule: everyDay({ hour: 8 }) };
  t.is(rig.tell(SchedulerActionSet, { entry }), undefined);
  pass("09:00:00");
  t.deepEqual(actions(), ["07:00:00 0"]);
});

for (const octets of ["60", "6051fe7f703ce0230a00", "8248" + "10", "60" + "41fe7f703ce0730a0200"])
  test(`refused: ${octets}`, (t) => {
    const { rig, scheduler } = schedulerRig();
    const payload = fromHex(octets);
    const message = payload[0] === 0x60 ? SchedulerActionSet : SchedulerActionGet;
    t.false(rig.tellOctets(message as typeof SchedulerActionSet, payload));
    t.is(scheduler.schedules, 0);
  });

test("published: a schedule that was set; which there are, with a period", (t) => {
  const { rig, scheduler, set } = schedulerRig();
  scheduler.configuration = { bindings: [0], publication: publicationTo(0xc000) };
  set(1, morning);
  const [payload] = rig.services.published;
  const { entry } = SchedulerActionStatus.decode(payload!, payload!.length)!;
  t.deepEqual(entry, { index: 1, schedule: morning });
  t.is(toHex(scheduler.publicationPayload()), "824a0200");
});

test("a light with all that there is: the scheduler's messages are those of a client", (t) => {
  const light = new LightnessModels();
  const time = new TimeServer();
  const scheduler = new SchedulerServer({ time });
  const rig = new ModelRig([
    [...light.models, time, scheduler, new SchedulerSetupServer(scheduler)],
  ]);
  time.set({ tai: 37 + 3599, uncertainty: 0, authority: true, taiUtcDelta: 37, zone: 0 });
  // Every second for an hour, one after the other, on and off: none is taken for a repeat.
  for (const [index, action] of (["on", "off"] as const).entries()) {
    const schedule = everyDay({ hour: "any", minute: "any", second: "any", action });
    scheduler.receiveSet({ index, schedule });
  }
  const states: boolean[] = [];
  for (let i = 0; i < 300; i++) {
    rig.clock.advance(1000);
    states.push(light.onOff.isOn);
  }
  t.true(states.every((isOn) => !isOn));
  scheduler.receiveSet({ index: 1, schedule: undefined });
  rig.clock.advance(1000);
  t.true(light.onOff.isOn);
});
