import test from "ava";
import {
  decodeCompositionPage0,
  encodeCompositionPage0,
} from "../../../modules/access/composition.js";
import { fitComposition } from "../../../modules/access/composition-fit.js";
import {
  decodeCompositionPage2,
  encodeCompositionPage2,
} from "../../../modules/access/composition-profiles.js";
import {
  decodeCompositionPage1,
  encodeCompositionPage1,
} from "../../../modules/access/composition-relations.js";
import { vendorModelId } from "../../../modules/access/model-id.js";

const header = { companyId: 1, productId: 2, versionId: 3, replayListSize: 4, features: 0 };
const models = [0x1000, 0x1002, vendorModelId(1, 2)];

test("a page that fits is sent whole, a longer one as many whole elements as fit", (t) => {
  const page0 = (elements: number) =>
    encodeCompositionPage0({
      ...header,
      elements: Array.from({ length: elements }, () => ({ location: 0, models })),
    });
  t.deepEqual(fitComposition(0, page0(20), 378), page0(20));
  const cut = fitComposition(128, page0(60), 378);
  t.is(cut.length, 10 + 12 * 30);
  t.is(decodeCompositionPage0(cut)!.elements.length, 30);
  const item = { correspondingGroup: 1, extended: [{ elementOffset: 40, index: 5 }] };
  const short = { correspondingGroup: undefined, extended: [{ elementOffset: 0, index: 5 }] };
  const page1 = (elements: number) =>
    encodeCompositionPage1({
      elements: Array.from({ length: elements }, () => ({ sig: [item, short], vendor: [item] })),
    });
  t.deepEqual(fitComposition(1, page1(10), 378), page1(10));
  const relations = fitComposition(129, page1(100), 378);
  t.is(relations.length, 12 * 31);
  t.is(decodeCompositionPage1(relations)!.elements.length, 31);
  const profile = { id: 1, version: [1, 0, 0] as const, elements: [0], data: new Uint8Array(91) };
  const profiles = encodeCompositionPage2(Array.from({ length: 9 }, () => profile));
  t.is(decodeCompositionPage2(fitComposition(2, profiles, 378))!.length, 3);
});
