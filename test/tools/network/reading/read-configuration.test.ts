import test from "ava";
import { decodeCompositionPage1 } from "../../../../modules/access/composition-relations.js";
import type { NetworkClient } from "../../../../tools/network/apply/network-client.js";
import type { StepRequest } from "../../../../tools/network/apply/requests.js";
import { knownNode } from "../../../../tools/network/desired/known-network.js";
import { readConfiguration } from "../../../../tools/network/reading/read-configuration.js";
import { nodeOf } from "../../../support/known-networks.js";

const onOff = 0x1000;
const power = 0x1006;

/** A node that answers so, of another stack: the addresses of each model, which no other one has. */
function clientOf(lists: Readonly<Record<number, readonly number[]>>) {
  const asked: string[] = [];
  const ask = ({ message, values }: StepRequest): Promise<unknown> => {
    const { modelId } = values as { readonly modelId?: number };
    asked.push(modelId === undefined ? message.name : `${message.name} ${modelId.toString(16)}`);
    const answers: Readonly<Record<string, object>> = {
      "Config NetKey Get": { netKeyIndexes: [0] },
      "Config AppKey Get": { status: 0, appKeyIndexes: [4] },
      "Config Beacon Get": { beacon: true },
      "Config Default TTL Get": { ttl: 7 },
      "Config Network Transmit Get": { transmit: { transmissions: 3, interval: 20 } },
      "Config Relay Get": { relay: 1, retransmit: { transmissions: 2, interval: 30 } },
      "Config Heartbeat Publication Get": {
        status: 0,
        destination: 0,
        countLog: 0,
        periodLog: 0,
        ttl: 0,
        features: 0,
        netKeyIndex: 0,
      },
      "Config Heartbeat Subscription Get": {
        status: 0,
        source: 0,
        destination: 0,
        periodLog: 0,
        countLog: 0,
        minHops: 0,
        maxHops: 0,
      },
      "Config SIG Model App Get": { status: 0, appKeyIndexes: [4] },
      "Config SIG Model Subscription Get": { status: 0, addresses: lists[modelId ?? 0] ?? [] },
      "Config Model Publication Get": { status: 0, address: 0 },
    };
    return Promise.resolve(answers[message.name]);
  };
  return { asked, client: { ask } as unknown as NetworkClient };
}

const node = nodeOf(1, { models: [[onOff, power]] });
/** Power OnOff extends OnOff. */
const page1 = decodeCompositionPage1(Uint8Array.of(2, 0, 0, 4, 0))!;

function listsOf({ elements }: { readonly elements: (typeof node)["elements"] }) {
  return elements[0]!.models.map(({ subscribe }) => subscribe);
}

test("a node that shares lists, as it says, is asked for each once", async (t) => {
  const { asked, client } = clientOf({ [power]: [0xc001] });
  const read = await readConfiguration(client, knownNode(node, { page1 }), () => undefined);
  t.deepEqual(
    asked.filter((name) => name.includes("Subscription Get ")),
    ["Config SIG Model Subscription Get 1006"],
  );
  t.false(read.ownLists);
  t.deepEqual(listsOf(read.node), [[], [0xc001]]);
});

test("a node without page 1 is asked for the list of each model: those that are the same are shared", async (t) => {
  const { asked, client } = clientOf({ [onOff]: [0xc001], [power]: [0xc001] });
  const read = await readConfiguration(client, knownNode(node), () => undefined);
  t.is(asked.filter((name) => name.includes("Subscription Get ")).length, 2);
  t.false(read.ownLists);
  t.deepEqual(listsOf(read.node), [[], [0xc001]]);
});

test("a node whose models have other lists has a list for each", async (t) => {
  const { client } = clientOf({ [onOff]: [0xc001, 0xc002], [power]: [] });
  const read = await readConfiguration(client, knownNode(node), () => undefined);
  t.true(read.ownLists);
  t.deepEqual(listsOf(read.node), [[0xc001, 0xc002], []]);
  t.deepEqual(read.node.appKeys, [{ index: 4, updated: false }]);
  t.deepEqual(read.node.relayRetransmit, { count: 2, interval: 30 });
  t.is(read.node.features?.relay, 1);
});
