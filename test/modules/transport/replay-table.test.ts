import test from "ava";
import { toHex } from "../../../modules/base/bytes.js";
import {
  ReplayAnswer,
  ReplayFlag,
  replayRecordLength,
  type ReplayTable,
} from "../../../modules/host/replay-table.js";
import { replayTable, SourceTable } from "../../../modules/transport/replay-table.js";
import { providers } from "../../support/crypto.js";
import { testRecords } from "../../support/records.js";
import { TestRandom } from "../../support/test-random.js";

const capacity = 8;

/** One operation of few sources and numbers, so that many are replays; what it answers, as text. */
function operate(table: ReplayTable, random: TestRandom, low: number): string {
  const pick = (count: number): number => random.next() % count;
  const src = 1 + 7 * pick(12);
  const ivIndex = low + pick(3);
  const seq = pick(40);
  const record = new Uint8Array(replayRecordLength);
  switch (pick(12)) {
    case 0:
      return `new ${table.isNew(src, ivIndex, seq)}`;
    case 1:
      return `segmented ${Math.sign(table.segmented(src, ivIndex, seq))}`;
    case 2:
      return `expired ${table.expire(low + pick(4))}`;
    case 3:
      if (table.has(src)) table.unwritten(src);
      return `has ${table.has(src)} ${table.size()} ${table.trusted()}`;
    case 4: {
      const flags = ReplayFlag.uncertain | pick(32);
      const room = !table.has(src) && table.size() < capacity;
      if (room) table.load(src, ivIndex, pick(2) === 0 ? -1 : seq, flags);
      return `loaded ${room} ${table.recordKey("r.", src, pick(2))}`;
    }
    default: {
      const kind = pick(8);
      const first = (kind & ReplayFlag.segmented) !== 0 ? seq - pick(seq + 1) : seq;
      const admit = () => {
        const answer = table.admit(src, ivIndex, seq, first, kind, record, "r.");
        if (typeof answer === "number") return answer;
        const copy = [0, 1].findIndex((each) => answer === table.recordKey("r.", src, each));
        return copy < 0 ? answer : copy;
      };
      const answers = [admit()];
      if (answers[0] === ReplayAnswer.unknownSource && table.add(src)) answers.push(admit());
      return `admitted ${answers.join()} ${toHex(record)}`;
    }
  }
}

for (const { name, crypto } of providers) {
  test(`what it answers to random messages is what the reference answers, ${name}`, (t) => {
    const [reference, table] = [new SourceTable(capacity), replayTable(crypto, capacity)];
    const [random, same] = [new TestRandom(3), new TestRandom(3)];
    const seen = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      // Indexes around 0, and the largest ones: those have no sign.
      const low = i < 4000 ? Math.floor(i / 300) : 0xffff_fff0 + Math.floor((i - 4000) / 200);
      const expected = operate(reference, random, low);
      t.is(operate(table, same, low), expected, `operation ${i}`);
      const kind = /^\w+ [-\w,]*/.exec(expected)![0];
      seen.set(kind, (seen.get(kind) ?? 0) + 1);
    }
    for (const kind of ["admitted 0", "admitted 1", "admitted -1", "admitted -1,0", "admitted -2"])
      t.true((seen.get(kind) ?? 0) > 20, `${kind}: ${seen.get(kind)}`);
    for (const kind of ["admitted -3", "admitted -4", "segmented 0", "new true", "loaded true"])
      t.true((seen.get(kind) ?? 0) > 2, `${kind}: ${seen.get(kind)}`);
  });

  test(`its record is one that Records reads, under the key of its copy, ${name}`, (t) => {
    const { records } = testRecords();
    const table = replayTable(crypto, 1);
    const record = new Uint8Array(replayRecordLength);
    t.true(table.add(0x00af));
    const trusted = ReplayFlag.trusted;
    const numbers = [0x8123_4567, 0xabcdef, 0xabcdef] as const;
    t.is(table.admit(0x00af, ...numbers, trusted, record, "r."), "r.00af");
    t.is(table.recordKey("r.", 0x00af, 0), "r.00af");
    t.is(table.recordKey("s.", 0xf00d, 1), "s.f00db");
    t.true(records.writeWhole("r.00af", record));
    t.is(toHex(records.read("r.00af")!), "8123456701abcdef");
  });

  test(`any number of sources, each found, and none where it is full, ${name}`, (t) => {
    const table = replayTable(crypto, 500);
    for (let src = 1; src <= 500; src++) t.true(table.add(src * 5));
    t.false(table.add(1));
    t.is(table.size(), 500);
    for (let src = 1; src <= 500; src++) t.true(table.has(src * 5) && !table.has(src * 5 - 1));
  });
}
