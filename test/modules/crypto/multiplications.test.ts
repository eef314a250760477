import test from "ava";
import { Multiplications, OwedResults } from "../../../modules/crypto/multiplications.js";
import { TestClock } from "../../support/test-clock.js";

test("multiplications end one after the other, each after its time", (t) => {
  const clock = new TestClock();
  const multiplications = new Multiplications({ clock, milliseconds: 200 });
  const ends: number[] = [];
  for (let i = 0; i < 3; i++) multiplications.schedule(() => ends.push(clock.now()));
  t.deepEqual(ends, []);
  clock.advance(1000);
  multiplications.schedule(() => ends.push(clock.now()));
  clock.advance(1000);
  t.deepEqual(ends, [200, 400, 600, 1200]);
});

test("without a charge they end at once, but later", (t) => {
  const clock = new TestClock();
  let ended = false;
  new Multiplications({ clock }).schedule(() => (ended = true));
  t.false(ended);
  clock.advance(0);
  t.true(ended);
  t.is(clock.now(), 0);
});

test("what is owed is not delivered after the end", (t) => {
  const clock = new TestClock();
  const owed = new OwedResults(new Multiplications({ clock, milliseconds: 10 }));
  const delivered: number[] = [];
  owed.add(() => delivered.push(1));
  clock.advance(10);
  owed.add(() => delivered.push(2));
  owed.close();
  clock.advance(100);
  t.deepEqual(delivered, [1]);
  t.is(clock.pending, 0);
});

for (const milliseconds of [-1, NaN])
  test(`a charge of ${milliseconds} is refused`, (t) => {
    t.throws(() => new Multiplications({ clock: new TestClock(), milliseconds }), {
      instanceOf: RangeError,
    });
  });
