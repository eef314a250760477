import test from "ava";
import { reportKeys } from "../../../../tools/report/decode/report-keys.js";

const key = (digit: string) => digit.repeat(32);

test("the keys file of a capture", (t) => {
  const keys = reportKeys({
    ivIndexes: ["0000000a"],
    netKeys: [key("1")],
    appKeys: [key("2")],
    deviceKeys: [{ address: "000b", key: key("3") }],
    labels: [key("4")],
  });
  t.deepEqual(keys.ivIndexes, [10]);
  t.is(keys.netKeys[0]![0], 0x11);
  t.is(keys.deviceKeys[0]!.address, 11);
  t.is(keys.labels.length, 1);
});

test("a mesh configuration database: keys of both phases, device keys, labels and names", (t) => {
  const database = {
    netKeys: [{ key: key("A"), oldKey: key("B") }],
    appKeys: [{ key: key("C") }],
    nodes: [
      { unicastAddress: "000A", deviceKey: key("D"), name: "hall" },
      { unicastAddress: "000C" },
    ],
    groups: [{ address: "C000" }, { address: "01234567-89ab-cdef-0123-456789ABCDEF" }],
  };
  for (const content of [database, { meshNetwork: database }]) {
    const keys = reportKeys(content);
    t.is(keys.netKeys.length, 2);
    t.is(keys.appKeys.length, 1);
    t.deepEqual(
      keys.deviceKeys.map(({ address }) => address),
      [10],
    );
    t.is(keys.labels.length, 1);
    t.is(keys.names.get(10), "hall");
    t.deepEqual(keys.ivIndexes, []);
  }
});

for (const [content, complaint] of [
  [null, /neither the keys file of a capture nor a mesh configuration database/],
  [{ keys: [] }, /neither/],
  [{ netKeys: ["12"] }, /"12" is not a key of 32 hexadecimal digits/],
  [{ netKeys: [{}] }, /undefined is not a key/],
  [{ netKeys: [key("1")], ivIndexes: ["x"] }, /"x" is not a hexadecimal number/],
] as const)
  test(`other content is refused: ${JSON.stringify(content)}`, (t) => {
    t.throws(() => reportKeys(content), { message: complaint });
  });
