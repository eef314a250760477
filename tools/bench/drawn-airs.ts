import { SeededRandom } from "../../hosts/node/seeded-random.js";
import { type AirParameters, airPresets, type Span } from "../air/model.js";

const { harsh, kind } = airPresets;

/** Parameters that are the same on both airs, or follow from others, are not drawn. */
const drawn = [
  "receiveDelay",
  "hostCost",
  "recovery",
  "deafness",
  "lossRate",
  "referenceLoss",
  "lossPerDecade",
  "shadowing",
] as const satisfies readonly (keyof AirParameters)[];

export type DrawnParameters = Pick<AirParameters, (typeof drawn)[number] | "sendDelay">;

/**
 * Airs between "kind" and "harsh": each parameter is drawn by itself, evenly between its values on the
 * two, so that a quick radio may be deaf and a slow one not. The same seed draws the same airs.
 */
export function drawnAirs(count: number, seed: string): DrawnParameters[] {
  const random = new SeededRandom(seed);
  const between = (from: number, to: number) =>
    Math.round(100 * (from + random.next() * (to - from))) / 100;
  return Array.from({ length: count }, () => {
    const values = Object.fromEntries(
      drawn.map((name) => [name, between(kind[name], harsh[name])]),
    );
    const least = between(kind.sendDelay[0], harsh.sendDelay[0]);
    const most = between(kind.sendDelay[1], harsh.sendDelay[1]);
    const sendDelay: Span = [least, Math.max(least, most)];
    return { ...values, sendDelay } as unknown as DrawnParameters;
  });
}
