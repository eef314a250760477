import test from "ava";
import { SeededRandom } from "../../../hosts/node/seeded-random.js";
import { toHex } from "../../../modules/base/bytes.js";
import {
  decodeDatagram,
  encodeDatagram,
  type Datagram,
} from "../../../tools/simulators/datagram.js";

const datagrams: readonly Datagram[] = [
  { kind: "hello", name: "light-1" },
  { kind: "packet", rssi: -61, data: Uint8Array.of(2, 0x2b, 0) },
  { kind: "packet", rssi: 20, data: new Uint8Array(31).fill(7) },
  { kind: "question", name: "state" },
  { kind: "answer", json: '{"value":{"uuid":"00"}}' },
  { kind: "event", json: '{"type":"board.lamp","name":"lamp","on":true}' },
];

test("datagrams round-trip; an air's begin with no process", (t) => {
  t.is(toHex(encodeDatagram(datagrams[0]!)), "00000000" + "00" + "6c696768742d31");
  t.is(toHex(encodeDatagram(datagrams[1]!)), "00000000" + "01" + "c3" + "022b00");
  for (const datagram of datagrams) t.deepEqual(decodeDatagram(encodeDatagram(datagram)), datagram);
});

test("truncated and random datagrams never throw", (t) => {
  for (const datagram of datagrams) {
    const octets = encodeDatagram(datagram);
    for (let end = 0; end <= 5; end++) t.is(decodeDatagram(octets.subarray(0, end)), undefined);
  }
  const random = new SeededRandom("datagram");
  const octets = new Uint8Array(80);
  for (let i = 0; i < 2000; i++) {
    random.fill(octets);
    octets[4]! &= 7;
    const decoded = decodeDatagram(octets.subarray(0, i % octets.length));
    if (octets[4]! > 4) t.is(decoded, undefined);
    if (decoded?.kind === "packet") t.true(decoded.data.length >= 1 && decoded.data.length <= 31);
  }
});
