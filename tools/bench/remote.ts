import type { AirModel } from "../air/model.js";
import { table } from "../simulate/report.js";
import { Corridor, type CorridorOptions, type Step } from "./corridor.js";
import { median, short } from "./measure.js";

/**
 * Figures of Zephyr's stack on an air without loss with all nodes in range: provisioning through
 * a server, and Node Address Refresh.
 */
const zephyr = {
  provision: { milliseconds: 9100, events: 589 },
  "address refresh": { milliseconds: 6500, events: undefined },
  "key refresh over a relay": { milliseconds: 4700, events: undefined },
} as const;

const nodes = 6;
/** Packet losses in addition to those of the air. */
const cases = [
  { name: "kind", air: "kind", loss: 0 },
  { name: "kind, 30 % loss", air: "kind", loss: 0.3 },
  { name: "typical", air: "typical", loss: 0 },
  { name: "harsh", air: "harsh", loss: 0 },
] as const satisfies readonly { name: string; air: AirModel; loss: number }[];
/** Conditions of a device and its server in range: each air with three advertising sets and with one. */
const nearCases = cases.flatMap(({ air, loss, name }) =>
  [3, 1].map((sets) => ({
    name: `${name}, ${sets === 1 ? "one set" : `${sets} sets`}`,
    air,
    loss,
    sets,
  })),
);
const refreshes = ["key", "address", "composition"] as const;

/** The results of all seeds for one step on one air. */
export interface RemoteFigure {
  readonly step: string;
  /** From the provisioner to the node. */
  readonly hops: number;
  /** Simulated milliseconds: the median and the maximum of the seeds. */
  readonly milliseconds: number;
  readonly worst: number;
  /** Advertising events with network PDUs and PB-ADV PDUs, of all stations. */
  readonly events: number;
  /** Attempts after the first one, with all seeds. */
  readonly retries: number;
}

export interface RemoteFigures {
  readonly seeds: number;
  readonly corridors: readonly {
    readonly name: string;
    readonly figures: readonly RemoteFigure[];
  }[];
  /**
   * Provisioning of one device and Node Address Refresh of its server's node, on an air without
   * loss with 20 ms between events.
   */
  readonly inRange: readonly RemoteFigure[];
  /** The same on each air, with three advertising sets and with one. */
  readonly near: readonly { readonly name: string; readonly figures: readonly RemoteFigure[] }[];
}

/**
 * Provisions all nodes of a corridor, then runs the NPPI procedures with the last one. Throws
 * Error if the network is not in the expected state.
 */
export async function runCorridor(seed: number, air: AirModel, loss = 0): Promise<readonly Step[]> {
  const corridor = new Corridor({ seed, nodes, air, loss });
  const steps: Step[] = [];
  for (let place = 1; place <= nodes; place++)
    steps.push(...(await corridor.provision(place)).steps);
  for (const kind of refreshes) {
    if (kind === "composition") corridor.update(nodes);
    steps.push(await corridor.refresh(nodes, kind));
  }
  const faults = corridor.faults();
  corridor.close();
  if (faults.length > 0)
    throw new Error(`seed ${seed}, ${air}, loss ${loss}: ${faults.join("; ")}`);
  return steps;
}

/**
 * Provisions a device through a server next to the provisioner, refreshes the device's key over the
 * server's relay, then changes the address of the server's node. By default on the ideal air. Throws
 * Error if the network is not in the expected state.
 */
export async function runInRange(
  seed: number,
  conditions: Partial<Pick<CorridorOptions, "air" | "loss" | "sets">> = {},
): Promise<readonly Step[]> {
  const corridor = new Corridor({ loss: 0, air: "ideal", ...conditions, seed, nodes: 2 });
  await corridor.provision(1);
  const { steps } = await corridor.provision(2);
  const key = await corridor.refresh(2, "key");
  const address = await corridor.refresh(1, "address");
  const faults = corridor.faults();
  corridor.close();
  if (faults.length > 0)
    throw new Error(`seed ${seed}, ${JSON.stringify(conditions)}: ${faults.join("; ")}`);
  return [...steps, { ...key, name: "key refresh over a relay" }, address];
}

function summed(runs: readonly (readonly Step[])[]): RemoteFigure[] {
  return runs[0]!.map(({ hops, name }, i) => {
    const steps = runs.map((run) => run[i]!);
    const times = steps.map(({ milliseconds }) => milliseconds);
    return {
      step: name,
      hops,
      milliseconds: Math.round(median(times)),
      worst: Math.round(Math.max(...times)),
      events: Math.round(median(steps.map(({ events }) => events))),
      retries: steps.reduce((sum, { retries }) => sum + retries, 0),
    };
  });
}

async function repeated<T>(seeds: number, run: (seed: number) => Promise<T>): Promise<T[]> {
  const all: T[] = [];
  for (let seed = 1; seed <= seeds; seed++) all.push(await run(seed));
  return all;
}

export async function benchRemote(seeds = 20): Promise<RemoteFigures> {
  const corridors: { name: string; figures: RemoteFigure[] }[] = [];
  for (const { air, loss, name } of cases)
    corridors.push({
      name,
      figures: summed(await repeated(seeds, (seed) => runCorridor(seed, air, loss))),
    });
  const near: { name: string; figures: RemoteFigure[] }[] = [];
  for (const { name, ...conditions } of nearCases)
    near.push({
      name,
      figures: summed(await repeated(seeds, (seed) => runInRange(seed, conditions))),
    });
  const inRange = summed(await repeated(seeds, (seed) => runInRange(seed)));
  return { seeds, corridors, inRange, near };
}

export function remoteTable({ corridors, inRange, near, seeds }: RemoteFigures): string {
  const rows = corridors[0]!.figures.map(({ hops, step }, i) => [
    `${step}, ${hops} ${hops === 1 ? "hop" : "hops"}`,
    ...corridors.flatMap(({ figures }) => {
      const { events, milliseconds, worst } = figures[i]!;
      return [short(milliseconds), short(worst), short(events)];
    }),
  ]);
  const header = corridors.flatMap(({ name }) => [`ms, ${name}`, "worst", "PDUs"]);
  const direct = inRange
    .filter(({ step }) => step !== "find")
    .map(({ events, milliseconds, step }) => {
      const other = zephyr[step as keyof typeof zephyr];
      const theirs = other.events === undefined ? "" : short(other.events);
      return [step, short(milliseconds), short(events), short(other.milliseconds), theirs];
    });
  return [
    table([`remote, median of ${seeds} seeds`, ...header], rows),
    table(["near, no loss", "simulated ms", "PDUs", "Zephyr ms", "Zephyr PDUs"], direct),
    nearTable(near),
  ].join("\n\n");
}

function nearTable(near: RemoteFigures["near"]): string {
  const steps = near[0]!.figures.map(({ step }) => step).filter((step) => step !== "find");
  const rows = near.map(({ figures, name }) => [
    name,
    ...steps.flatMap((wanted) => {
      const { events, milliseconds, retries, worst } = figures.find(({ step }) => step === wanted)!;
      return [short(milliseconds), short(worst), short(events), short(retries)];
    }),
  ]);
  return table(
    ["near", ...steps.flatMap((step) => [`ms, ${step}`, "worst", "PDUs", "retries"])],
    rows,
  );
}
