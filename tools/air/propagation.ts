import type { SeededRandom } from "../../hosts/node/seeded-random.js";
import type { AirParameters } from "./model.js";
import { WALL_LOSS } from "./parameters.js";

/** A position in metres. */
export interface Position {
  readonly x: number;
  readonly y: number;
}

/** A wall from one point to another. */
export interface Wall {
  /** One end. */
  readonly from: Position;
  /** The other end. */
  readonly to: Position;
}

/** Properties of a station that propagation depends on. */
export interface Site {
  /** Counts up from 0. */
  readonly index: number;
  /** Where it is; metres. */
  readonly position: Position;
  /** Number of walls around it, which every path to it crosses. */
  readonly walls: number;
}

const NORMALS = 4096;
const NOTHING = new Float64Array(0);

/**
 * Chance as a function of what it is for, not of the order it is asked in: a
 * packet has the same strength at a receiver whether it is received or in the
 * way, and one station more changes nothing between the others.
 */
export class Chance {
  readonly #seed: number;
  /** Samples of the normal distribution with deviation 1. */
  readonly normals = new Float64Array(NORMALS);

  constructor(random: SeededRandom) {
    this.#seed = Math.floor(random.next() * 0x1_0000_0000);
    for (let i = 0; i < NORMALS; i++) this.normals[i] = random.nextNormal();
  }

  /** What all chances of `a` for a purpose begin with; the other methods go on from there. */
  begin(a: number, purpose: number): number {
    return mix(this.#seed ^ Math.imul(purpose, 0x27d4eb2f) ^ Math.imul(a, 0x9e3779b1));
  }

  /** Evenly spread in 0..1 (not included). */
  uniform(begun: number, b: number): number {
    return (mix(begun ^ Math.imul(b, 0x85ebca77)) >>> 0) / 0x1_0000_0000;
  }

  /** One of `normals`. */
  normal(begun: number, b: number): number {
    return this.normals[this.normalIndex(begun, b)]!;
  }

  /** Which of `normals` it is. */
  normalIndex(begun: number, b: number): number {
    return mix(begun ^ Math.imul(b, 0x85ebca77)) >>> 20;
  }
}

function mix(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b);
  return hash ^ (hash >>> 16);
}

const SHADOWING_PURPOSE = 1;
const FADING_PURPOSE = 2;
const LOSS_PURPOSE = 3;

export interface PropagationOptions {
  readonly walls: readonly Wall[];
  readonly parameters: AirParameters;
  readonly random: SeededRandom;
}

/** What a packet is to chance, the same at all receivers. */
export interface PacketChance {
  readonly fading: number;
  readonly loss: number;
}

/** Path loss between stations, with what chance adds to it. */
export class Propagation {
  readonly #walls: readonly Wall[];
  readonly #parameters: AirParameters;
  readonly #fading: number;
  readonly #chance: Chance;
  readonly #losses: Float64Array[] = [];

  constructor(options: PropagationOptions) {
    const { walls, parameters, random } = options;
    this.#walls = walls;
    this.#parameters = parameters;
    this.#fading = parameters.fading;
    this.#chance = new Chance(random);
  }

  /** dB between two stations that stays while they do: distance, walls and shadowing. */
  loss(a: Site, b: Site): number {
    const kept = this.#losses[a.index]?.[b.index];
    return kept === undefined || Number.isNaN(kept) ? this.#computeLoss(a, b) : kept;
  }

  /** Packets are numbered: chance hangs on it. */
  packet(id: number): PacketChance {
    return {
      fading: this.#chance.begin(id, FADING_PURPOSE),
      loss: this.#chance.begin(id, LOSS_PURPOSE),
    };
  }

  /**
   * Raises each of `strongest` to the dBm at which a packet arrives at the receiver
   * of that place in `indices`, if that is more: `txPower`, loss and fading, for many
   * at once. NaN where the loss has never been asked for.
   */
  raise(
    from: Site,
    txPower: number,
    packet: PacketChance,
    indices: Int32Array,
    strongest: Float64Array,
  ): void {
    const losses = this.#losses[from.index] ?? NOTHING;
    const deviation = this.#fading;
    const chance = this.#chance;
    const { normals } = chance;
    const begun = packet.fading;
    for (let i = 0; i < indices.length; i++) {
      const index = indices[i]!;
      const fading = deviation * normals[chance.normalIndex(begun, index)]!;
      const loss = index < losses.length ? losses[index]! : NaN;
      strongest[i] = Math.max(strongest[i]!, txPower - loss + fading);
    }
  }

  /** dB that this packet arrives stronger by at this receiver. */
  fading(packet: PacketChance, receiver: Site): number {
    return this.#fading * this.#chance.normal(packet.fading, receiver.index);
  }

  /** Whether this packet is one of the share `rate` that this receiver misses for no reason. */
  isLost(packet: PacketChance, receiver: Site, rate: number): boolean {
    return rate > 0 && this.#chance.uniform(packet.loss, receiver.index) < rate;
  }

  /** Forgets what was computed for a station that has moved. */
  moved(site: Site): void {
    this.#losses[site.index]?.fill(NaN);
    for (const row of this.#losses) if (row && row.length > site.index) row[site.index] = NaN;
  }

  #computeLoss(a: Site, b: Site): number {
    let row = this.#losses[a.index];
    if (!row || row.length <= b.index) {
      const grown = new Float64Array(2 * (b.index + 1)).fill(NaN);
      if (row) grown.set(row);
      this.#losses[a.index] = row = grown;
    }
    const [low, high] = a.index < b.index ? [a.index, b.index] : [b.index, a.index];
    const begun = this.#chance.begin(low, SHADOWING_PURPOSE);
    const shadowing = this.#parameters.shadowing * this.#chance.normal(begun, high);
    return (row[b.index] = meanLoss(a, b, this.#walls, this.#parameters) + shadowing);
  }
}

export function distance(a: Position, b: Position): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** dB of distance (log-distance, from one metre on) and walls, chance aside. */
export function meanLoss(
  a: Site,
  b: Site,
  walls: readonly Wall[],
  { lossPerDecade, referenceLoss }: AirParameters,
): number {
  const metres = Math.max(1, distance(a.position, b.position));
  let crossed = a.walls + b.walls;
  for (const wall of walls) if (crosses(a.position, b.position, wall)) crossed++;
  return referenceLoss + lossPerDecade * Math.log10(metres) + WALL_LOSS * crossed;
}

function crosses(a: Position, b: Position, { from, to }: Wall): boolean {
  return side(a, b, from) * side(a, b, to) < 0 && side(from, to, a) * side(from, to, b) < 0;
}

/** Positive or negative: on which side of the line from `a` to `b` the point lies. */
function side(a: Position, b: Position, point: Position): number {
  return (b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x);
}
