import type { SeededRandom } from "../../hosts/node/seeded-random.js";
import type { Position, Wall } from "./floor.js";
import type { AirParameters } from "./model.js";
import { FLOOR_HEIGHT, FLOOR_LOSS, FURTHER_FLOOR_LOSS, WALL_LOSS } from "./parameters.js";

export type { Position, Wall } from "./floor.js";

/** Properties of a station that propagation depends on. */
export interface Site {
  /** Number of the station, from 0. */
  readonly index: number;
  /** Its position, metres. */
  readonly position: Position;
  /** Number of walls around it, which every path to it crosses. */
  readonly walls: number;
}

const NORMALS = 4096;
const NOTHING = new Float64Array(0);

/**
 * Random values as a function of their purpose, not of the order of the calls. So a packet has
 * the same strength at a receiver whether it is received or only overlaps another one, and an
 * additional station changes no values of the others.
 */
export class Chance {
  readonly #seed: number;
  /** Samples of the normal distribution with standard deviation 1. */
  readonly normals = new Float64Array(NORMALS);

  constructor(random: SeededRandom) {
    this.#seed = Math.floor(random.next() * 0x1_0000_0000);
    for (let i = 0; i < NORMALS; i++) this.normals[i] = random.nextNormal();
  }

  /** The hash of `a` and a purpose; the other methods continue it with `b`. */
  begin(a: number, purpose: number): number {
    return mix(this.#seed ^ Math.imul(purpose, 0x27d4eb2f) ^ Math.imul(a, 0x9e3779b1));
  }

  /** A value uniformly distributed in 0..1 (1 excluded). */
  uniform(begun: number, b: number): number {
    return (mix(begun ^ Math.imul(b, 0x85ebca77)) >>> 0) / 0x1_0000_0000;
  }

  /** One of `normals`. */
  normal(begun: number, b: number): number {
    return this.normals[this.normalIndex(begun, b)]!;
  }

  /** An index into `normals`. */
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

/** The hashes of a packet, which are the same for all receivers. */
export interface PacketChance {
  readonly fading: number;
  readonly loss: number;
}

/** Path loss between stations, with random shadowing and fading. */
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

  /** Constant path loss between two stations in dB: distance, walls and shadowing. */
  loss(a: Site, b: Site): number {
    const kept = this.#losses[a.index]?.[b.index];
    return kept === undefined || Number.isNaN(kept) ? this.#computeLoss(a, b) : kept;
  }

  /** The hashes of a packet, from its number. */
  packet(id: number): PacketChance {
    return {
      fading: this.#chance.begin(id, FADING_PURPOSE),
      loss: this.#chance.begin(id, LOSS_PURPOSE),
    };
  }

  /**
   * For many receivers at once: sets each of `strongest` to the maximum of itself and the power
   * in dBm at which a packet arrives at the receiver in the same place of `indices` (`txPower`,
   * path loss and fading). NaN where the path loss was never computed.
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

  /** Fading of this packet at the receiver with this index in dB; positive: stronger. */
  fading(packet: PacketChance, receiver: number): number {
    return this.#fading * this.#chance.normal(packet.fading, receiver);
  }

  /** Whether the receiver with this index loses this packet at random, as one of the share `rate`. */
  isLost(packet: PacketChance, receiver: number, rate: number): boolean {
    return rate > 0 && this.#chance.uniform(packet.loss, receiver) < rate;
  }

  /** Drops the computed path losses of a station that has moved. */
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

/** Metres between two positions, which may be on different floors. */
export function distance(a: Position, b: Position): number {
  const floors = floorsBetween(a, b);
  if (floors === 0) return Math.hypot(a.x - b.x, a.y - b.y);
  return Math.hypot(a.x - b.x, a.y - b.y, FLOOR_HEIGHT * floors);
}

function floorsBetween({ floor: a = 0 }: Position, { floor: b = 0 }: Position): number {
  return Math.abs(a - b);
}

/** dB that the floors between two positions take. */
function floorLoss(floors: number): number {
  return floors === 0 ? 0 : FLOOR_LOSS + FURTHER_FLOOR_LOSS * (floors - 1);
}

/**
 * Path loss of distance (log-distance model, from one metre on), walls and floors in dB, without
 * random parts. The walls are the same on all floors.
 */
export function meanLoss(
  a: Site,
  b: Site,
  walls: readonly Wall[],
  { lossPerDecade, referenceLoss }: AirParameters,
): number {
  const metres = Math.max(1, distance(a.position, b.position));
  let crossed = a.walls + b.walls;
  for (const wall of walls) if (crosses(a.position, b.position, wall)) crossed++;
  const floors = floorLoss(floorsBetween(a.position, b.position));
  return referenceLoss + lossPerDecade * Math.log10(metres) + WALL_LOSS * crossed + floors;
}

function crosses(a: Position, b: Position, { from, to }: Wall): boolean {
  return side(a, b, from) * side(a, b, to) < 0 && side(from, to, a) * side(from, to, b) < 0;
}

/** The sign shows on which side of the line from `a` to `b` the point is. */
function side(a: Position, b: Position, point: Position): number {
  return (b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x);
}
