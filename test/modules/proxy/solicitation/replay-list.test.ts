import test from "ava";
import { SolicitationReplayList } from "../../../../modules/proxy/solicitation/replay-list.js";
import { testRecords, TestStore } from "../../../support/records.js";

const replay = "solicitation.replay";

const unlimited = { take: () => true };

function make(store = new TestStore(), capacity = 4, budget = unlimited) {
  const rig = testRecords(store);
  return { ...rig, list: new SolicitationReplayList(rig.records, capacity, budget) };
}

test("whichever write the power cut prevents, no PDU that the node reacted to is accepted again", (t) => {
  for (let cutAt = 0; cutAt < 8; cutAt++) {
    const store = new TestStore();
    const { list } = make(store);
    store.cutAt = cutAt;
    const reacted: [src: number, seq: number][] = [];
    for (let seq = 0; seq < 4; seq++)
      for (const src of [1, 2]) {
        const written = store.changes < cutAt;
        t.is(list.admit(src, seq), undefined);
        // The node reacts after the write: with it the power is gone, too.
        if (written) reacted.push([src, seq]);
      }
    const after = make(store.copy()).list;
    for (const [src, seq] of reacted) t.is(after.admit(src, seq), replay, `${cutAt} ${src} ${seq}`);
  }
});

test("a damaged record costs its address one PDU, which might be the lost one", (t) => {
  const store = new TestStore();
  const { list } = make(store);
  list.admit(1, 10);
  store.tornAt = store.changes;
  list.admit(1, 20);
  const { events, list: after } = make(store);
  t.true(events.some(({ type }) => type === "store.corrupt"));
  t.is(after.admit(1, 10), replay);
  t.is(after.admit(1, 20), replay);
  t.is(after.admit(1, 20), replay);
  t.is(after.admit(1, 21), undefined);
});

test("where the store fails, the list in RAM protects", (t) => {
  const { events, list, store } = make();
  store.failing = true;
  t.is(list.admit(1, 10), undefined);
  t.is(list.admit(1, 10), replay);
  t.is(events.filter(({ type }) => type === "store.failure").length, 1);
});

test("clearing removes the addresses of the range alone, also from the store", (t) => {
  const store = new TestStore();
  const { list } = make(store, 5);
  for (const src of [9, 10, 11, 12, 0x7fff]) list.admit(src, 3);
  t.is(list.size, 5);
  list.clear(10, 2);
  t.is(list.size, 3);
  for (const each of [list, make(store.copy(), 5).list])
    t.deepEqual(
      [9, 10, 11, 12, 0x7fff].map((src) => each.admit(src, 3)),
      [replay, undefined, undefined, replay, replay],
    );
});

test("entries that are stored have room in a list that is smaller by now", (t) => {
  const store = new TestStore();
  const { list } = make(store, 3);
  for (const src of [1, 2, 3]) list.admit(src, 0);
  const { list: after } = make(store, 1);
  t.is(after.size, 3);
  t.is(after.admit(4, 0), "solicitation.replay-list-full");
  t.is(after.admit(2, 1), undefined);
  after.clear(2, 1);
  t.is(after.admit(4, 0), undefined);
});

test("a PDU for which no write is left is refused, and admitted later", (t) => {
  let left = 1;
  const { list } = make(new TestStore(), 4, { take: () => left-- > 0 });
  t.is(list.admit(1, 10), undefined);
  t.is(list.admit(1, 10), replay, "a replay takes no write");
  t.is(left, 0);
  t.is(list.admit(1, 11), "solicitation.rate");
  t.is(list.admit(2, 0), "solicitation.rate");
  t.is(list.size, 1, "its source takes no place");
  left = 2;
  t.is(list.admit(1, 11), undefined);
  t.is(list.admit(2, 0), undefined);
});
