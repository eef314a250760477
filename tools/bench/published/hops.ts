import type { AirModel, AirParameters } from "../../air/model.js";
import { group, line } from "../keyed-mesh.js";
import { median } from "../measure.js";
import { ProbeMesh } from "./probe-mesh.js";

/** Results of messages over a number of hops. */
export interface HopFigure {
  readonly hops: number;
  /** Mean milliseconds of the messages that arrived. */
  readonly mean: number;
  readonly median: number;
  readonly most: number;
  /** Share of messages that did not arrive. */
  readonly lost: number;
}

/** A line of nodes in which only neighbours receive each other. */
export interface LineOptions {
  readonly air: AirModel;
  readonly parameters?: Partial<AirParameters>;
  readonly hops: number;
  readonly messages: number;
  readonly seed?: number;
  readonly sets?: number;
}

function probeLine({ air, hops, parameters, seed = 1, sets = 1 }: LineOptions, first: number) {
  return new ProbeMesh({
    seed,
    air,
    // Without shadowing, so that every hop has its mean power: only time is measured.
    parameters: { shadowing: 0, ...parameters },
    ...line(hops + 1, air, parameters),
    sets,
    networkTransmit: { transmissions: first, interval: 20 },
    relayRetransmit: { transmissions: 3, interval: 20 },
  });
}

/**
 * Messages of one octet to a group, one a second, with one transmission by the source and three
 * by relays.
 */
export async function oneWay(options: LineOptions): Promise<HopFigure[]> {
  const mesh = probeLine(options, 1);
  const { clock, models: probes } = mesh;
  const times = probes.map((): number[] => []);
  let sent = 0;
  probes.forEach((probe, i) => {
    probe.onAsk = () => times[i]!.push(clock.now() - sent);
  });
  for (let i = 0; i < options.messages; i++) {
    sent = clock.now();
    probes[0]!.ask(group, 1);
    await clock.run(sent + 1000);
  }
  mesh.close();
  return times.slice(1).map((of, i) => figure(i + 1, of, options.messages));
}

/**
 * Milliseconds of a round trip for each distance: eight octets in each direction, every 1.5 s.
 */
export async function roundTrips(options: LineOptions): Promise<HopFigure[]> {
  const figures: HopFigure[] = [];
  for (let hops = 1; hops <= options.hops; hops++) {
    const mesh = probeLine({ ...options, hops }, 3);
    const { clock, models: probes } = mesh;
    const times: number[] = [];
    let sent = 0;
    probes[hops]!.answers = true;
    probes[0]!.onAnswer = () => times.push(clock.now() - sent);
    for (let i = 0; i < options.messages; i++) {
      sent = clock.now();
      probes[0]!.ask(hops + 1, 8);
      await clock.run(sent + 1500);
    }
    mesh.close();
    figures.push(figure(hops, times, options.messages));
  }
  return figures;
}

function figure(hops: number, times: readonly number[], messages: number): HopFigure {
  return {
    hops,
    mean: times.reduce((sum, time) => sum + time, 0) / times.length,
    median: median(times),
    most: Math.max(...times),
    lost: 1 - times.length / messages,
  };
}
