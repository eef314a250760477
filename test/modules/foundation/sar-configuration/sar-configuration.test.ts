import test from "ava";
import { SarConfigurationClient } from "../../../../modules/foundation/sar-configuration/client.js";
import { SarConfigurationServer } from "../../../../modules/foundation/sar-configuration/server.js";
import {
  defaultSarReceiver,
  defaultSarTransmitter,
  type SarReceiver,
  type SarTransmitter,
} from "../../../../modules/transport/sar-configuration.js";
import { foundationRig, managerAddress, target, Teller } from "../../../support/foundation-rig.js";

const transmitter: SarTransmitter = {
  segmentIntervalStep: 1,
  unicastRetransmissionsCount: 4,
  unicastRetransmissionsWithoutProgressCount: 4,
  unicastRetransmissionsIntervalStep: 15,
  unicastRetransmissionsIntervalIncrement: 0,
  multicastRetransmissionsCount: 0,
  multicastRetransmissionsIntervalStep: 3,
};
const receiver: SarReceiver = {
  segmentsThreshold: 0,
  acknowledgmentDelayIncrement: 7,
  discardTimeout: 3,
  receiverSegmentIntervalStep: 15,
  acknowledgmentRetransmissionsCount: 3,
};

function make() {
  const client = new SarConfigurationClient();
  const rig = foundationRig([client], () => [
    { models: [new SarConfigurationServer(), new Teller()] },
  ]);
  return { ...rig, client };
}

test("the states are read and set, survive a restart, and are the first ones after Node Reset", async (t) => {
  const { client, configuration, mesh, node, start } = make();
  t.deepEqual(await mesh.result(client.getTransmitter(target)), defaultSarTransmitter);
  t.deepEqual(await mesh.result(client.getReceiver(target)), defaultSarReceiver);
  t.deepEqual(await mesh.result(client.setTransmitter(target, transmitter)), transmitter);
  t.deepEqual(await mesh.result(client.setReceiver(target, receiver)), receiver);
  node.node.close();
  const again = start(node.store.copy());
  t.deepEqual(again.node.network!.sarTransmitter, transmitter);
  t.deepEqual(again.node.network!.sarReceiver, receiver);
  t.deepEqual(await mesh.result(client.getTransmitter(target)), transmitter);
  t.deepEqual(await mesh.result(client.getReceiver(target)), receiver);
  await mesh.result(configuration.resetNode(target));
  await mesh.clock.run(3000);
  t.deepEqual(again.store.keys(), ["uuid"]);
  again.node.close();
  const fresh = start(again.store.copy());
  t.deepEqual(fresh.node.network!.sarTransmitter, defaultSarTransmitter);
  t.deepEqual(fresh.node.network!.sarReceiver, defaultSarReceiver);
});

test("a value out of range is refused at the client", async (t) => {
  const { client } = make();
  const steps = { ...transmitter, segmentIntervalStep: 16 };
  await t.throwsAsync(client.setTransmitter(target, steps), { name: "FieldError" });
  const count = { ...receiver, acknowledgmentRetransmissionsCount: 4 };
  await t.throwsAsync(client.setReceiver(target, count), { name: "FieldError" });
});

/** The times at which a node put network PDUs on the air, once each. */
function sendTimes(node: ReturnType<typeof make>["node"], log: readonly SendLog[]): number[] {
  const seen = new Set<string>();
  const times: number[] = [];
  for (const { from, data, time } of log) {
    if (from !== node.host.radio.index || data[1] !== 0x2a || seen.has(data.join())) continue;
    seen.add(data.join());
    times.push(time);
  }
  return times;
}

interface SendLog {
  readonly time: number;
  readonly from: number;
  readonly data: Uint8Array;
}

const intervals: readonly (readonly [step: number, milliseconds: number])[] = [
  [5, 60],
  [0, 10],
  [15, 160],
];

for (const [step, interval] of intervals)
  test(`SAR Segment Interval Step ${step} holds for the next segment: ${interval} ms`, async (t) => {
    const { client, mesh, node } = make();
    node.node.network!.settings.networkTransmit = { transmissions: 1, interval: 10 };
    await mesh.result(client.setTransmitter(target, { ...transmitter, segmentIntervalStep: step }));
    await mesh.clock.run(5000);
    mesh.air.log.length = 0;
    const teller = node.node.elements[0]!.models.find((model) => model instanceof Teller)!;
    teller.tell(Uint8Array.from([0x10, ...new Uint8Array(50)]), {
      dst: managerAddress,
      appKeyIndex: 0,
    });
    await mesh.clock.run(1500);
    const times = sendTimes(node, mesh.air.log).slice(0, 5);
    t.is(times.length, 5);
    for (let i = 1; i < 5; i++) {
      const gap = times[i]! - times[i - 1]!;
      t.true(gap >= Math.min(interval, 20) - 2 && gap <= interval + 25, `${gap}`);
    }
    t.true(times[4]! - times[0]! >= 4 * interval - 30);
  });

test("a change holds for messages under way: one that is not acknowledged is tried as often as now told", async (t) => {
  const { mesh, node } = make();
  const network = node.node.network!;
  network.settings.networkTransmit = { transmissions: 1, interval: 10 };
  const teller = node.node.elements[0]!.models.find((model) => model instanceof Teller)!;
  mesh.air.filter = () => false;
  let ended: number | undefined;
  const begin = mesh.clock.now();
  teller.tell(Uint8Array.from([0x10, ...new Uint8Array(20)]), {
    dst: managerAddress,
    appKeyIndex: 0,
    onEnd: () => (ended = mesh.clock.now()),
  });
  await mesh.clock.run(100);
  // 400 ms and 400 a hop instead of 200 and 50 between the rounds.
  network.sarTransmitter = {
    ...defaultSarTransmitter,
    unicastRetransmissionsIntervalStep: 15,
    unicastRetransmissionsIntervalIncrement: 15,
  };
  await mesh.clock.run(20_000);
  const took = ended! - begin;
  // Four rounds of two segments, each followed by 400 + 6 * 400 ms; by 200 + 6 * 50 ms before.
  t.true(took > 4 * 2800 && took < 4 * 2800 + 500, `${took}`);
});

test("SAR Receiver takes effect: an acknowledgement is repeated as often as told", async (t) => {
  const { client, manager, mesh, node, teller } = make();
  /** Acknowledgements of a message of which two segments come. */
  const acknowledgments = async () => {
    await mesh.clock.run(5000);
    const segments = new Set<string>();
    mesh.air.filter = (from, _to, data) => {
      if (from !== manager.host.radio.index || data[1] !== 0x2a) return true;
      segments.add(data.join());
      return segments.size <= 2;
    };
    mesh.air.log.length = 0;
    teller.tell(Uint8Array.from([0x10, ...new Uint8Array(50)]), { dst: target, appKeyIndex: 0 });
    await mesh.clock.run(8000);
    mesh.air.filter = undefined;
    return sendTimes(node, mesh.air.log).length;
  };
  t.is(await acknowledgments(), 1);
  const quick = { ...receiver, acknowledgmentDelayIncrement: 0 };
  await mesh.result(client.setReceiver(target, quick));
  t.is(await acknowledgments(), 4);
});

const bad: readonly (readonly [string, number[]])[] = [
  ["SAR Transmitter Set, too short", [0x80, 0x6d, 1, 2, 3]],
  ["SAR Transmitter Set, too long", [0x80, 0x6d, 1, 2, 3, 4, 5]],
  ["SAR Receiver Set, too short", [0x80, 0x70, 1, 2]],
  ["SAR Transmitter Get with parameters", [0x80, 0x6c, 1]],
];

for (const [name, payload] of bad)
  test(`${name}: nothing but a count`, async (t) => {
    const { node, tell } = make();
    t.deepEqual(await tell(Uint8Array.from(payload), { device: true }), { "access.length": 1 });
    t.is(node.node.network!.sarTransmitter, defaultSarTransmitter);
  });

test("an AppKey opens nothing", async (t) => {
  const { node, tell } = make();
  const payload = Uint8Array.of(0x80, 0x70, 1, 2, 3);
  t.deepEqual(await tell(payload, { appKeyIndex: 0 }), { "access.not-bound": 1 });
  t.is(node.node.network!.sarReceiver, defaultSarReceiver);
});
