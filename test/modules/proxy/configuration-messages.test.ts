import test from "ava";
import { ProxyFilter, proxyFilterCapacity } from "../../../modules/network/proxy-filter.js";
import {
  configureFilter,
  ConfigurationResult,
  decodeFilterStatus,
  encodeAddresses,
  encodeFilterStatus,
  encodeSetFilterType,
  ProxyOpcode,
} from "../../../modules/proxy/configuration-messages.js";

const { answer, full, length, opcode } = ConfigurationResult;

/** Messages, what the server does with each, and its Filter Status afterwards: type, size. */
const cases: readonly (readonly [
  name: string,
  messages: readonly (readonly [octets: readonly number[], result: number])[],
  status: readonly [number, number],
])[] = [
  ["accept list", [[[0, 0], answer]], [0, 0]],
  ["reject list", [[[0, 1], answer]], [1, 0]],
  [
    "a kind that is prohibited changes nothing",
    [
      [[0, 1], answer],
      [[0, 2], length],
    ],
    [1, 0],
  ],
  ["no kind", [[[0], length]], [0, 0]],
  ["two kinds", [[[0, 1, 1], length]], [0, 0]],
  ["addresses", [[[1, 0, 1, 0xc0, 0], answer]], [0, 2]],
  ["no addresses are answered", [[[1], answer]], [0, 0]],
  ["half an address", [[[1, 0, 1, 2], length]], [0, 0]],
  [
    "addresses removed",
    [
      [[1, 0, 1, 0, 2], answer],
      [[2, 0, 1], answer],
    ],
    [0, 1],
  ],
  [
    "half an address removed",
    [
      [[1, 0, 1], answer],
      [[2, 0], length],
    ],
    [0, 1],
  ],
  ["a status is not for a server", [[[3, 0, 0, 0], opcode]], [0, 0]],
  ["directed proxy control is not supported", [[[5, 0], opcode]], [0, 0]],
  ["an opcode that is not known", [[[0xff, 0, 0], opcode]], [0, 0]],
];

for (const [name, messages, status] of cases)
  test(name, (t) => {
    const filter = new ProxyFilter();
    for (const [octets, result] of messages) {
      const bytes = Uint8Array.of(9, 9, ...octets, 9);
      t.is(configureFilter(filter, bytes, 2, 2 + octets.length), result);
    }
    const [type, size] = status;
    t.deepEqual(encodeFilterStatus(filter), Uint8Array.of(3, type, size >> 8, size));
  });

test("a thousand addresses: the list is full, and each message is answered", (t) => {
  const filter = new ProxyFilter();
  let results = "";
  for (let first = 1; first <= 1000; first += 5) {
    const addresses = [0, 1, 2, 3, 4].map((i) => first + i);
    const message = encodeAddresses(ProxyOpcode.addAddresses, addresses);
    results += configureFilter(filter, message, 0, message.length) === full ? "f" : ".";
  }
  t.is(results, "..." + "f".repeat(197));
  t.deepEqual(decodeFilterStatus(encodeFilterStatus(filter), 0, 4), {
    type: 0,
    size: proxyFilterCapacity,
  });
});

test("what a client sends is what the server takes", (t) => {
  const filter = new ProxyFilter();
  for (const message of [
    encodeSetFilterType(0),
    encodeAddresses(ProxyOpcode.addAddresses, [1, 0xc000, 0xffff]),
    encodeAddresses(ProxyOpcode.removeAddresses, [0xc000]),
  ])
    t.is(configureFilter(filter, message, 0, message.length), answer);
  t.true(filter.passes(1) && filter.passes(0xffff) && !filter.passes(0xc000));
  t.throws(() => encodeAddresses(1, []), { message: /0 where 1\.\.5/ });
  t.throws(() => encodeAddresses(1, [1, 2, 3, 4, 5, 6]), { message: /6 where 1\.\.5/ });
});

const damaged: readonly (readonly number[])[] = [
  [],
  [3],
  [3, 0, 0],
  [3, 2, 0, 0],
  [2, 0, 0, 0],
  [3, 0, 0, 0, 0],
];
for (const octets of damaged)
  test(`no Filter Status: ${octets.join(" ") || "nothing"}`, (t) => {
    t.is(decodeFilterStatus(Uint8Array.from(octets), 0, octets.length), undefined);
  });
