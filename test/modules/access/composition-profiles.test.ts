import test from "ava";
import {
  decodeCompositionPage2,
  encodeCompositionPage2,
  type MeshProfile,
} from "../../../modules/access/composition-profiles.js";
import { fromHex, toHex } from "../../../modules/base/bytes.js";
import { TestRandom } from "../../support/test-random.js";

test("profiles as the description says", (t) => {
  const profiles: MeshProfile[] = [
    { id: 0x1600, version: [1, 2, 3], elements: [0, 2], data: fromHex("aabb") },
    { id: 0x1601, version: [1, 0, 0], elements: [], data: new Uint8Array(0) },
  ];
  const bytes = encodeCompositionPage2(profiles);
  t.is(toHex(bytes), toHex(fromHex("0016 010203 02 0002 0200 aabb 0116 010000 00 0000")));
  t.deepEqual(decodeCompositionPage2(bytes), profiles);
});

test("there and back; cut off they make no sense", (t) => {
  const source = new TestRandom(2);
  for (let i = 0; i < 200; i++) {
    const profiles = Array.from({ length: source.below(4) }, (): MeshProfile => ({
      id: source.below(0x10000),
      version: [source.below(256), source.below(256), source.below(256)],
      elements: Array.from({ length: source.below(5) }, () => source.below(256)),
      data: source.bytes(source.below(20)),
    }));
    const bytes = encodeCompositionPage2(profiles);
    t.deepEqual(decodeCompositionPage2(bytes), profiles);
    if (bytes.length > 0) t.notDeepEqual(decodeCompositionPage2(bytes.slice(0, -1)), profiles);
    const noise = source.bytes(source.below(60));
    t.true((decodeCompositionPage2(noise)?.length ?? 0) <= noise.length);
  }
});
