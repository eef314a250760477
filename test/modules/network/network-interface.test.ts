import test from "ava";
import { ClearPdu } from "../../../modules/host/network-cipher.js";
import {
  type InterfaceUser,
  type NetworkBearer,
  type NetworkInterface,
  type OutboundPdu,
  retransmits,
} from "../../../modules/network/network-interface.js";
import { Network } from "../../../modules/network/network.js";
import { networkLayer } from "../../support/network-layer.js";

/** A bearer that keeps what is sent by it, and lets a test put in what comes. */
class TestInterface implements NetworkInterface {
  readonly sent: { payload: Uint8Array; dst: number; ttl: number; relayed: boolean }[] = [];
  readonly backlog = 0;
  network: InterfaceUser | undefined;
  nids: Uint8Array | undefined;
  closed = false;

  constructor(readonly bearer: NetworkBearer) {}

  open(network: InterfaceUser): void {
    this.network = network;
  }

  send({ clear, length, onEnd, payload, relayed }: OutboundPdu): void {
    const dst = (clear[ClearPdu.dst]! << 8) | clear[ClearPdu.dst + 1]!;
    const ttl = clear[ClearPdu.controlTtl]! & 0x7f;
    this.sent.push({ payload: payload.slice(0, length), dst, ttl, relayed });
    onEnd?.(true);
  }

  setNids(nids: Uint8Array): void {
    this.nids = nids;
  }

  close(): void {
    this.closed = true;
  }
}

type Way = readonly [from: NetworkBearer, to: NetworkBearer, same: boolean];
/** Mesh Protocol 1.1 table 3.11: what is retransmitted with neither feature, Relay, Proxy. */
const table: readonly (readonly [Way, readonly [none: boolean, relay: boolean, proxy: boolean]])[] =
  [
    [
      ["advertising", "advertising", true],
      [false, true, false],
    ],
    [
      ["advertising", "gatt", false],
      [false, false, true],
    ],
    [
      ["gatt", "advertising", false],
      [false, false, true],
    ],
    [
      ["gatt", "gatt", false],
      [false, false, true],
    ],
    [
      ["gatt", "gatt", true],
      [false, false, false],
    ],
    [
      ["local", "advertising", false],
      [false, false, false],
    ],
    [
      ["local", "gatt", false],
      [false, false, false],
    ],
    [
      ["advertising", "local", false],
      [false, false, false],
    ],
    [
      ["gatt", "local", false],
      [false, false, false],
    ],
  ];

for (const [[from, to, same], expected] of table)
  test(`table 3.11: from ${from} to ${same ? "the same" : "another"} ${to}`, (t) => {
    const source = new TestInterface(from);
    const target = same ? source : new TestInterface(to);
    const settings = [{ relay: false }, { relay: true }, { relay: undefined, proxy: true }];
    t.deepEqual(
      settings.map((each) => retransmits(source, target, each)),
      [...expected],
    );
  });

function make() {
  const phone = new TestInterface("gatt");
  const other = new TestInterface("gatt");
  const rig = networkLayer(1, [phone, other]);
  return { ...rig, other, phone };
}

test("what comes by the advertising bearer goes to the GATT interfaces where the Proxy feature is on, with TTL - 1", async (t) => {
  const { other, packet, phone, radio, sent, settings } = make();
  radio.hear(packet({ dst: 9, ttl: 5 }));
  t.is(phone.sent.length, 0);
  settings.proxy = true;
  radio.hear(packet({ dst: 9, ttl: 5 }));
  for (const { sent: passed } of [phone, other])
    t.like(passed[0]!, { dst: 9, ttl: 4, relayed: true });
  t.deepEqual(phone.sent[0]!.payload, other.sent[0]!.payload);
  t.deepEqual(await sent(), []);
  settings.relay = true;
  radio.hear(packet({ dst: 9, ttl: 5 }));
  t.is(phone.sent.length, 2);
  t.is((await sent()).length, 3);
});

test("what comes by a GATT interface goes to all others, with Network Transmit, and not back", async (t) => {
  const { heard, other, packet, phone, sent, settings } = make();
  settings.proxy = true;
  settings.networkTransmit = { transmissions: 2, interval: 20 };
  settings.relayRetransmit = { transmissions: 5, interval: 20 };
  const data = packet({ dst: 0xc000, ttl: 5 });
  t.true(phone.network!.receive(phone, data, 2, data.length, 0));
  t.is(heard.length, 1);
  t.is(phone.sent.length, 0);
  t.like(other.sent[0]!, { dst: 0xc000, ttl: 4, relayed: false });
  const pdus = await sent();
  t.is(pdus.length, 2);
  t.like(pdus[0]!, { ttl: 4, dst: 0xc000 });
});

test("one message that comes by two interfaces is handled once", (t) => {
  const { diagnostics, heard, packet, phone, radio } = make();
  const data = packet();
  radio.hear(data);
  phone.network!.receive(phone, data, 2, data.length, 0);
  t.is(heard.length, 1);
  t.is(diagnostics.dropped("network.cached"), 1);
});

test("what the node originates leaves by every bearer, and ends once", async (t) => {
  const { network, other, phone, sent } = make();
  const credentials = network.transmitCredentials(0)!;
  const ends: boolean[] = [];
  const fields = { control: false, ivIndex: 7, ttl: 1, seq: 9, src: 0x0100, dst: 2 };
  const bytes = Uint8Array.of(1, 2);
  network.send({ ...fields, credentials, bytes, onEnd: (done) => ends.push(done) });
  t.is((await sent()).length, 3);
  t.deepEqual([phone.sent.length, other.sent.length], [1, 1]);
  t.deepEqual(ends, [true]);
});

test("without any bearer what the node originates is dropped, and its sender is told so", (t) => {
  const { crypto, diagnostics, network: other, sequence, settings, subnets } = networkLayer();
  other.close();
  const shared = { crypto, diagnostics, sequence, settings, subnets };
  const network = new Network({ ...shared, interfaces: [], address: 0x0100, elements: 1 });
  const credentials = network.transmitCredentials(0)!;
  const ends: boolean[] = [];
  const fields = { control: false, ivIndex: 7, ttl: 1, seq: 9, src: 0x0100, dst: 2 };
  const bytes = Uint8Array.of(1, 2);
  network.send({ ...fields, credentials, bytes, onEnd: (done) => ends.push(done) });
  t.deepEqual(ends, [false]);
});

test("every interface knows the NIDs, of new keys too, and is closed with the network layer", (t) => {
  const { network, phone, subnets } = make();
  t.is(phone.nids!.length, 2);
  subnets.update(0, new Uint8Array(16).fill(9));
  t.is(phone.nids!.length, 3);
  network.close();
  t.true(phone.closed);
});

test("what a PDU was secured with goes up with it", (t) => {
  const { network, packet, radio, subnets } = networkLayer();
  const seen: string[] = [];
  network.attach({
    listensTo: () => true,
    receive: ({ credentials, interface: from }) =>
      seen.push(
        `${credentials.kind}, subnet ${credentials.subnet.netKeyIndex}, ${credentials.new ? "new" : "old"} key, ${from.bearer}`,
      ),
  });
  subnets.update(0, new Uint8Array(16).fill(3));
  radio.hear(packet({}, 0));
  radio.hear(packet({}, 1));
  radio.hear(packet({}, 2));
  t.deepEqual(seen, [
    "managed flooding, subnet 0, old key, advertising",
    "managed flooding, subnet 1, old key, advertising",
    "managed flooding, subnet 0, new key, advertising",
  ]);
});
