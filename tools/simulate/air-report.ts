import type { AirModel, AirParameters } from "../air/model.js";

/** Number of packets lost to one effect. */
export interface AirLoss {
  readonly effect: string;
  readonly packets: number;
}

/** Statistics of the air in one run. A packet counts for each channel and each receiver. */
export interface AirReport {
  readonly model: AirModel;
  /** Parameters that differ from the model. */
  readonly changed: Partial<AirParameters>;
  /** Packets at receivers that listened on their channel and got them above the sensitivity. */
  readonly packets: number;
  readonly received: number;
  /** Packets that were not received, by cause; the largest number first. */
  readonly losses: readonly AirLoss[];
  /** Packets received while the host was busy, and their mean waiting time in milliseconds. */
  readonly waited: number;
  readonly meanWait: number;
  /** Distance of two stations in metres, and mean received power in dBm at that distance. */
  readonly strengths: readonly (readonly [metres: number, dBm: number])[];
}

function share(packets: number, of: number): string {
  return `${((100 * packets) / of).toFixed(1)} %`;
}

/** Name of the air with its changed parameters, such as "typical (deafness 5)". */
export function airName({ changed, model }: Pick<AirReport, "changed" | "model">): string {
  const list = Object.entries(changed).map(
    ([name, value]) => `${name} ${typeof value === "object" ? value.join("-") : String(value)}`,
  );
  return list.length === 0 ? model : `${model} (${list.join(", ")})`;
}

/** Two sentences that summarize reception and losses. */
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
