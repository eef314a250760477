// What §5.3.3 says about when a generic provisioning PDU is sent, seen on the air.
import test from "ava";
import { fastProvisioningTiming } from "../../../../modules/provisioning/pb-adv/timing.js";
import { Rig, type RigOptions } from "../../../support/provisioning.js";

/** From the end of one event of the test's radio to another that is sent at once: its own time to send, and an event's. */
const sending = 3;

interface Sent {
  readonly time: number;
  readonly from: number;
  readonly what: "start" | "ack" | "continuation" | "control";
  readonly transaction: number;
  readonly octets: string;
}

/** What was sent in one provisioning: each PDU at the end of its events. */
async function provision(options: RigOptions, filter?: Rig["air"]["filter"]): Promise<Sent[]> {
  const rig = new Rig({ ecdhMilliseconds: 200, ...options });
  const device = rig.device();
  await rig.clock.run(100);
  rig.air.filter = filter;
  const result = await rig.outcome(rig.provision(device.uuid));
  if (result instanceof Error) throw result;
  await rig.clock.run(2000);
  const kinds = ["start", "ack", "continuation", "control"] as const;
  return rig.air.log
    .filter(({ data }) => data[1] === 0x29)
    .map(({ time, from, data }) => ({
      time,
      from,
      what: kinds[data[7]! & 3]!,
      transaction: data[6]!,
      octets: data.join(),
    }));
}

/** Milliseconds from each PDU of one end to its next one; events of the same PDU are one. */
function gaps(sent: readonly Sent[]): number[] {
  return [0, 1].flatMap((from) => {
    const own = sent.filter((pdu) => pdu.from === from);
    return own
      .slice(1)
      .flatMap((pdu, i) => (pdu.octets === own[i]!.octets ? [] : [pdu.time - own[i]!.time]));
  });
}

/** Milliseconds from the last PDU of the peer to the first one that follows it. */
function answers(sent: readonly Sent[]): number[] {
  return sent
    .slice(1)
    .flatMap((pdu, i) => (pdu.from === sent[i]!.from ? [] : [pdu.time - sent[i]!.time]));
}

const conditions: readonly (readonly [name: string, options: RigOptions])[] = [
  ["one advertising set", { sets: 1, spacing: 20 }],
  ["three", { sets: 3, spacing: 3 }],
  ["an air that loses a tenth", { sets: 1, spacing: 20, loss: 0.1, halfDuplex: true }],
];

for (const [name, options] of conditions)
  test(`PB-ADV, ${name}: every PDU comes 20 ms or more after the peer's, and after the last of its own`, async (t) => {
    const drawn: number[] = [];
    for (let seed = 1; seed <= 10; seed++) {
      const sent = await provision({ ...options, seed });
      for (const gap of gaps(sent)) t.true(gap >= 20, `${gap}`);
      // Both may send at the same time where something was lost, one without having heard the other.
      if (options.loss === undefined) {
        const waits = answers(sent);
        for (const wait of waits) t.true(wait >= 20, `${wait}`);
        // Only the confirmation comes later, with the shared secret.
        for (const wait of waits) t.true(wait <= 50 + sending || wait > 60, `${wait}`);
        drawn.push(...waits.filter((wait) => wait <= 50 + sending));
      }
    }
    if (options.loss === undefined) {
      t.true(Math.min(...drawn) < 24 && Math.max(...drawn) > 45, "the whole range is drawn");
      t.true(new Set(drawn.map(Math.round)).size > 20);
    }
  });

test("PB-ADV: two acknowledgements of it end before the answer to a PDU begins", async (t) => {
  for (let seed = 1; seed <= 10; seed++) {
    const sent = await provision({ seed, sets: seed % 2 === 0 ? 1 : 3, spacing: 3 });
    let answered = 0;
    for (const [i, pdu] of sent.entries()) {
      if (pdu.what !== "start") continue;
      const before = sent.slice(0, i);
      const question = before.filter(({ from, what }) => from !== pdu.from && what === "start");
      const last = question[question.length - 1];
      if (last === undefined) continue;
      const acks = before.filter(
        ({ from, what, transaction }) =>
          from === pdu.from && what === "ack" && transaction === last.transaction,
      );
      t.true(acks.length >= 2, `${acks.length} before transaction ${pdu.transaction}`);
      answered++;
    }
    t.is(answered, 10);
  }
});

test("PB-ADV: what is fast has no delays until a PDU has to be sent again three times, then both ends have them", async (t) => {
  const timing = { ...fastProvisioningTiming, answerLead: 20 };
  const fast = await provision({ timing, sets: 3, spacing: 3 });
  t.true(Math.min(...answers(fast)) < 5);
  t.is(
    new Set(fast.map(({ octets }) => octets)).size + 2,
    fast.length,
    "nothing is repeated but Link Close",
  );

  let lost = 0;
  // The last segment of the device's Public Key, transaction 81, is lost three times.
  const sent = await provision({ timing, sets: 3, spacing: 3 }, (from, _to, data) => {
    const loses = from === 1 && data[6] === 0x81 && data[7] === 0x0a && lost < 3;
    if (loses) lost++;
    return !loses;
  });
  t.is(lost, 3);
  const firstTime = sent.findIndex(
    ({ transaction, what }) => transaction === 0x81 && what === "start",
  );
  const times = sent.flatMap(({ octets }, i) => (octets === sent[firstTime]!.octets ? [i] : []));
  t.true(times.length >= 4);
  const again = times[3]!;
  for (const wait of answers(sent.slice(again))) t.true(wait >= 20, `${wait}`);
  t.true(answers(sent.slice(again)).length >= 6);
});
