import test from "ava";
import { hint, similarTo } from "../../../tools/network/similar.js";
import { ShellError } from "../../../tools/shell/shell-error.js";
import { durationText } from "../../../tools/duration.js";
import {
  addressOf,
  durationOf,
  numberOf,
  octetsOf,
  onOffOf,
  tableText,
  transmissionsOf,
} from "../../../tools/shell/values.js";

const durations: readonly (readonly [text: string, milliseconds: number, back: string])[] = [
  ["500ms", 500, "500 ms"],
  ["500 ms", 500, "500 ms"],
  ["5s", 5000, "5 s"],
  ["5", 5000, "5 s"],
  ["0.5s", 500, "500 ms"],
  ["2min", 120_000, "2 min"],
  ["2m", 120_000, "2 min"],
  ["96h", 345_600_000, "96 h"],
  ["0", 0, "0 ms"],
  ["87600h", 315_360_000_000, "87600 h"],
];

for (const [text, milliseconds, back] of durations)
  test(`${text} is a duration of ${milliseconds} ms`, (t) => {
    t.is(durationOf(text), milliseconds);
    t.is(durationText(milliseconds), back);
  });

for (const text of ["", "ms", "5 parsecs", "-1s", "1e3", "1s2", "Infinity", "87600.1h"])
  test(`${JSON.stringify(text)} is no duration`, (t) => {
    t.throws(() => durationOf(text), { instanceOf: ShellError });
  });

const addresses: readonly (readonly [text: string, address: number | undefined])[] = [
  ["0x0002", 2],
  ["0x2", 2],
  ["0002", 2],
  ["C000", 0xc000],
  ["0xffff", 0xffff],
  ["2", undefined],
  ["002", undefined],
  ["0x10000", undefined],
  ["00002", undefined],
  ["kitchen", undefined],
  ["", undefined],
];

for (const [text, address] of addresses)
  test(`${JSON.stringify(text)} as an address`, (t) => t.is(addressOf(text), address));

test("numbers are decimal or hexadecimal, and in their range", (t) => {
  t.is(numberOf("ttl", "127", 0, 127), 127);
  t.is(numberOf("ttl", "0x10", 0, 127), 16);
  for (const text of ["128", "-1", "1.5", "", "ten", "0x"])
    t.throws(() => numberOf("ttl", text, 0, 127), {
      message: `ttl: ${text} is not a whole number from 0 to 127`,
    });
});

test("on and off have several forms", (t) => {
  for (const text of ["on", "ON", "true", "yes", "1"]) t.true(onOffOf("state", text));
  for (const text of ["off", "false", "no", "0"]) t.false(onOffOf("state", text));
  t.throws(() => onOffOf("state", "maybe"), { message: "state: maybe is neither on nor off" });
});

test("octets are hexadecimal digits, with separators", (t) => {
  t.deepEqual(octetsOf("key", "0x01 aB:ff-00"), Uint8Array.of(1, 0xab, 255, 0));
  t.throws(() => octetsOf("key", "012"), { message: /even number/ });
  t.throws(() => octetsOf("key", "zz"), { message: /even number/ });
  t.throws(() => octetsOf("key", "01", 16), { message: "key: 1 octets where 16 are needed" });
});

test("transmissions are a count and an interval", (t) => {
  t.deepEqual(transmissionsOf("transmit", "3x20ms"), { count: 3, interval: 20 });
  t.deepEqual(transmissionsOf("transmit", "3 x 20 ms"), { count: 3, interval: 20 });
  t.throws(() => transmissionsOf("transmit", "3"), { message: /not of the form 3x20ms/ });
});

test("columns of a table are as wide as their longest cell", (t) => {
  t.deepEqual(
    tableText([
      ["a", "bb"],
      ["ccc", "d"],
    ]),
    ["a    bb", "ccc  d"],
  );
});

const similar: readonly (readonly [
  word: string,
  names: readonly string[],
  found: readonly string[],
])[] = [
  ["provison", ["provision", "publish"], ["provision"]],
  ["kitchne", ["kitchen", "hall"], ["kitchen"]],
  ["Kitchen", ["kitchen"], ["kitchen"]],
  ["li", ["light-1", "light-2"], ["light-1", "light-2"]],
  ["hall", ["all"], []],
  ["desk", ["kitchen"], []],
];

for (const [word, names, found] of similar)
  test(`${word} is similar to ${found.join(" and ") || "nothing"} of ${names.join(", ")}`, (t) => {
    t.deepEqual(similarTo(word, names), found);
  });

test("a hint suggests similar names, or lists all", (t) => {
  t.is(hint("hal", ["hall"]), "; did you mean hall?");
  t.is(hint("desk", ["hall"]), "");
  t.is(hint("desk", ["hall"], "there are"), "; there are: hall");
  t.is(hint("desk", [], "there are"), "; there are: none");
});
