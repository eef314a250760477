import { table } from "../../simulate/report.js";
import { median } from "../measure.js";
import { type RelayCase, type RelayLoad, runRelay } from "./relay.js";

/** Figures of a case, from all seeds. */
export interface RelayFigure extends RelayCase {
  readonly seeds: number;
  /** Messages of the line, and the share of them that the receiver got. */
  readonly sent: number;
  readonly delivered: number;
  /** Simulated milliseconds per hop of those that arrived. */
  readonly delay: { readonly median: number; readonly p95: number };
  /** Shares of what was to be notified to the phones, and of what they or the relays sent; 1 of nothing. */
  readonly notified: number;
  readonly arrived: number;
}

/** Measures a case, with `messages` messages for each seed. */
export async function measureRelay(
  one: RelayCase,
  seeds: number,
  messages: number,
): Promise<RelayFigure> {
  const delays: number[] = [];
  const sums = { notified: 0, toNotify: 0, arrived: 0, sent: 0 };
  for (let seed = 1; seed <= seeds; seed++) {
    const run = await runRelay(one, seed, messages);
    for (const delay of run.delays) delays.push(delay);
    for (const name of ["notified", "toNotify", "arrived", "sent"] as const)
      sums[name] += run[name];
  }
  const hops = one.relays + 1;
  const arrived = delays.filter((delay) => !Number.isNaN(delay)).sort((a, b) => a - b);
  const perHop = (delay: number) => Math.round((10 * delay) / hops) / 10;
  return {
    ...one,
    seeds,
    sent: delays.length,
    delivered: arrived.length / delays.length,
    delay: {
      median: perHop(median(arrived)),
      p95: perHop(arrived[Math.floor(0.95 * arrived.length)]!),
    },
    notified: share(sums.notified, sums.toNotify),
    arrived: share(sums.arrived, sums.sent),
  };
}

function share(part: number, whole: number): number {
  return whole === 0 ? 1 : part / whole;
}

/** Cases with one number of relays and of advertising sets: without a connection, and with. */
function cases(relays: number, sets: number): RelayCase[] {
  const base = { air: "typical", relays, sets } as const;
  const alone = (load: RelayLoad): RelayCase => ({ ...base, load, interval: 30 });
  const connected = (["idle", "busy"] as const).flatMap((load): RelayCase[] => [
    { ...base, load, interval: 15 },
    { ...base, load, interval: 30, keepsInterval: true },
    { ...base, load, interval: 7.5, keepsInterval: true },
  ]);
  return [alone("none"), alone("advertising"), alone("own"), ...connected];
}

export const relayCases: readonly RelayCase[] = [...cases(1, 1), ...cases(3, 1), ...cases(1, 4)];

/** Measures what relays deliver that serve phones, and what without. */
export async function benchRelay(seeds = 20, messages = 500): Promise<readonly RelayFigure[]> {
  const figures: RelayFigure[] = [];
  for (const one of relayCases) figures.push(await measureRelay(one, seeds, messages));
  return figures;
}

export const loadWords: Readonly<Record<RelayLoad, string>> = {
  none: "no GATT",
  advertising: "a proxy without a client",
  idle: "an idle client each",
  busy: "a busy client each",
  own: "no GATT, its own messages",
};

export function relayTable(figures: readonly RelayFigure[]): string {
  const percent = (part: number) => `${(100 * part).toFixed(1)} %`;
  return table(
    [
      "relays",
      "sets",
      "each relay",
      "interval",
      "delivered",
      "ms per hop, median",
      "95 %",
      "notified",
      "of its messages",
    ],
    figures.map(
      ({ arrived, delay, delivered, interval, keepsInterval, load, notified, ...one }) => {
        const isConnected = load === "idle" || load === "busy";
        return [
          String(one.relays),
          String(one.sets),
          loadWords[load],
          isConnected ? `${interval} ms${keepsInterval ? ", kept" : ""}` : "",
          percent(delivered),
          String(delay.median),
          String(delay.p95),
          load === "busy" ? percent(notified) : "",
          load === "busy" || load === "own" ? percent(arrived) : "",
        ];
      },
    ),
  );
}
