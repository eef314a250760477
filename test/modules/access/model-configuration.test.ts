import test from "ava";
import { Element } from "../../../modules/access/element.js";
import {
  decodeModelRecord,
  emptyModelConfiguration,
  encodeModelRecord,
  type ModelRecord,
  publishPeriod,
  sameSubscription,
} from "../../../modules/access/model-configuration.js";
import {
  loadModelConfigurations,
  saveModelConfiguration,
} from "../../../modules/access/model-records.js";
import { toHex } from "../../../modules/base/bytes.js";
import { ProbeServer, probeServerId } from "../../support/probe-models.js";
import { testRecords } from "../../support/records.js";
import { TestRandom } from "../../support/test-random.js";

const label = Uint8Array.from({ length: 16 }, (_, i) => i);

const full: ModelRecord = {
  subscriptions: [
    { address: 0xc001, label: undefined },
    { address: 0x9234, label },
  ],
  configuration: {
    bindings: [0x000, 0xfff],
    publication: {
      address: 0xbffe,
      label,
      appKeyIndex: 0xfff,
      credentialFlag: true,
      ttl: 0xff,
      period: 0xc5,
      retransmitCount: 7,
      retransmitSteps: 31,
    },
  },
};

test("a record as its description says", (t) => {
  const hex = toHex(label);
  t.is(toHex(encodeModelRecord(full)), `0200000fff02c0019234${hex}01bffe${hex}1fffffc5ff`);
  t.is(
    toHex(encodeModelRecord({ configuration: emptyModelConfiguration(), subscriptions: [] })),
    "000000",
  );
});

function random(source: TestRandom): ModelRecord {
  const subscription = () =>
    source.below(2) === 0
      ? { address: 0xc000 + source.below(0x4000), label: undefined }
      : { address: 0x8000 + source.below(0x4000), label: source.bytes(16) };
  return {
    subscriptions: Array.from({ length: source.below(33) }, subscription),
    configuration: {
      bindings: Array.from({ length: source.below(33) }, () => source.below(0x1000)),
      publication:
        source.below(2) === 0
          ? undefined
          : {
              ...subscription(),
              appKeyIndex: source.below(0x1000),
              credentialFlag: source.below(2) === 0,
              ttl: source.below(256),
              period: source.below(256),
              retransmitCount: source.below(8),
              retransmitSteps: source.below(32),
            },
    },
  };
}

test("configurations up to the largest come back as they were", (t) => {
  const source = new TestRandom(2);
  for (let i = 0; i < 200; i++) {
    const configuration = random(source);
    t.deepEqual(decodeModelRecord(encodeModelRecord(configuration)), configuration);
  }
});

test("a record that is cut off or too long makes no sense", (t) => {
  const source = new TestRandom(3);
  for (const configuration of [
    full,
    { configuration: emptyModelConfiguration(), subscriptions: [] },
    random(source),
    random(source),
  ]) {
    const record = encodeModelRecord(configuration);
    for (let length = 0; length < record.length; length++)
      t.is(decodeModelRecord(record.slice(0, length)), undefined, `${length} octets`);
    const longer = new Uint8Array(record.length + 1);
    longer.set(record);
    t.is(decodeModelRecord(longer), undefined);
  }
});

test("random octets never throw, and are mostly nonsense", (t) => {
  const source = new TestRandom(4);
  let nonsense = 0;
  for (let i = 0; i < 2000; i++)
    if (decodeModelRecord(source.bytes(source.below(120))) === undefined) nonsense++;
  t.true(nonsense > 1900);
});

test("periods in all four resolutions", (t) => {
  const table = [
    [0x00, 0],
    [0x40, 0],
    [0x01, 100],
    [0x3f, 6300],
    [0x41, 1000],
    [0x82, 20_000],
    [0xc1, 600_000],
    [0xff, 37_800_000],
  ] as const;
  for (const [period, milliseconds] of table) t.is(publishPeriod(period), milliseconds);
});

test("virtual subscriptions are the same when their labels are", (t) => {
  const other = label.slice();
  other[15] = 0xff;
  const address = 0x9234;
  t.true(sameSubscription({ address, label }, { address, label: label.slice() }));
  t.false(sameSubscription({ address, label }, { address, label: other }));
  t.false(sameSubscription({ address, label }, { address, label: undefined }));
  t.false(sameSubscription({ address, label }, { address: 0x9235, label }));
  t.true(sameSubscription({ address, label: undefined }, { address, label: undefined }));
});

test("what is saved for a model is loaded for it, and nonsense is set aside", (t) => {
  const { records, store, events } = testRecords();
  const make = () => [
    new Element({ index: 0, models: [new ProbeServer(0x1000)] }),
    new Element({ index: 1, models: [new ProbeServer(), new Other()] }),
  ];
  const [first, second] = make();
  first!.models[0]!.configuration = full.configuration;
  first!.models[0]!.subscriptionList.entries = full.subscriptions;
  second!.find(2)!.configuration = { ...full.configuration, bindings: [5] };
  for (const { models } of [first!, second!])
    for (const model of models) t.true(saveModelConfiguration(records, model));
  t.deepEqual(records.keys("m").sort(), ["m001000", "m010002", "m0112340001"]);
  records.write("m0112340001", Uint8Array.of(9, 9));
  const again = make();
  loadModelConfigurations(records, again);
  t.deepEqual(again[0]!.models[0]!.configuration, full.configuration);
  t.deepEqual(again[0]!.models[0]!.subscriptionList.entries, full.subscriptions);
  t.deepEqual(again[1]!.find(2)!.configuration.bindings, [5]);
  t.deepEqual(again[1]!.find(probeServerId)!.configuration, emptyModelConfiguration());
  t.true(store.records.has("bad.m0112340001".slice(0, 15)));
  t.is(events.filter(({ type }) => type === "store.corrupt").length, 1);
  store.failing = true;
  t.false(saveModelConfiguration(records, first!.models[0]!));
});

class Other extends ProbeServer {
  constructor() {
    super(2);
  }
  override get opcodes() {
    return new Map<number, unknown>().keys();
  }
}
