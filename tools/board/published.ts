import { fileURLToPath } from "node:url";
import { Board } from "../../hosts/board/board.js";
import type { Message } from "../../modules/access/message.js";
import { GenericOnOffSetUnacknowledged } from "../../modules/models/generic-onoff/messages.js";
import { LightLightnessSetUnacknowledged } from "../../modules/models/light-lightness/messages.js";
import { Bench, benchFirmware, type Cost } from "./bench.js";

/** The tunable white light. */
export const tunableLight = fileURLToPath(new URL("firmware/tunable-light.ts", import.meta.url));

/** Milliseconds in which a publication is over: it waits for 500 at most, and has three transmissions. */
const published = 800;
const transmissions = 3;

/** The cost of a Set to the group that changes the state, with its publication, on a node with one advertising set. */
export interface PublishedCosts {
  readonly costs: Readonly<Record<string, Cost>>;
  /** Octets that the change of the tunable light writes to the store: records, without their keys. */
  readonly stored: number;
}

/** The cost of the second message, and the octets that it stored. */
function costOfSet<T>(
  bench: Bench,
  message: Message<T>,
  values: (number: number) => T,
): { readonly cost: Cost; readonly stored: number } {
  let cost: Cost | undefined;
  let before = 0;
  for (let round = 0; round < 2; round++) {
    const packet = bench.set(message, values);
    before = bench.stored;
    cost = bench.costToTheEnd(packet, transmissions, published);
  }
  return { cost: cost!, stored: bench.stored - before };
}

/** Measures a Generic OnOff Set of a light, and a Light Lightness Set of a tunable white one. */
export async function publishedCosts(): Promise<PublishedCosts> {
  const node = await Board.load({ entry: benchFirmware });
  const light = new Bench(node);
  light.machine.call("publish");
  const onOff = costOfSet(light, GenericOnOffSetUnacknowledged, (number) => ({
    onOff: number % 2 === 1,
    tid: number & 0xff,
    transition: undefined,
  }));
  light.close();
  node.close();
  const tunable = await Board.load({ entry: tunableLight });
  const bench = new Bench(tunable);
  const lightness = costOfSet(bench, LightLightnessSetUnacknowledged, (number) => ({
    lightness: 0x1000 * (1 + (number & 7)),
    tid: number & 0xff,
    transition: undefined,
  }));
  bench.close();
  tunable.close();
  const costs = {
    "set, published, one set": onOff.cost,
    "lightness of a tunable light set, published, one set": lightness.cost,
  };
  return { costs, stored: lightness.stored };
}
