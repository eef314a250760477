import type { SeededRandom } from "../../hosts/node/seeded-random.js";
import type { Span } from "./model.js";
import { CHANNELS } from "./parameters.js";

/** Bursts that ended longer ago than any packet is on the air, in milliseconds, are forgotten. */
const FORGOTTEN = 5;

interface Channel {
  readonly random: SeededRandom;
  /** Begin and end of bursts, in turn, earliest first. */
  readonly bursts: number[];
  /** When the last of them ends. */
  drawnTo: number;
}

export interface InterferenceOptions {
  /** Bursts a second on each channel, on average; they come at random. */
  readonly rate: number;
  /** Milliseconds of a burst. */
  readonly burst: Span;
  readonly random: SeededRandom;
}

/** Bursts of other transmitters, each on one channel. Asked in the order of time. */
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

  /** Whether a burst strikes a channel at any instant from `start` to `end`, in ms. */
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
