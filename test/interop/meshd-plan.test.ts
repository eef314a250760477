// A node of BlueZ's bluetooth-meshd and one of ours, configured from one document.
import { nodeHost } from "../../hosts/node/host.js";
import { VirtualClock } from "../../hosts/node/virtual-clock.js";
import { MemoryStore } from "../../hosts/node/store.js";
import { OpcodesAggregatorClient } from "../../modules/foundation/opcodes-aggregator/client.js";
import { LightnessModels } from "../../modules/models/lightness-models.js";
import { Node } from "../../modules/node/node.js";
import { Provisioner } from "../../modules/provisioner/provisioner.js";
import { VirtualAir } from "../../tools/air/air.js";
import { RealTime } from "../../tools/air/real-time.js";
import { Meshd, randomUuid } from "../../tools/meshd/meshd.js";
import { applyPlan, isComplete } from "../../tools/network/apply/apply.js";
import { NetworkClient } from "../../tools/network/apply/network-client.js";
import { NetworkBook } from "../../tools/network/book/network-book.js";
import { parsedDocument } from "../../tools/network/desired/read.js";
import { resolveDocument } from "../../tools/network/desired/resolve.js";
import { driftPlan } from "../../tools/network/drift/drift.js";
import { driftText } from "../../tools/network/drift/drift-text.js";
import { readNetwork } from "../../tools/network/drift/read-network.js";
import { MessageClient } from "../../tools/network/message-client.js";
import { isEmpty, planNetwork } from "../../tools/network/plan/network-plan.js";
import { decodeAccess } from "../../tools/report/decode/message-table.js";
import { meshd as peer } from "../support/meshd.js";
import { peerTest } from "../support/peer.js";

const scale = 10;

const document = parsedDocument(`
version: 1
appKeys: { lights: 0 }
groups: { kitchen: C000, alarm: 0073e7e4-d8b9-440f-af84-15df4c56c0e1 }
rules:
  - for: all
    ttl: 9
    transmit: { transmissions: 2, interval: 20 ms }
    models:
      Generic OnOff Server: { bind: lights, subscribe: [kitchen, alarm], publish: { to: kitchen, every: 30 s } }
`);

peerTest(
  [peer],
  "a node of bluetooth-meshd and one of ours are configured from one document",
  async (t) => {
    const clock = new VirtualClock();
    const air = new VirtualAir({ clock, seed: 1 });
    const meshd = await Meshd.start({ air });
    const time = new RealTime({ clock, scale, follow: (now) => meshd.follow(now) });
    try {
      await time.during(async () => {
        const messages = new MessageClient(decodeAccess);
        const aggregator = new OpcodesAggregatorClient();
        const store = new MemoryStore();
        const provisioner = new Provisioner({
          host: nodeHost({ clock, radio: air.attach({ name: "provisioner" }), store }),
          uuid: randomUuid(),
          companyId: 0xffff,
          models: [messages, aggregator],
        });
        const light = new Node({
          host: nodeHost({ clock, radio: air.attach({ name: "light" }) }),
          companyId: 0xffff,
          elements: [{ models: new LightnessModels().models }],
        });
        const foreign = randomUuid();
        const joined = meshd.join(foreign);
        for (const uuid of [foreign, light.uuid]) {
          await provisioner.scanner.wait(uuid);
          await provisioner.provision(uuid);
        }
        await joined;
        const book = new NetworkBook({ provisioner, store });
        const client = new NetworkClient({ provisioner, messages, aggregator });
        const { crypto } = provisioner.node.host;
        const read = (keeps: boolean) => {
          const nodes = book.known.nodes.filter(({ node }) => node.unicastAddress !== 1);
          return readNetwork(nodes, keeps, { book, client, crypto });
        };
        t.true((await read(true)).every((reading) => reading.read !== undefined));
        const plan = planNetwork(book.known, resolveDocument(document, book.known));
        t.is(plan.nodes.length, 2);
        const report = await applyPlan(plan, { provisioner, book, client });
        t.true(isComplete(report), report.nodes.map(({ why }) => why).join());
        t.true(isEmpty(planNetwork(book.known, resolveDocument(document, book.known))));
        const before = book.known;
        const readings = await read(false);
        const drift = driftPlan(before, readings);
        t.true(isEmpty(drift), driftText(drift, readings, "recorded"));
        light.close();
        provisioner.close();
      });
    } finally {
      await meshd.close();
    }
  },
);
