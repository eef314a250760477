import { Abort } from "../../modules/base/abort.js";
import type { ModelId } from "../../modules/access/model-id.js";
import type {
  ConfigurationDatabase,
  DatabaseNode,
} from "../../modules/provisioner/configuration-database.js";
import { SeededRandom } from "../../hosts/node/seeded-random.js";
import type { AirModel } from "../air/model.js";
import { applyPlan } from "../network/apply/apply.js";
import { changesOf } from "../network/configuration/changes.js";
import { knownNetwork } from "../network/desired/known-network.js";
import { parsedDocument } from "../network/desired/read.js";
import { resolveDocument } from "../network/desired/resolve.js";
import { isEmpty, messageCount, planNetwork } from "../network/plan/network-plan.js";
import { configurationOfTwin } from "../network/twin/twin-configuration.js";
import { TwinNetwork } from "../network/twin/twin-network.js";
import { table } from "../simulate/report.js";

/** A network of dimmable lights that is configured from a document. */
export interface ApplyCase {
  readonly name: string;
  readonly air: AirModel;
  readonly nodes: number;
  /** Whether the lights have an Opcodes Aggregator Server. */
  readonly aggregates: boolean;
  /** How often it is ended at a random time, and gone on with. */
  readonly interruptions: number;
}

export interface ApplyFigures extends ApplyCase {
  /** Messages of the plan. */
  readonly planned: number;
  /** Messages that were sent, each once. */
  readonly sent: number;
  /** Simulated seconds. */
  readonly seconds: number;
  /** Lights that are not as the document says. */
  readonly different: number;
}

const hundred = { nodes: 100, aggregates: false, interruptions: 0 };

/** Cases of the benchmark. */
export const applyCases: readonly ApplyCase[] = [
  { ...hundred, name: "100 lights", air: "kind" },
  { ...hundred, name: "100 lights", air: "typical" },
  { ...hundred, name: "100 lights", air: "harsh" },
  { ...hundred, name: "100 lights, ended 20 times", air: "typical", interruptions: 20 },
  { ...hundred, name: "100 lights with an Opcodes Aggregator", air: "typical", aggregates: true },
];

const lightModels: readonly ModelId[] = [
  0x0000, 0x0002, 0x1000, 0x1002, 0x1004, 0x1006, 0x1007, 0x1300, 0x1301,
];

const document = parsedDocument(`
version: 1
appKeys: { lights: 1 }
groups: { kitchen: C000, all lights: C002 }
rules:
  - for: { has: Light Lightness Server }
    ttl: 5
    models:
      Generic OnOff Server: { bind: lights }
      Light Lightness Server: { bind: lights, publish: kitchen }
      Light Lightness Setup Server:
        bind: lights
        subscribe: [kitchen, all lights]
        states: { Light Lightness Range: { minimum: 600, maximum: 60000 } }
`);

const octets = (...values: number[]) => {
  const all = new Uint8Array(16);
  all.set(values);
  return all;
};

function nodeOf(number: number, models: readonly ModelId[]): DatabaseNode {
  return {
    UUID: octets(number >> 8, number),
    unicastAddress: number + 1,
    security: "insecure",
    netKeys: [{ index: 0, updated: false }],
    appKeys: [],
    configComplete: true,
    excluded: false,
    features: { relay: 0, proxy: 2, friend: 2, lowPower: 2 },
    elements: [
      {
        index: 0,
        location: 0,
        models: models.map((modelId) => ({ modelId, subscribe: [], bind: [] })),
      },
    ],
  };
}

function databaseOf({ aggregates, nodes }: ApplyCase): ConfigurationDatabase {
  const timestamp = "2026-01-01T00:00:00Z";
  const models = aggregates ? [...lightModels, 0x0010] : lightModels;
  const key = octets(1);
  return {
    meshUUID: octets(1),
    meshName: "Lights",
    timestamp,
    partial: false,
    netKeys: [{ name: "Primary", index: 0, key, phase: 0, minSecurity: "insecure", timestamp }],
    appKeys: [],
    provisioners: [],
    nodes: Array.from({ length: nodes }, (_, i) => nodeOf(i + 1, models)),
    groups: [],
    scenes: [],
  };
}

export async function benchApply(
  cases: readonly ApplyCase[] = applyCases,
): Promise<readonly ApplyFigures[]> {
  const figures: ApplyFigures[] = [];
  for (const each of cases) figures.push(await run(each));
  return figures;
}

async function run(own: ApplyCase): Promise<ApplyFigures> {
  const network = knownNetwork(databaseOf(own), () => ({ confirmed: true }));
  const twin = new TwinNetwork({ network, seed: "1", air: own.air });
  const random = new SeededRandom(own.name);
  const plan = () => planNetwork(twin.known, resolveDocument(document, twin.known));
  const first = plan();
  const planned = first.nodes.reduce((sum, node) => sum + messageCount(node), 0);
  let sent = 0;
  let next = first;
  for (let left = own.interruptions; !isEmpty(next); left--) {
    const signal = new Abort();
    // Within the time that is left to it, on the average.
    if (left > 0) twin.clock.schedule(() => signal.abort(), random.next() * 10_000);
    const client = twin.clientWith(signal);
    const { book, provisioner } = twin;
    await twin.run(
      applyPlan(next, { provisioner, book, client, parallel: 8, onFailure: "continue" }),
    );
    sent += client.messages;
    next = plan();
  }
  const seconds = twin.clock.now() / 1000;
  const different = first.nodes.filter(({ known, target: { after } }) => {
    const { node } = twin.nodes.get(known.node.unicastAddress)!;
    return changesOf(configurationOfTwin(node, after), after, known.rootOf).length > 0;
  }).length;
  twin.close();
  return { ...own, planned, sent, seconds, different };
}

export function applyTable(figures: readonly ApplyFigures[]): string {
  return table(
    ["a document applied", "air", "planned messages", "sent", "simulated s", "not as wanted"],
    figures.map(({ air, different, name, planned, seconds, sent }) => [
      name,
      air,
      String(planned),
      String(sent),
      seconds.toFixed(1),
      String(different),
    ]),
  );
}
