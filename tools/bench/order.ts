import { table } from "../simulate/report.js";
import { MessageLine } from "./message-line.js";

/** Each PDU, with the default Network Transmit and Relay Retransmit states. */
const transmissions = 3;
/** How far the part that is lost may be above what the packets' own losses come to. */
const allowance = 1.5;

/** What is sent in one instant, over how many relays, by radios of which kind. */
export interface OrderCase {
  readonly messages: number;
  readonly relays: number;
  /** Part of the packets that each receiver misses beside what the radio model loses. */
  readonly loss: number;
  readonly sets: number;
}

export interface OrderFigure extends OrderCase {
  readonly seeds: number;
  /** Messages sent, all seeds. */
  readonly sent: number;
  /** Parts of all messages, and of those sent first in their instant, that did not arrive. */
  readonly lost: number;
  readonly lostFirst: number;
  /** Part of the packets that the next node missed, by hop: 1 and up. */
  readonly packets: Readonly<Record<number, number>>;
  /** `allowance` times the sum over the hops of what is missed to the power of `transmissions`. */
  readonly bound: number;
  /** Simulated milliseconds from the call to the receiver's model, of those that arrived. */
  readonly delay: { readonly median: number; readonly p95: number };
}

export const orderCases: readonly OrderCase[] = [1, 4].flatMap((sets) =>
  [2, 5].flatMap((messages) =>
    [0.1, 0.2].flatMap((loss) => [0, 1, 2].map((relays) => ({ messages, relays, loss, sets }))),
  ),
);

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

function at(sorted: readonly number[], share: number): number {
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!);
}

/** One case, with so many messages of each seed, or a few more where they are no whole bursts. */
export function measureOrder(one: OrderCase, seeds: number, messages: number): OrderFigure {
  const delays: number[] = [];
  const losses: (readonly number[])[] = [];
  let lostFirst = 0;
  let firsts = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const line = new MessageLine({ ...one, seed });
    for (let sent = 0; sent < messages; sent += one.messages) line.burst(one.messages);
    line.delays.forEach((delay, i) => {
      delays.push(delay);
      if (i % one.messages !== 0) return;
      firsts++;
      if (Number.isNaN(delay)) lostFirst++;
    });
    losses.push(line.losses);
    line.close();
  }
  const packets = losses[0]!.map((_, hop) => sum(losses.map((all) => all[hop]!)) / seeds);
  const arrived = delays.filter((delay) => !Number.isNaN(delay)).sort((a, b) => a - b);
  return {
    ...one,
    seeds,
    sent: delays.length,
    lost: 1 - arrived.length / delays.length,
    lostFirst: lostFirst / firsts,
    packets: Object.fromEntries(packets.map((missed, hop) => [hop + 1, missed])),
    bound: allowance * sum(packets.map((missed) => missed ** transmissions)),
    delay: { median: at(arrived, 0.5), p95: at(arrived, 0.95) },
  };
}

/** How many messages in a row arrive, which receivers drop as replays where a sender or relay mixes them. */
export function benchOrder(seeds = 20, messages = 1000): Promise<readonly OrderFigure[]> {
  return Promise.resolve(orderCases.map((one) => measureOrder(one, seeds, messages)));
}

export function orderTable(figures: readonly OrderFigure[]): string {
  const percent = (part: number) => `${(100 * part).toFixed(2)} %`;
  return table(
    [
      "messages in one instant",
      "loss",
      "relays",
      "sets",
      "packets lost, by hop",
      "lost",
      "of the first",
      "bound",
      "ms, median",
      "95 %",
    ],
    figures.map((one) => [
      String(one.messages),
      `${Math.round(100 * one.loss)} %`,
      String(one.relays),
      String(one.sets),
      Object.values(one.packets)
        .map((part) => (100 * part).toFixed(1))
        .join(", "),
      percent(one.lost),
      percent(one.lostFirst),
      percent(one.bound),
      String(one.delay.median),
      String(one.delay.p95),
    ]),
  );
}
