// The sending and the receiving side of segmentation, joined without a radio.
import { RunQueue } from "../../../modules/base/run-queue.js";
import test from "ava";
import { provisionedIvState } from "../../../modules/network/iv-update.js";
import type { Network } from "../../../modules/network/network.js";
import type { OriginatedPdu } from "../../../modules/network/network-pdu.js";
import { Sequence } from "../../../modules/network/sequence.js";
import { defaultNetworkSettings } from "../../../modules/network/settings.js";
import type { DeviceKey } from "../../../modules/crypto/application-key.js";
import type { Subnet } from "../../../modules/network/subnets.js";
import { Reassembly } from "../../../modules/transport/reassembly.js";
import {
  decodeAcknowledgment,
  maximumUpperTransportPdu,
} from "../../../modules/transport/lower-transport-pdu.js";
import { RelayDistances } from "../../../modules/transport/relay-distance.js";
import { Segmentation } from "../../../modules/transport/segmentation.js";
import {
  defaultSarReceiver,
  defaultSarTransmitter,
} from "../../../modules/transport/sar-configuration.js";
import { testRecords } from "../../support/records.js";
import { receivedPdu } from "../../support/received-pdu.js";
import { message, replayList } from "../../support/replay.js";
import { TestClock } from "../../support/test-clock.js";
import { TestRandom } from "../../support/test-random.js";

const subnet = { netKeyIndex: 0 } as Subnet;
/** A sender that does not give up. */
const patient = { unicastRetransmissionsCount: 15, unicastRetransmissionsWithoutProgressCount: 15 };

function make(dst: number, loss: number) {
  const clock = new TestClock();
  const random = new TestRandom(dst);
  const { diagnostics, records } = testRecords();
  const sequence = Sequence.create(records, provisionedIvState(7, false), 100);
  const { list: replay } = replayList(1, testRecords(), { index: 7 });
  const heard: Uint8Array[] = [];
  const results: (string | undefined)[] = [];
  const lost = () => random.fraction() < loss;
  const network = {
    backlog: 0,
    transmitCredentials: () => ({ subnet }),
    send({ bytes, control, ivIndex, seq, src, ttl }: OriginatedPdu) {
      if (lost() || !replay.isNew(src, ivIndex, seq)) return;
      const fields = { ivIndex, control, ttl, seq, src, dst };
      incoming.receive(receivedPdu(fields, bytes));
    },
  } as unknown as Network;
  const sarTransmitter = { ...defaultSarTransmitter, ...patient };
  const outgoing = new Segmentation({
    distances: new RelayDistances(),
    clock,
    queue: new RunQueue(clock),
    network,
    sequence,
    sar: { sarTransmitter },
    // As they are: nothing is encrypted here.
    user: { seal: ({ payload }) => payload },
  });
  const incoming: Reassembly = new Reassembly({
    incomingMessages: 6,
    clock,
    diagnostics,
    replay,
    settings: defaultNetworkSettings(),
    sar: { sarReceiver: defaultSarReceiver },
    network,
    control: {
      sendSoon: ({ src, dst: to, bytes }) => {
        const ack = decodeAcknowledgment(bytes.subarray(1))!;
        if (!lost()) clock.schedule(() => outgoing.acknowledge(subnet, src, to, ack), 20);
      },
    },
    user: {
      reassembled: ({ highestSeq, identity: { ivIndex, seq, src } }, bytes) => {
        const changes = { firstSeq: seq, segmented: true, bytes };
        if (replay.admit(message(src, ivIndex, highestSeq, changes), false) === undefined)
          heard.push(bytes.slice());
      },
    },
  });
  const say = (upper: Uint8Array) =>
    outgoing.sendSegmented({
      subnet,
      src: 1,
      dst,
      ttl: 3,
      key: {} as DeviceKey,
      aid: 1,
      payload: upper,
      onEnd: (error) => results.push(error?.message),
    });
  return { clock, heard, random, results, say };
}

for (const [loss, dst] of [
  [0, 2],
  [0.3, 2],
  [0, 0xc000],
  [0.1, 0xc000],
] as const)
  test(`PDUs of every length to ${dst.toString(16)} with ${loss * 100} % loss`, (t) => {
    const { clock, heard, random, results, say } = make(dst, loss);
    let missing = 0;
    for (let length = 5; length <= maximumUpperTransportPdu; length++) {
      const upper = random.bytes(length);
      say(upper);
      clock.advance(60_000);
      const [result, ...more] = results.splice(0);
      t.deepEqual([result, more.length], [undefined, 0]);
      const received = heard.splice(0);
      if (received.length === 0 && dst !== 2 && loss > 0) missing++;
      else t.deepEqual(received, [upper]);
    }
    t.is(clock.pending, 0);
    t.true(missing < 20, `${missing} of the group's messages got lost`);
  });
