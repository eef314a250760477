import test from "ava";
import { SourceIndex } from "../../../modules/transport/source-index.js";
import { TestRandom } from "../../support/test-random.js";

for (const capacity of [1, 2, 3, 20, 64])
  test(`sources come and go as in a map: ${capacity} places`, (t) => {
    const random = new TestRandom(capacity);
    const index = new SourceIndex(capacity);
    const places = new Map<number, number>();
    for (let i = 0; i < 2000; i++) {
      const src = 1 + random.below(capacity * 3);
      const known = places.get(src);
      t.is(index.find(src), known ?? -1);
      if (known !== undefined) {
        t.is(index.source(known), src);
        if (random.below(2) === 0) {
          index.remove(src);
          places.delete(src);
          t.is(index.source(known), 0);
        }
      } else {
        const place = index.add(src);
        t.is(place < 0, places.size === capacity);
        if (place >= 0) {
          t.false([...places.values()].includes(place));
          places.set(src, place);
        }
      }
      t.is(index.size, places.size);
    }
  });

test("addresses that differ in their highest bits alone are told apart", (t) => {
  const index = new SourceIndex(8);
  const sources = [0x0001, 0x1001, 0x2001, 0x7001];
  const places = sources.map((src) => index.add(src));
  t.deepEqual(
    sources.map((src) => index.find(src)),
    places,
  );
  index.remove(0x1001);
  t.is(index.find(0x1001), -1);
  t.is(index.find(0x0001), places[0]!);
  t.is(index.find(0x7001), places[3]!);
});
