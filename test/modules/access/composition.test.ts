import test from "ava";
import {
  compositionElements,
  decodeCompositionPage0,
  encodeCompositionPage0,
  Feature,
} from "../../../modules/access/composition.js";
import { Element } from "../../../modules/access/element.js";
import { vendorModelId } from "../../../modules/access/model-id.js";
import { fromHex, toHex } from "../../../modules/base/bytes.js";
import { ProbeServer } from "../../support/probe-models.js";
import { TestRandom } from "../../support/test-random.js";

// The example of Mesh Protocol 1.1 §4.2.2.1: company 000c, product 001a, version 0001, CRPL 8,
// Relay and Proxy, one element at 0100 with models 0000 8000 0001 1000 1003 and 003f:002a.
const example = fromHex("0c00 1a00 0100 0800 0300 0001 05 01 0000 0080 0100 0010 0310 3f00 2a00");
const page = {
  companyId: 0x000c,
  productId: 0x001a,
  versionId: 0x0001,
  replayListSize: 8,
  features: Feature.relay | Feature.proxy,
  elements: [
    {
      location: 0x0100,
      models: [0x0000, 0x8000, 0x0001, 0x1000, 0x1003, vendorModelId(0x003f, 0x002a)],
    },
  ],
};

test("the specification's example, both ways", (t) => {
  t.is(toHex(encodeCompositionPage0(page)), toHex(example));
  t.deepEqual(decodeCompositionPage0(example), page);
});

test("vendor models come behind the SIG models, element by element", (t) => {
  const elements = [
    new Element({ index: 0, location: 0x0102, models: [new ProbeServer(), other(0x1000)] }),
    new Element({ index: 1, models: [] }),
  ];
  const bytes = encodeCompositionPage0({ ...page, elements: compositionElements(elements) });
  t.is(toHex(bytes.slice(10)), "0201" + "01" + "01" + "0010" + "34120100" + "0000" + "0000");
});

function other(id: number) {
  // A model that handles other opcodes.
  return new (class extends ProbeServer {
    override get opcodes() {
      return new Map<number, unknown>().keys();
    }
  })(id);
}

test("a page that is cut off anywhere, or has octets left over, is refused", (t) => {
  for (let length = 0; length < example.length; length++)
    t.is(decodeCompositionPage0(example.slice(0, length)), undefined, `${length} octets`);
  for (let more = 1; more < 4; more++) {
    const longer = new Uint8Array(example.length + more);
    longer.set(example);
    t.is(decodeCompositionPage0(longer), undefined, `${more} more`);
  }
});

test("random octets are refused, or come out as they went in", (t) => {
  const random = new TestRandom(5);
  let understood = 0;
  for (let i = 0; i < 2000; i++) {
    const bytes = random.bytes(random.below(60));
    if (bytes.length > 13) for (let at = 12; at < 14; at++) bytes[at]! &= 3;
    const decoded = decodeCompositionPage0(bytes);
    if (!decoded) continue;
    understood++;
    t.is(toHex(encodeCompositionPage0(decoded)), toHex(bytes));
  }
  t.true(understood > 10);
});
