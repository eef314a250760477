import test from "ava";
import { fromHex, toHex } from "../../../modules/base/bytes.js";
import {
  maximumProxyMessage,
  noMessage,
  ProxyOutcome,
  proxyHeader,
  ProxyPduType,
  ProxySar,
  reduceProxyPdu,
} from "../../../modules/bearer/proxy-pdu.js";
import { ProxyReceiver } from "../../../modules/bearer/proxy-receiver.js";
import {
  type ProxyChannel,
  ProxySegmenter,
  ProxySender,
} from "../../../modules/bearer/proxy-sender.js";
import vectors from "../../vectors/proxy-pdu/proxy-pdus.json" with { type: "json" };
import { TestRandom } from "../../support/test-random.js";

const mtus = [23, 24, 33, 69, 70, 185, 517];

/** A channel that takes as many PDUs as a test says. */
class Channel implements ProxyChannel {
  room: number;
  free = Infinity;
  readonly written: string[] = [];
  messages = 0;

  constructor(mtu: number) {
    this.room = mtu - 3;
  }

  write(value: Uint8Array): boolean {
    if (this.free === 0) return false;
    this.free--;
    this.written.push(toHex(value));
    return true;
  }

  sent(): void {
    this.messages++;
  }
}

function sender(mtu: number) {
  const channel = new Channel(mtu);
  return { channel, sender: new ProxySender(new ProxySegmenter(), channel) };
}

function result(receiver: ProxyReceiver, value: Uint8Array): string {
  const next = receiver.receive(value);
  if (next > noMessage) return "-";
  switch (next) {
    case ProxyOutcome.deliver: {
      const { end, octets, start, type } = receiver;
      return `${type} ${toHex(octets!.subarray(start, end))}`;
    }
    case ProxyOutcome.type:
      return "type";
    case ProxyOutcome.length:
      return "length";
    default:
      return "violation";
  }
}

test("proxy PDU: messages are cut into full segments, the last of them not empty", (t) => {
  for (const { message, mtu, pdus, type } of vectors.messages) {
    const { channel, sender: one } = sender(mtu);
    one.send(type, fromHex(message));
    t.deepEqual(channel.written, pdus, `${message.length / 2} octets at ATT_MTU ${mtu}`);
    t.is(channel.messages, 1);
    t.is(one.waiting, 0);
  }
});

for (const { pdus, results, rule } of vectors.received)
  test(`proxy PDU received: ${rule}`, (t) => {
    const receiver = new ProxyReceiver();
    t.deepEqual(
      pdus.map((pdu) => result(receiver, fromHex(pdu))),
      results,
    );
    t.false(receiver.collecting);
  });

test("proxy PDU: in each state, what each SAR field and type does", (t) => {
  const collecting = reduceProxyPdu(noMessage, proxyHeader(ProxySar.first, 3), 4);
  const { deliver, violation } = ProxyOutcome;
  // [state, type of the PDU, results of complete, first, continuation, last]; "+": collects on.
  const rows: readonly (readonly [number, number, ...(number | "+")[]])[] = [
    [noMessage, 3, deliver, "+", violation, violation],
    [noMessage, 0, deliver, "+", violation, violation],
    [collecting, 3, violation, violation, "+", deliver],
    [collecting, 0, violation, violation, violation, violation],
    ...[noMessage, collecting].map((state) => [state, 4, -2, -2, -2, -2] as const),
    ...[noMessage, collecting].map((state) => [state, 63, -2, -2, -2, -2] as const),
  ];
  for (const [state, type, ...expected] of rows)
    for (let sar = 0; sar < 4; sar++) {
      const next = reduceProxyPdu(state, (sar << 6) | type, 5);
      t.is(next > noMessage ? "+" : next, expected[sar]!, `${state} ${type} ${sar}`);
    }
});

test("proxy PDU: what was cut is put together again, at every length and ATT_MTU", (t) => {
  const random = new TestRandom(1);
  for (const mtu of mtus) {
    const receiver = new ProxyReceiver();
    for (let length = 1; length <= maximumProxyMessage; length++) {
      const message = random.bytes(length);
      const type = length % 4;
      const { channel, sender: one } = sender(mtu);
      one.send(type, message);
      const results = channel.written.map((pdu) => result(receiver, fromHex(pdu)));
      t.is(results.pop(), `${type} ${toHex(message)}`);
      t.true(results.every((each) => each === "-"));
    }
  }
});

test("proxy PDU: segments of two messages are never mixed, however little room there is", (t) => {
  const random = new TestRandom(2);
  for (const mtu of [23, 33]) {
    const { channel, sender: one } = sender(mtu);
    const messages = [20, 66, 1, 45].map((length) => random.bytes(length));
    channel.free = 0;
    messages.forEach((message, type) => one.send(type, message));
    t.deepEqual(channel.written, []);
    while (one.waiting > 0) {
      channel.free = 1 + random.below(2);
      one.proceed();
    }
    t.is(channel.messages, 4);
    const receiver = new ProxyReceiver();
    const delivered = channel.written
      .map((pdu) => result(receiver, fromHex(pdu)))
      .filter((each) => each !== "-");
    t.deepEqual(
      delivered,
      messages.map((message, type) => `${type} ${toHex(message)}`),
    );
  }
});

test("proxy PDU: an ATT_MTU that grows counts from the next message on", (t) => {
  const { channel, sender: one } = sender(23);
  channel.free = 1;
  one.send(3, new Uint8Array(65));
  one.send(3, new Uint8Array(65));
  channel.room = 66;
  channel.free = Infinity;
  one.proceed();
  t.deepEqual(
    channel.written.map((pdu) => pdu.length / 2),
    [20, 20, 20, 9, 66],
  );
});

test("proxy PDU: a sender sends nothing over a connection that has ended, and nothing that was dropped", (t) => {
  const { channel, sender: one } = sender(23);
  channel.room = -3;
  one.send(3, new Uint8Array(5));
  t.deepEqual(channel.written, []);
  one.clear();
  channel.room = 20;
  one.proceed();
  t.deepEqual(channel.written, []);
  for (const length of [0, 67])
    t.throws(() => one.send(3, new Uint8Array(length)), {
      instanceOf: RangeError,
      message: `message: ${length} octets where 1..66 are possible`,
    });
});

test("proxy PDU: truncated segments change nothing but the message, and random ones are dropped or delivered within bounds", (t) => {
  const random = new TestRandom(3);
  const receiver = new ProxyReceiver();
  const seen = new Map<string, number>();
  for (let round = 0; round < 3000; round++) {
    const value = random.bytes(random.below(random.below(4) === 0 ? 100 : 8));
    // Types that exist, most of the time.
    if (value.length > 0 && random.below(8) > 0) value[0] = value[0]! & 0xc3;
    const copy = value.slice();
    const what = result(receiver, value);
    t.deepEqual(value, copy, "what was received is not changed");
    const kind = what.includes(" ") ? "deliver" : what;
    seen.set(kind, (seen.get(kind) ?? 0) + 1);
    if (kind !== "deliver") continue;
    t.true(receiver.end - receiver.start >= 1);
    t.true(receiver.end - receiver.start <= maximumProxyMessage);
    t.false(receiver.collecting);
  }
  for (const kind of ["-", "deliver", "type", "length", "violation"])
    t.true((seen.get(kind) ?? 0) > 10, kind);
  for (const { pdus } of vectors.messages)
    for (const pdu of pdus)
      for (let length = 0; length < pdu.length / 2; length++)
        t.notThrows(() => receiver.receive(fromHex(pdu).subarray(0, length)));
});

test("proxy PDU: a message that is reset leaves nothing behind", (t) => {
  const receiver = new ProxyReceiver();
  receiver.receive(fromHex("43010203"));
  t.true(receiver.collecting);
  receiver.reset();
  t.false(receiver.collecting);
  t.is(result(receiver, fromHex("4304")), "-");
  t.is(result(receiver, fromHex("c305")), "3 0405");
  t.is(ProxyPduType.provisioning, 3);
});
