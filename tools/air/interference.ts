import type { SeededRandom } from "../../hosts/node/seeded-random.js";
import type { Span } from "./model.js";
import { CHANNELS } from "./parameters.js";

/**
 * Milliseconds after its end from which a burst is dropped: no packet is on the air for so long.
 */
const FORGOTTEN = 5;

interface Channel {
  readonly random: SeededRandom;
  /** Starts and ends of bursts alternately, earliest first. */
  readonly bursts: number[];
  /** End of the last generated burst. */
  drawnTo: number;
}

export interface InterferenceOptions {
  /** Mean number of bursts in a second on each channel, at random times. */
  readonly rate: number;
  /** Duration of a burst, milliseconds. */
  readonly burst: Span;
  readonly random: SeededRandom;
}

/**
 * Random bursts of other transmitters, each on one channel. Must be called with increasing times.
 */
export class Interference {
  readonly #rate: number;
  readonly #burst: Span;
  readonly #channels: readonly Channel[];

  constructor({ rate, burst, random }: InterferenceOptions) {
    this.#rate = rate;
    this.#burst = burst;
    this.#channels = CHANNELS.map((channel) => ({
      random: random.fork(`${channel}`),
      bursts: [],
      drawnTo: 0,
    }));
  }

  /** Whether a burst overlaps `start` to `end` (ms) on a channel. */
  strikes(channelIndex: number, start: number, end: number): boolean {
    if (this.#rate === 0) return false;
    const channel = this.#channels[channelIndex]!;
    const { bursts } = channel;
    while (channel.drawnTo <= end) this.#draw(channel);
    while (bursts.length > 0 && bursts[1]! < start - FORGOTTEN) bursts.splice(0, 2);
    for (let i = 0; i < bursts.length; i += 2)
      if (bursts[i]! < end && bursts[i + 1]! > start) return true;
    return false;
  }

  #draw(channel: Channel): void {
    const { random } = channel;
    const [least, most] = this.#burst;
    const begin = channel.drawnTo - (Math.log(1 - random.next()) / this.#rate) * 1000;
    const end = begin + least + random.next() * (most - least);
    channel.bursts.push(begin, end);
    channel.drawnTo = end;
  }
}
