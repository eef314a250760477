import test from "ava";
import { FieldError } from "../../../../../modules/access/field.js";
import { modelIdText } from "../../../../../modules/access/model-id.js";
import { putOpcode } from "../../../../../modules/access/opcode.js";
import { fromHex, toHex } from "../../../../../modules/base/bytes.js";
import type { FastProvInfo } from "../../../../../modules/espressif/fast-provisioning/models/info-set.js";
import * as messages from "../../../../../modules/espressif/fast-provisioning/models/messages.js";
import { codecTests, sample } from "../../../../support/codec.js";
import { TestRandom } from "../../../../support/test-random.js";
import vectors from "../../../../vectors/espressif/fast-provisioning.json" with { type: "json" };

const {
  FastProvInfoSet,
  FastProvInfoStatus,
  FastProvNetKeyAdd,
  FastProvNetKeyStatus,
  FastProvNodeAddr,
  FastProvNodeAddrAck,
  FastProvNodeAddrGet,
  FastProvNodeAddrStatus,
  FastProvNodeGroupAdd,
  FastProvNodeGroupDelete,
} = messages;

const netKey = Uint8Array.from({ length: 16 }, (_, i) => i);

codecTests(
  messages,
  [
    ...vectors.infoSet.map(({ payload, info: { matchValue, ...numbers } }) =>
      sample(
        FastProvInfoSet,
        {
          info:
            matchValue === undefined ? numbers : { ...numbers, matchValue: fromHex(matchValue) },
        },
        payload,
      ),
    ),
    ...vectors.infoStatus.map(({ payload, answer }) =>
      sample(
        FastProvInfoStatus,
        { answer: "busy" in answer ? { busy: true as const } : answer },
        payload,
      ),
    ),
    sample(FastProvInfoSet, { info: { primaryAddress: 0x0005 } }, "c0e502 8000 0500"),
    sample(FastProvInfoSet, { info: { ivIndex: 0xfedcba98 } }, "c0e502 1000 98badcfe"),
    sample(FastProvInfoSet, { info: { matchValue: Uint8Array.of(1) } }, "c0e502 0001 01"),
    sample(FastProvInfoSet, { info: { action: 0x83 } }, "c0e502 0002 83"),
    sample(
      FastProvInfoSet,
      { info: { matchValue: new Uint8Array(0), action: 2 } },
      "c0e502 0003 02",
    ),
    sample(FastProvInfoStatus, { answer: {} }, "c1e502 0000"),
    sample(FastProvInfoStatus, { answer: { context: 1 } }, "c1e502 0100 01"),
    sample(FastProvNetKeyAdd, { netKey }, `c2e502 ${toHex(netKey)}`),
    sample(FastProvNetKeyStatus, { netKey: 0, action: 4 }, "c3e502 00 04"),
    sample(FastProvNodeAddr, { addresses: [0x0006] }, "c4e502 0600"),
    sample(FastProvNodeAddr, { addresses: [6, 7, 8, 0x1234] }, "c4e502 0600 0700 0800 3412"),
    sample(FastProvNodeAddrAck, {}, "c5e502"),
    sample(FastProvNodeAddrGet, {}, "c6e502"),
    sample(FastProvNodeAddrStatus, { addresses: [] }, "c7e502"),
    sample(FastProvNodeAddrStatus, { addresses: [6, 0x7fff] }, "c7e502 0600 ff7f"),
    sample(FastProvNodeGroupAdd, { group: 0xc000, addresses: [6] }, "c8e502 00c0 0600"),
    sample(FastProvNodeGroupDelete, { group: 0xc001, addresses: [6, 7] }, "c9e502 01c0 0600 0700"),
  ],
  [
    [FastProvInfoSet, "c0e502"],
    [FastProvInfoSet, "c0e502 00"],
    [FastProvInfoSet, "c0e502 0000"], // no flags, and too short for a status
    [FastProvInfoSet, "c0e502 0001"], // a match value of no octets, and nothing else
    [FastProvInfoSet, "c0e502 4004 00c0"], // each of the reserved flags
    [FastProvInfoSet, "c0e502 4008 00c0"],
    [FastProvInfoSet, "c0e502 4010 00c0"],
    [FastProvInfoSet, "c0e502 4020 00c0"],
    [FastProvInfoSet, "c0e502 4040 00c0"],
    [FastProvInfoSet, "c0e502 4080 00c0"],
    [FastProvInfoSet, "c0e502 4000 00"], // a group cut off
    [FastProvInfoSet, "c0e502 1000 000000"], // an IV index cut off
    [FastProvInfoSet, "c0e502 4002 00c0"], // an action that is not there
    [FastProvInfoSet, "c0e502 4003 00c0"], // nor behind a match value
    [FastProvInfoSet, "c0e502 4000 00c0 00"], // an octet left over
    [FastProvInfoSet, "c0e502 4002 00c0 01 00"],
    [FastProvInfoSet, "c0e502 0800 04"], // flags that do not exist
    [FastProvInfoSet, "c0e502 0800 80"],
    [FastProvInfoSet, "c0e502 0002 04"], // an action that does not exist
    [FastProvInfoSet, "c0e502 0002 41"],
    [FastProvInfoStatus, "c1e502 ff"],
    [FastProvInfoStatus, "c1e502 ffff 00"], // busy, and something behind
    [FastProvInfoStatus, "c1e502 8000 00"], // unknown bits
    [FastProvInfoStatus, "c1e502 0080 00"],
    [FastProvInfoStatus, "c1e502 4400 01"], // a status missing
    [FastProvInfoStatus, "c1e502 4000 01 02"], // a status too many
    [FastProvInfoStatus, "c1e502 0000 00"],
    [FastProvNetKeyAdd, "c2e502 000102030405060708090a0b0c0d0e0f10"],
    [FastProvNetKeyStatus, "c3e502 00 00 00"],
    [FastProvNodeAddr, "c4e502 0600 07"],
    [FastProvNodeAddrAck, "c5e502 00"],
    [FastProvNodeAddrGet, "c6e502 00"],
    [FastProvNodeAddrStatus, "c7e502 06"],
    [FastProvNodeGroupAdd, "c8e502 00c0 06"],
    [FastProvNodeGroupDelete, "c9e502 00"],
  ],
);

function readInfo(hex: string): FastProvInfo | undefined {
  const bytes = fromHex(`c0e502${hex}`);
  return FastProvInfoSet.decode(bytes, bytes.length)?.info;
}

test("the models are Espressif's", (t) => {
  t.is(modelIdText(messages.fastProvisioningClientId), "02e5:0000");
  t.is(modelIdText(messages.fastProvisioningServerId), "02e5:0001");
});

test("what answers what", (t) => {
  t.is(FastProvInfoSet.response, FastProvInfoStatus);
  t.is(FastProvNetKeyAdd.response, FastProvNetKeyStatus);
  t.is(FastProvNodeAddr.response, FastProvNodeAddrAck);
  t.is(FastProvNodeAddrGet.response, FastProvNodeAddrStatus);
  t.is(FastProvNodeGroupAdd.response, undefined);
  t.is(FastProvNodeGroupDelete.response, undefined);
});

test("no context flags: an empty info, whatever is behind them", (t) => {
  t.deepEqual(readInfo("0000 00"), {});
  t.deepEqual(readInfo("0000 ffffffffff"), {});
});

test("a match value that is too long is read: the server has a status for it", (t) => {
  const long = "aa".repeat(17);
  t.deepEqual(readInfo(`0001${long}`), { matchValue: fromHex(long) });
  t.deepEqual(readInfo(`0003${long}01`), { matchValue: fromHex(long), action: 1 });
});

test("a hundred addresses are read", (t) => {
  const addresses = Array.from({ length: 100 }, (_, i) => 0x0100 + i);
  const bytes = FastProvNodeAddr.encode({ addresses });
  t.is(bytes.length, 3 + 200);
  t.deepEqual(FastProvNodeAddr.decode(bytes, bytes.length), { addresses });
});

const unsendable: readonly (readonly [name: string, info: FastProvInfo])[] = [
  ["nothing", {}],
  ["members that are undefined", { unicastMin: undefined, matchValue: undefined }],
  ["an empty match value alone", { matchValue: new Uint8Array(0) }],
  ["a match value of 17 octets", { matchValue: new Uint8Array(17) }],
  ["a count of 17 bits", { nodeAddressCount: 0x10000 }],
  ["an address of 17 bits", { unicastMin: 0x10000 }],
  ["an address below 0", { unicastMax: -1 }],
  ["half an address", { primaryAddress: 1.5 }],
  ["a group of 17 bits", { groupAddress: 0x1c000 }],
  ["flags that do not exist", { flags: 4 }],
  ["an IV index of 33 bits", { ivIndex: 0x1_0000_0000 }],
  ["a key index of 17 bits", { netKeyIndex: 0x10000 }],
  ["an action that does not exist", { action: 4 }],
  ["an action of nine bits", { action: 0x101 }],
  ["an action below 0", { action: -1 }],
  ["half an action", { action: 0.5 }],
];

for (const [name, info] of unsendable)
  test(`not sent: ${name}`, (t) => {
    t.throws(() => FastProvInfoSet.encode({ info }), { instanceOf: FieldError });
  });

test("not sent: no address, an address or a status too large, a key too short", (t) => {
  for (const wrong of [
    () => FastProvNodeAddr.encode({ addresses: [] }),
    () => FastProvNodeAddrStatus.encode({ addresses: [0x10000] }),
    () => FastProvInfoStatus.encode({ answer: { action: 256 } }),
    () => FastProvNetKeyAdd.encode({ netKey: new Uint8Array(15) }),
  ])
    t.throws(wrong, { instanceOf: FieldError });
});

/** An info with each member there or not. */
function randomInfo(random: TestRandom): FastProvInfo {
  const some = <T extends object>(member: T): T | undefined =>
    random.below(2) ? member : undefined;
  return {
    ...some({ nodeAddressCount: random.below(0x10000) }),
    ...some({ unicastMin: random.below(0x10000) }),
    ...some({ unicastMax: random.below(0x10000) }),
    ...some({ flags: random.below(4) }),
    ...some({ ivIndex: random.next() }),
    ...some({ netKeyIndex: random.below(0x10000) }),
    ...some({ groupAddress: random.below(0x10000) }),
    ...some({ primaryAddress: random.below(0x10000) }),
    ...some({ matchValue: random.bytes(1 + random.below(16)) }),
    ...some({ action: random.below(4) | (random.below(2) << 7) }),
  };
}

test("every set of members there and back; cut off, it is dropped or says what it still says", (t) => {
  const random = new TestRandom(12);
  for (let i = 0; i < 500; i++) {
    const info = randomInfo(random);
    if (Object.keys(info).length === 0) continue;
    const bytes = FastProvInfoSet.encode({ info });
    t.deepEqual(FastProvInfoSet.decode(bytes, bytes.length), { info });
    const end = 3 + random.below(bytes.length - 3);
    const cut = FastProvInfoSet.decode(bytes, end);
    if (cut) t.deepEqual(FastProvInfoSet.encode(cut), bytes.slice(0, end));
  }
});

test("every set of statuses there and back", (t) => {
  for (let mask = 0; mask < 0x80; mask++) {
    const octets = [];
    for (let bit = 0; bit < 7; bit++) if (mask & (1 << bit)) octets.push(0x10 + bit);
    const bytes = Uint8Array.from([0xc1, 0xe5, 0x02, mask, 0, ...octets]);
    const read = FastProvInfoStatus.decode(bytes, bytes.length);
    t.truthy(read);
    t.deepEqual(FastProvInfoStatus.encode(read!), bytes);
  }
});

test("random octets behind context flags that exist never throw", (t) => {
  const random = new TestRandom(13);
  let taken = 0;
  for (let i = 0; i < 2000; i++) {
    const bytes = random.bytes(5 + random.below(30));
    putOpcode(bytes, FastProvInfoSet.opcode);
    bytes[4]! &= 0x03;
    const read = FastProvInfoSet.decode(bytes, bytes.length);
    if (!read) continue;
    taken++;
    if ((read.info.matchValue?.length ?? 0) > 16 || Object.keys(read.info).length === 0) continue;
    t.deepEqual(FastProvInfoSet.encode(read), bytes);
  }
  t.true(taken > 50);
});
