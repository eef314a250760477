import test from "ava";
import { Mesh } from "../../support/mesh.js";
import { talkingNode } from "../../support/talker.js";

const networkPdu = 0x2a;
const group = 0xc000;

/** Radios in a line: a sender, relays, a receiver; `loses` says what is lost on the way to the next. */
function line(options: {
  readonly relays: number;
  readonly sets: number;
  readonly loses: (place: number, data: Uint8Array) => boolean;
}) {
  const { loses, relays, sets } = options;
  const mesh = new Mesh({ sets });
  mesh.air.filter = (from, to, data) => {
    if (Math.abs(from - to) !== 1) return false;
    return data[1] !== networkPdu || to < from || !loses(from, data);
  };
  const subscriptions = [{ address: group, label: undefined }];
  const nodes = Array.from({ length: relays + 2 }, (_, i) =>
    talkingNode(mesh, i + 1, subscriptions, {
      relay: true,
      settings: { relay: i > 0 && i <= relays, beacon: false },
    }),
  );
  return { mesh, sender: nodes[0]!, receiver: nodes.at(-1)! };
}

/** Loses the first packet, or the first `count`, of the first PDU that a place sends. */
function losesFirst(at: number, count: number) {
  let first: string | undefined;
  let lost = 0;
  return (place: number, data: Uint8Array): boolean => {
    if (place !== at) return false;
    first ??= data.join();
    return data.join() === first && lost++ < count;
  };
}

for (const relays of [0, 1, 2])
  for (const sets of [1, 2, 4])
    for (let at = 0; at <= relays; at++)
      test(`of messages sent in one instant the first arrives though its first packets are lost: ${relays} relays, ${sets} sets, at ${at}`, async (t) => {
        for (const lost of [1, 2])
          for (const dst of [relays + 2, group]) {
            const { mesh, receiver, sender } = line({ relays, sets, loses: losesFirst(at, lost) });
            // The second goes to both where the first goes to one.
            sender.talker.say(4, 1, { dst });
            sender.talker.say(4, 2, { dst: group });
            sender.talker.say(4, 3, { dst });
            await mesh.clock.run(2000);
            t.deepEqual(
              receiver.talker.heard.map(({ data }) => data[0]),
              [1, 2, 3],
            );
            t.is(receiver.node.diagnostics.dropped("network.replay"), 0);
          }
      });

for (const sets of [1, 4])
  test(`a message between two segmented ones costs neither a repetition: ${sets} sets`, async (t) => {
    const { mesh, receiver, sender } = line({ relays: 1, sets, loses: losesFirst(0, 1) });
    sender.talker.say(30, 1, { dst: 3 });
    sender.talker.say(4, 2, { dst: 3 });
    sender.talker.say(4, 3, { dst: group });
    await mesh.clock.run(3000);
    t.deepEqual(receiver.talker.heard.map(({ data }) => data[0]).sort(), [1, 2, 3]);
    t.is(receiver.node.diagnostics.dropped("network.replay"), 0);
  });
