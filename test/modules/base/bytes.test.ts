import test from "ava";
import {
  asciiBytes,
  asciiLowerCase,
  asciiUpperCase,
  concatBytes,
  equalBytes,
  fromHex,
  getUint16BE,
  getUint16LE,
  getUint32BE,
  putUint16BE,
  putUint16LE,
  putUint24BE,
  putUint32BE,
  toHex,
} from "../../../modules/base/bytes.js";

test("hexadecimal digits go both ways", (t) => {
  t.deepEqual(fromHex("00 7f80\nFF"), new Uint8Array([0, 0x7f, 0x80, 0xff]));
  t.is(toHex(fromHex("007f80ff")), "007f80ff");
  t.is(toHex(new Uint8Array(0)), "");
  for (const bad of ["0", "0g", "0x00", "é0"])
    t.throws(() => fromHex(bad), { instanceOf: SyntaxError });
});

test("equal arrays have the same length and octets", (t) => {
  t.true(equalBytes(fromHex("0102"), fromHex("0102")));
  t.false(equalBytes(fromHex("0102"), fromHex("0103")));
  t.false(equalBytes(fromHex("0102"), fromHex("010200")));
});

test("arrays are joined in order", (t) => {
  t.is(toHex(concatBytes()), "");
  t.is(toHex(concatBytes(fromHex("01"), fromHex(""), fromHex("0203"))), "010203");
});

test("ASCII text", (t) => {
  t.is(toHex(asciiBytes("prck")), "7072636b");
  t.is(asciiLowerCase("@AZ[az{é0"), "@az[az{é0");
  t.is(asciiUpperCase("`az{AZ[é0"), "`AZ{AZ[é0");
});

test("numbers are written and read in the byte order of the name", (t) => {
  const bytes = new Uint8Array(5);
  putUint16BE(bytes, 1, 0xfedc);
  t.is(toHex(bytes), "00fedc0000");
  t.is(getUint16BE(bytes, 1), 0xfedc);
  putUint16LE(bytes, 1, 0xfedc);
  t.is(toHex(bytes), "00dcfe0000");
  t.is(getUint16LE(bytes, 1), 0xfedc);
  putUint24BE(bytes, 1, 0xfedcba);
  t.is(toHex(bytes), "00fedcba00");
  putUint32BE(bytes, 1, 0xfedcba98);
  t.is(toHex(bytes), "00fedcba98");
  t.is(getUint32BE(bytes, 1), 0xfedcba98);
});
