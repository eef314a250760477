import test from "ava";
import { fromHex, toHex } from "../../../../modules/base/bytes.js";
import {
  CompanyFaults,
  decodeHealthRecord,
  encodeHealthRecord,
} from "../../../../modules/foundation/health/faults.js";
import { TestRandom } from "../../../support/test-random.js";

function companies() {
  return [0x1234, 0x0002].map((companyId) => new CompanyFaults({ companyId }));
}

test("the record of divisor and registered faults, there and back", (t) => {
  const [first, second] = companies() as [CompanyFaults, CompanyFaults];
  first.set([3, 1]);
  first.set([]);
  second.set([255]);
  const record = encodeHealthRecord(7, [first, second]);
  t.is(toHex(record), "07341202030102000 1ff".replace(" ", ""));
  const again = companies();
  t.is(decodeHealthRecord(record, again), 7);
  t.deepEqual(
    again.map(({ registered }) => registered),
    [[3, 1], [255]],
  );
});

test("faults of a company that a new firmware has not are left out", (t) => {
  const [first] = companies() as [CompanyFaults, CompanyFaults];
  t.is(decodeHealthRecord(fromHex("03999902010234120105"), [first]), 3);
  t.deepEqual(first.registered, [5]);
});

test("any octets are read without harm", (t) => {
  const random = new TestRandom(3);
  for (let i = 0; i < 500; i++) {
    const list = companies();
    const divisor = decodeHealthRecord(random.bytes(random.below(20)), list);
    t.true(divisor >= 0 && divisor <= 15);
    for (const { registered } of list) t.true(registered.every((fault) => fault > 0));
  }
});
