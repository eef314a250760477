// One simulated fast provisioning in a process of its own: options as JSON in, the outcome as JSON out.
import { FastSimulation } from "../simulate/fast/fast-simulation.js";
import type { FastOptions } from "../simulate/fast/options.js";

/** What is kept of a run. Milliseconds from the Primary Provisioner's start; null: not reached. */
export interface FastOutcome {
  readonly nodes: number;
  readonly provisioned: number;
  readonly on: number;
  readonly addressesUnique: boolean;
  readonly lastProvisioned: number | null;
  readonly databaseComplete: number | null;
  readonly allOn: number | null;
  /** Advertising events. */
  readonly events: number;
  readonly collisions: number;
  readonly linksOpened: number;
  readonly linksInVain: number;
  readonly simulatedMs: number;
  readonly wallMs: number;
}

const defaults: FastOptions = {
  nodes: 100,
  seed: "1",
  layout: "room",
  policy: "adaptive",
  ecdh: 200,
  capture: "lock",
  radio: "paced",
  host: "node",
  extraLoss: 0,
  powerCuts: 0,
  limit: 240_000,
};
const silent = {
  phase: () => undefined,
  step: () => undefined,
  warn: () => undefined,
  end: () => undefined,
};

const given = JSON.parse(process.argv[2] ?? "{}") as Partial<FastOptions>;
const run = await new FastSimulation({ ...defaults, ...given }, silent).run();
const addresses = run.nodes.flatMap(({ address }) => (address === undefined ? [] : [address]));
const outcome: FastOutcome = {
  nodes: run.nodes.length,
  provisioned: run.nodes.filter(({ configured }) => configured !== undefined).length,
  on: run.nodes.filter(({ on }) => on !== undefined).length,
  addressesUnique: new Set(addresses).size === addresses.length,
  lastProvisioned: run.lastProvisioned ?? null,
  databaseComplete: run.databaseComplete ?? null,
  allOn: run.allOn ?? null,
  events: run.totals.events,
  collisions: run.totals.collisions,
  linksOpened: run.totals.linksOpened,
  linksInVain: run.totals.linksInVain,
  simulatedMs: run.simulatedMs,
  wallMs: run.wallMs,
};
process.stdout.write(JSON.stringify(outcome));
