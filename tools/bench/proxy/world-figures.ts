import { table } from "../../simulate/report.js";
import type { BadClientCounts } from "./bad-client.js";
import { type ClientFigure, type Delivery, runTraffic, type TrafficRun } from "./traffic.js";

/** A delivery in numbers: share of what came, and simulated milliseconds. */
export interface DeliveryFigure {
  readonly expected: number;
  readonly came: number;
  readonly median: number;
  readonly p95: number;
}

export interface WorldClientFigure extends Omit<
  ClientFigure,
  "switched" | "answered" | "statuses"
> {
  readonly switched: DeliveryFigure;
  readonly answered: DeliveryFigure;
  readonly statuses: DeliveryFigure;
}

/** Figures of a world, from all seeds. */
export interface WorldFigures {
  readonly lights: number;
  readonly seeds: number;
  readonly seconds: number;
  readonly clients: readonly WorldClientFigure[];
  readonly bad: BadClientCounts;
  readonly drops: Readonly<Record<string, number>>;
  /** Messages that each proxy dropped for a client that was too slow. */
  readonly queueFull: readonly number[];
}

const deliveries = ["switched", "answered", "statuses"] as const;
const counts = ["statusPdus", "lateCopies", "lost", "reconnected", "intoNothing"] as const;

/** Measures a world of lights, proxies and clients for so many simulated seconds with each seed. */
export async function measureWorld(
  lights: number,
  seconds: number,
  seeds: number,
): Promise<WorldFigures> {
  const runs: TrafficRun[] = [];
  for (let seed = 1; seed <= seeds; seed++)
    runs.push(await runTraffic({ lights, seed, sets: 1 }, seconds * 1000));
  const [first] = runs;
  const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
  const reasons = [...new Set(runs.flatMap(({ drops }) => Object.keys(drops)))].sort();
  return {
    lights,
    seeds,
    seconds,
    clients: first!.clients.map(({ name }, i) => {
      const of = runs.map(({ clients }) => clients[i]!);
      const figures = deliveries.map((what) => [what, figure(of.map((client) => client[what]))]);
      const sums = counts.map((what) => [what, sum(of.map((client) => client[what]))]);
      return { name, ...Object.fromEntries([...figures, ...sums]) } as WorldClientFigure;
    }),
    bad: {
      connections: sum(runs.map(({ bad }) => bad.connections)),
      writes: sum(runs.map(({ bad }) => bad.writes)),
      ended: sum(runs.map(({ bad }) => bad.ended)),
    },
    drops: Object.fromEntries(
      reasons.map((reason) => [reason, sum(runs.map(({ drops }) => drops[reason] ?? 0))]),
    ),
    queueFull: first!.queueFull.map((_, i) => sum(runs.map(({ queueFull }) => queueFull[i]!))),
  };
}

function figure(all: readonly Delivery[]): DeliveryFigure {
  const delays = all.flatMap((one) => one.delays).sort((a, b) => a - b);
  const at = (share: number) =>
    Math.round(delays[Math.min(delays.length - 1, Math.floor(share * delays.length))] ?? 0);
  return {
    expected: all.reduce((total, { expected }) => total + expected, 0),
    came: delays.length,
    median: at(0.5),
    p95: at(0.95),
  };
}

/** A hundred lights, ten minutes in all. */
export function benchWorld(): Promise<WorldFigures> {
  return measureWorld(100, 120, 5);
}

export function worldTable({ bad, clients, drops, queueFull }: WorldFigures): string {
  const cell = ({ came, expected, median, p95 }: DeliveryFigure): string =>
    expected === 0
      ? ""
      : `${((100 * came) / expected).toFixed(1)} % of ${expected}, ${median} and ${p95} ms`;
  const rows = clients.map((client) => [
    client.name,
    ...deliveries.map((what) => cell(client[what])),
    String(client.statusPdus),
    `${client.lost}, ${client.reconnected}`,
    String(client.intoNothing),
  ]);
  const header = [
    "client",
    "lights of its group switched",
    "requests answered",
    "statuses published",
    "PDUs of these",
    "lost, again",
    "to a proxy that is gone",
  ];
  const dropped = Object.entries(drops).map(([reason, count]) => `${reason} ${count}`);
  return [
    table(header, rows),
    `The client that misbehaves connected ${bad.connections} times, wrote ${bad.writes} PDUs, and was disconnected ${bad.ended} times.`,
    `Messages dropped for slow clients, by proxy: ${queueFull.join(", ")}.`,
    `Dropped by the proxies: ${dropped.join(", ")}.`,
  ].join("\n");
}
