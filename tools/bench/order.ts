import { table } from "../simulate/report.js";
import { MessageLine } from "./message-line.js";

/** Transmissions of each PDU with the default Network Transmit and Relay Retransmit states. */
const transmissions = 3;
/**
 * Factor by which the share of lost messages may exceed the share that follows from the packet
 * losses.
 */
const allowance = 1.5;

/** Number of messages sent at the same time, number of relays, and kind of radios. */
export interface OrderCase {
  readonly messages: number;
  readonly relays: number;
  /** Share of packets that each receiver loses in addition to the losses of the radio model. */
  readonly loss: number;
  readonly sets: number;
}

export interface OrderFigure extends OrderCase {
  readonly seeds: number;
  /** Messages sent with all seeds. */
  readonly sent: number;
  /** Shares that did not arrive: of all messages, and of the first ones sent at each time. */
  readonly lost: number;
  readonly lostFirst: number;
  /** Share of packets that the next node did not receive, by hop, from 1 on. */
  readonly packets: Readonly<Record<number, number>>;
  /**
   * Limit of the share of lost messages: `allowance` times the sum over the hops of the packet
   * loss to the power of `transmissions`.
   */
  readonly bound: number;
  /**
   * Simulated milliseconds from the call until the receiver's model gets the message, of those
   * that arrived.
   */
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

/** Measures one case, with `messages` messages for each seed, rounded up to whole bursts. */
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

/**
 * Measures the share of successive messages that arrive. Receivers drop them as replays if a
 * sender or relay changes their order.
 */
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
