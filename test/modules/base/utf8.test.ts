import test from "ava";
import { fromHex, toHex } from "../../../modules/base/bytes.js";
import { utf8Bytes, utf8Text } from "../../../modules/base/utf8.js";

/** Texts and their octets. */
const pairs: readonly (readonly [string, string])[] = [
  ["", ""],
  ["home", "686f6d65"],
  ["\u0000a", "0061"],
  ["Café", "436166c3a9"],
  ["\u007f\u0080\u07ff\u0800\uffff", "7fc280dfbfe0a080efbfbf"],
  ["家庭", "e5aeb6e5baad"],
  ["\u{10000}\u{1f3e0}\u{10ffff}", "f0908080f09f8fa0f48fbfbf"],
];

/** Octets that are no UTF-8, and what there is of them. */
const broken: readonly (readonly [string, string])[] = [
  ["e9", "\ufffd"],
  ["436166e9", "Caf\ufffd"],
  ["e961", "\ufffda"],
  ["c3", "\ufffd"],
  ["c0af", "\ufffd\ufffd"],
  ["e08080", "\ufffd\ufffd\ufffd"],
  ["eda080", "\ufffd\ufffd\ufffd"],
  ["f09f8f", "\ufffd"],
  ["f4908080", "\ufffd\ufffd\ufffd\ufffd"],
  ["ff80fe", "\ufffd\ufffd\ufffd"],
];

test("texts as UTF-8, there and back", (t) => {
  for (const [text, hex] of pairs) {
    t.is(toHex(utf8Bytes(text)), hex, text);
    t.is(utf8Text(fromHex(hex)), text, hex);
  }
});

test("octets that are no UTF-8 are told apart, and nothing is thrown", (t) => {
  for (const [hex, text] of broken) t.is(utf8Text(fromHex(hex)), text, hex);
  t.is(toHex(utf8Bytes("\ud800a")), "efbfbd61");
});
