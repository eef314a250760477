// Power cuts and other troubles at each write while schedules are set, replaced and removed.
import test from "ava";
import { SchedulerServer } from "../../../../modules/models/scheduler/server.js";
import type { Schedule } from "../../../../modules/models/scheduler/schedule.js";
import { TimeServer } from "../../../../modules/models/time/server.js";
import { Mesh } from "../../../support/mesh.js";
import { everyDay } from "../../../support/scheduler-rig.js";
import { allCases, caseName, trouble, WatchedStore } from "../../../support/store-troubles.js";

function start(store: WatchedStore) {
  const time = new TimeServer();
  const scheduler = new SchedulerServer({ time });
  const { node } = new Mesh().node(0x0100, [{ models: [time, scheduler] }], { store });
  return { node, scheduler };
}

const [seven, eight] = [everyDay({ hour: 7 }), everyDay({ hour: 8 })];

/** Each changes one record. */
const steps: readonly (readonly [index: number, schedule: Schedule | undefined])[] = [
  [0, seven],
  [15, seven],
  [0, eight],
  [15, undefined],
];

/** Schedules 0 and 15 after so many steps. */
const after: readonly (readonly (Schedule | undefined)[])[] = [
  [undefined, undefined],
  [seven, undefined],
  [seven, seven],
  [eight, seven],
  [eight, undefined],
];

const found = (scheduler: SchedulerServer) => [scheduler.schedule(0), scheduler.schedule(15)];

test("each step changes one record", (t) => {
  const store = new WatchedStore();
  const { scheduler } = start(store);
  const before = store.changed.length;
  for (const [index, schedule] of steps) t.true(scheduler.receiveSet({ index, schedule }));
  t.deepEqual(store.changed.slice(before), ["d0012060", "d001206f", "d0012060", "-d001206f"]);
  t.deepEqual(found(scheduler), after[4]);
});

for (const each of allCases(steps.length))
  test(`the old schedule or the new one: ${caseName(each)}`, (t) => {
    const store = new WatchedStore();
    const { node, scheduler } = start(store);
    trouble(store, each.trouble, store.changes + each.change);
    for (const [index, schedule] of steps.slice(0, each.change + 1))
      scheduler.receiveSet({ index, schedule });
    const [old, wanted] = [after[each.change]!, after[each.change + 1]!];
    if (!each.trouble.cut && !each.trouble.restart) {
      t.deepEqual(found(scheduler), old, "it goes on with the old one");
      const [index, schedule] = steps[each.change]!;
      t.true(scheduler.receiveSet({ index, schedule }));
      t.deepEqual(found(scheduler), wanted, "once more");
      return;
    }
    node.close();
    const again = found(start(store.copy()).scheduler);
    // Half a record is noticed: the schedule that it was to replace is not defined then.
    const index = steps[each.change]![0] === 0 ? 0 : 1;
    const torn = old.map((schedule, i) => (i === index ? undefined : schedule));
    const possible = each.trouble.torn && each.change < 3 ? [torn] : [old, wanted];
    t.true(possible.some((one) => JSON.stringify(one) === JSON.stringify(again)));
  });
