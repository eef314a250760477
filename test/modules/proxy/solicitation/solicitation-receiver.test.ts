import test from "ava";
import { NonceType } from "../../../../modules/host/network-cipher.js";
import { NetworkKeys } from "../../../../modules/crypto/network-keys.js";
import { OnDemandPrivateProxyServer } from "../../../../modules/foundation/on-demand-private-proxy/server.js";
import { TestStore } from "../../../support/records.js";
import {
  solicitationAdvertisement,
  type SolicitationFields,
  SolicitationRig,
} from "../../../support/solicitation-rig.js";

test("a solicited node advertises Private Network Identity, from a private address, for the On-Demand time", async (t) => {
  const rig = new SolicitationRig();
  t.is(rig.advertised(rig.proxy), undefined);
  t.is(await rig.solicit(solicitationAdvertisement(rig.keys)), "advertises");
  t.is(rig.advertised(rig.proxy)?.type, 2);
  t.not(rig.server(rig.proxy).advertisement!.privateAddress, undefined);
  await rig.mesh.clock.run(9980);
  t.is(rig.advertised(rig.proxy)?.type, 2);
  await rig.mesh.clock.run(20);
  t.is(rig.advertised(rig.proxy), undefined);
});

test("another valid PDU starts the On-Demand time again; a replayed one does not", async (t) => {
  const rig = new SolicitationRig();
  await rig.solicit(solicitationAdvertisement(rig.keys, { seq: 5 }));
  await rig.mesh.clock.run(8000);
  await rig.solicit(solicitationAdvertisement(rig.keys, { seq: 6 }));
  await rig.mesh.clock.run(8000);
  t.is(
    await rig.solicit(solicitationAdvertisement(rig.keys, { seq: 6 })),
    "advertises solicitation.replay",
  );
  await rig.mesh.clock.run(2000);
  t.is(rig.advertised(rig.proxy), undefined);
});

test("a connection ends the advertising", async (t) => {
  const rig = new SolicitationRig();
  await rig.solicit(solicitationAdvertisement(rig.keys));
  const client = await rig.connect(rig.proxy);
  t.is(client.reason, undefined);
  t.is(rig.advertised(rig.proxy), undefined);
});

test("the node advertises on the subnet that the PDU belongs to", async (t) => {
  const rig = new SolicitationRig();
  const key = new Uint8Array(16).fill(5);
  rig.proxy.node.network!.subnets.add(5, key);
  const other = new NetworkKeys({ crypto: rig.mesh.crypto, key });
  await rig.solicit(solicitationAdvertisement(other));
  t.is(rig.states.identification({ netKeyIndex: 5 }), 2);
  t.is(rig.states.identification({ netKeyIndex: 0 }), undefined);
});

test("in each phase of a Key Refresh procedure both keys of the subnet are taken", async (t) => {
  const rig = new SolicitationRig();
  const key = new Uint8Array(16).fill(9);
  const { subnets } = rig.proxy.node.network!;
  const next = new NetworkKeys({ crypto: rig.mesh.crypto, key });
  let seq = 0;
  const both = async () => {
    const results: string[] = [];
    for (const keys of [rig.keys, next]) {
      results.push(await rig.solicit(solicitationAdvertisement(keys, { seq: seq++ })));
      rig.connected();
    }
    return results;
  };
  t.deepEqual(await both(), ["advertises", "solicitation.unknown-nid"]);
  subnets.update(0, key);
  t.deepEqual(await both(), ["advertises", "advertises"]);
  subnets.setPhase(0, 2);
  t.deepEqual(await both(), ["advertises", "advertises"]);
  subnets.setPhase(0, 3);
  t.deepEqual(await both(), ["solicitation.unknown-nid", "advertises"]);
});

const replay = "solicitation.replay";
const sequences: readonly (readonly [src: number, seq: number, result: string])[] = [
  [0x0700, 7, "advertises"],
  [0x0700, 7, replay],
  [0x0700, 6, replay],
  [0x0700, 8, "advertises"],
  [0x0701, 0, "advertises"],
  [0x0701, 0, replay],
  [0x0701, 0xffffff, "advertises"],
  [0x0701, 0xffffff, replay],
  [0x0700, 8, replay],
];

test("of each address only a greater SSEQ is taken, also after a power cut", async (t) => {
  const store = new TestStore();
  let rig = new SolicitationRig([], store);
  for (const restarts of [false, true])
    for (const [src, seq, result] of sequences) {
      const expected = restarts ? replay : result;
      const at = `${src.toString(16)} ${seq}${restarts ? " after the cut" : ""}`;
      t.is(await rig.solicit(solicitationAdvertisement(rig.keys, { src, seq })), expected, at);
      rig.connected();
      if (restarts) rig = new SolicitationRig([], store.copy());
    }
});

test("PDUs of further addresses are dropped when the list is full", async (t) => {
  const rig = new SolicitationRig();
  for (let i = 0; i < 10; i++) {
    const src = 0x0200 + i;
    t.is(await rig.solicit(solicitationAdvertisement(rig.keys, { src })), "advertises");
    rig.connected();
  }
  t.is(
    await rig.solicit(solicitationAdvertisement(rig.keys, { src: 0x0300 })),
    "solicitation.replay-list-full",
  );
  t.is(
    await rig.solicit(solicitationAdvertisement(rig.keys, { src: 0x0205, seq: 1 })),
    "advertises",
  );
});

test("the application chooses the entries of the list", async (t) => {
  const rig = new SolicitationRig([], undefined, 1);
  t.is(await rig.solicit(solicitationAdvertisement(rig.keys)), "advertises");
  rig.connected();
  t.is(
    await rig.solicit(solicitationAdvertisement(rig.keys, { src: 0x0300 })),
    "solicitation.replay-list-full",
  );
  for (const replayList of [0, 1.5, 0x8000])
    t.throws(() => new OnDemandPrivateProxyServer({ replayList }), {
      name: "RangeError",
      message: `replayList: ${replayList} is not a whole number from 1 to 32767`,
    });
});

const refused: readonly (readonly [what: string, fields: SolicitationFields, reason: string])[] = [
  ["the nonce of a network PDU", { nonce: NonceType.network }, "solicitation.length"],
  ["the IV Index of the network", { ivIndex: 8 }, "solicitation.decrypt"],
  ["IVI 1", { ivIndex: 1 }, "solicitation.decrypt"],
  ["CTL 0", { control: false }, "solicitation.address"],
  ["TTL 1", { ttl: 1 }, "solicitation.address"],
  ["a DST", { dst: 0x0100 }, "solicitation.address"],
  ["SSRC 0000", { src: 0 }, "solicitation.address"],
  ["a group as SSRC", { src: 0xc000 }, "solicitation.address"],
];

for (const [what, fields, reason] of refused)
  test(`a PDU with ${what} is dropped as ${reason}`, async (t) => {
    const rig = new SolicitationRig();
    t.is(await rig.solicit(solicitationAdvertisement(rig.keys, fields)), reason);
  });

const octets: readonly (readonly [
  what: string,
  change: (data: number[]) => unknown,
  reason: string,
])[] = [
  ["service data of another service", (data) => (data[9] = 0x28), "bearer.unknown-type"],
  ["service data of a similar UUID", (data) => (data[10] = 0x19), "bearer.unknown-type"],
  ["service data of two octets", (data) => ((data[7] = 3), data.splice(11)), "bearer.unknown-type"],
  ["another Identification Type", (data) => (data[11] = 1), "solicitation.length"],
  ["an octet too few", (data) => (data[7]!--, data.pop()), "solicitation.length"],
  ["an octet too many", (data) => (data[7]!++, data.push(0)), "solicitation.length"],
  ["another NID", (data) => (data[12]! ^= 1), "solicitation.unknown-nid"],
  ["the IVI bit set", (data) => (data[12]! |= 0x80), "solicitation.decrypt"],
  ["a wrong NetMIC", (data) => (data[28]! ^= 1), "solicitation.decrypt"],
  ["another SSEQ", (data) => (data[16]! ^= 1), "solicitation.decrypt"],
  // The nonce has not the TTL.
  ["another TTL", (data) => (data[13]! ^= 1), "solicitation.address"],
];

for (const [what, change, reason] of octets)
  test(`${what} is dropped as ${reason}`, async (t) => {
    const rig = new SolicitationRig();
    const data = [...solicitationAdvertisement(rig.keys)];
    change(data);
    t.is(await rig.solicit(Uint8Array.from(data)), reason);
  });

test("service data is taken from the bearer only while the node reacts to solicitations", async (t) => {
  const rig = new SolicitationRig();
  const steps: readonly (readonly [act: () => unknown, reacts: boolean])[] = [
    [() => undefined, true],
    [() => (rig.states.gattProxy = true), false],
    [() => (rig.states.gattProxy = false), true],
    [() => (rig.states.privateGattProxy = true), false],
    [() => (rig.states.privateGattProxy = false), true],
    [() => (rig.states.onDemand = 0), false],
    [() => (rig.states.onDemand = 1), true],
    [() => (rig.states.onDemand = 2), true],
  ];
  let seq = 0;
  for (const [i, [act, reacts]] of steps.entries()) {
    act();
    // What is advertised follows by the run queue.
    await rig.mesh.clock.run(0);
    const data = solicitationAdvertisement(rig.keys, { seq: seq++ });
    const shown = rig.advertised(rig.proxy) ? "advertises " : "";
    const result = await rig.solicit(data);
    t.is(result, reacts ? "advertises" : `${shown}bearer.unknown-type`, `step ${i}`);
    rig.connected();
  }
});

test("a node that leaves its network takes no service data any longer", async (t) => {
  const rig = new SolicitationRig();
  await rig.solicit(solicitationAdvertisement(rig.keys));
  t.is(rig.proxy.store.keys().filter((key) => key.startsWith("s.")).length, 1);
  rig.proxy.node.reset();
  t.is(await rig.solicit(solicitationAdvertisement(rig.keys, { seq: 1 })), "bearer.unknown-type");
  t.deepEqual(
    rig.proxy.store.keys().filter((key) => key.startsWith("s.")),
    [],
  );
});

test("a holder of the NetKey who solicits without end wears the store once a minute, and no PDU is accepted twice", async (t) => {
  const store = new TestStore();
  const rig = new SolicitationRig([], store);
  const accepted: number[] = [];
  let writes = 0;
  const write = store.write.bind(store);
  store.write = (key, content) => {
    if (key.startsWith("s.")) writes++;
    write(key, content);
  };
  // Each with a number far above the last one, for a quarter of an hour.
  for (let i = 0; i < 900; i++) {
    const result = await rig.solicit(solicitationAdvertisement(rig.keys, { seq: 1000 * i }));
    if (result === "advertises") accepted.push(1000 * i);
    else t.is(result, "solicitation.rate");
    rig.connected();
    await rig.mesh.clock.run(989);
  }
  t.is(accepted.length, 16 + 14);
  t.is(writes, accepted.length);
  const after = new SolicitationRig([], store.copy());
  for (const seq of accepted)
    t.is(await after.solicit(solicitationAdvertisement(rig.keys, { seq })), replay);
});
