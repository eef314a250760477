import type { AirModel, AirParameters } from "../air/model.js";

/** How many packets one effect cost. */
export interface AirLoss {
  readonly effect: string;
  readonly packets: number;
}

/** What a run says of its air. Packets are those on one channel, at each of their receivers. */
export interface AirReport {
  readonly model: AirModel;
  /** Where it differed from its model. */
  readonly changed: Partial<AirParameters>;
  /** That came to a receiver which listened on their channel, strong enough. */
  readonly packets: number;
  readonly received: number;
  /** The rest, by what it was lost to; the greatest first. */
  readonly losses: readonly AirLoss[];
  /** Received while the host was busy, and the milliseconds that they waited on average. */
  readonly waited: number;
  readonly meanWait: number;
  /** Metres between two stations, and dBm with which they hear each other: the means of some distances. */
  readonly strengths: readonly (readonly [metres: number, dBm: number])[];
}

function share(packets: number, of: number): string {
  return `${((100 * packets) / of).toFixed(1)} %`;
}

/** "typical (deafness 5)". */
export function airName({ changed, model }: Pick<AirReport, "changed" | "model">): string {
  const list = Object.entries(changed).map(
    ([name, value]) => `${name} ${typeof value === "object" ? value.join("-") : String(value)}`,
  );
  return list.length === 0 ? model : `${model} (${list.join(", ")})`;
}

/** Two sentences on how it went on the air. */
export function airLossText({ losses, meanWait, packets, received, waited }: AirReport): string {
  if (packets === 0) return "No packet came to anybody.";
  const lost = losses.map((loss) => `${share(loss.packets, packets)} to ${loss.effect}`);
  const sentence = `Of ${packets.toLocaleString("en")} packets strong enough for a receiver ${share(received, packets)} were received`;
  return (
    `${sentence}${lost.length === 0 ? "" : `; lost were ${lost.join(", ")}`}.` +
    (waited === 0
      ? ""
      : ` ${waited.toLocaleString("en")} waited ${meanWait.toFixed(1)} ms on average for a host at work.`)
  );
}
