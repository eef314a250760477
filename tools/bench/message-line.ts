import { SeededRandom } from "../../hosts/node/seeded-random.js";
import { AdType } from "../../modules/bearer/ad-type.js";
import { airParameters } from "../air/model.js";
import { Counter } from "./counter.js";
import { KeyedMesh, line } from "./keyed-mesh.js";

export interface MessageLineOptions {
  readonly seed: number;
  readonly relays: number;
  /**
   * Share of packets that a receiver loses in addition to the losses of the radio model, 0..1.
   */
  readonly loss: number;
  /** Number of advertising sets of each node. */
  readonly sets: number;
}

/** Number of a station's packets, and of those that the next node in the line did not receive. */
interface Hop {
  sent: number;
  missed: number;
  /** The event whose packets are currently reported, and whether one of them was received. */
  event: number;
  heard: boolean;
}

/**
 * A sender, relays and a receiver in a line on the kind air, in which only neighbours receive
 * each other, with the default settings. Numbers are sent along it in unsegmented messages.
 */
export class MessageLine {
  readonly #mesh: KeyedMesh<Counter>;
  readonly #random: SeededRandom;
  readonly #hops: Hop[];
  /** Times at which the numbers were sent. */
  readonly #sent: number[] = [];
  /** Milliseconds until each number was received; NaN if it was not. */
  readonly #delays: number[] = [];
  readonly #destination: number;

  constructor({ loss, relays, seed, sets }: MessageLineOptions) {
    this.#random = new SeededRandom(`${seed} pauses`);
    this.#destination = relays + 2;
    this.#mesh = new KeyedMesh({
      seed,
      air: "kind",
      parameters: { lossRate: 1 - (1 - airParameters("kind").lossRate) * (1 - loss) },
      ...line(relays + 2, "kind"),
      sets,
      settings: (place) => ({ relay: place > 0 && place <= relays }),
      model: (place) => new Counter((number) => place === relays + 1 && this.#came(number)),
    });
    const { air } = this.#mesh;
    this.#hops = air.stations.slice(1).map(() => ({ sent: 0, missed: 0, event: 0, heard: false }));
    air.onPacket(({ data, event, heardBy, station }) => {
      const hop = this.#hops[station.index];
      if (!hop || data[1] !== AdType.networkPdu) return;
      if (event !== hop.event) close(hop);
      hop.event = event;
      hop.heard ||= heardBy.includes(air.stations[station.index + 1]!);
    });
  }

  /**
   * Sends `count` numbers at the same time, then advances virtual time until no packets are sent.
   */
  burst(count: number): void {
    for (let i = 0; i < count; i++) {
      const number = this.#sent.length;
      this.#sent[number] = this.#mesh.clock.now();
      this.#delays[number] = NaN;
      this.#mesh.models[0]!.send(number & 0xffff, this.#destination);
    }
    const pause = 200 * count + 300 + this.#random.next() * 100;
    this.#mesh.clock.advanceTo(this.#mesh.clock.now() + pause);
  }

  /** Milliseconds until each number was received, in their order; NaN if it was not. */
  get delays(): readonly number[] {
    return this.#delays;
  }

  /** Share of packets that the next node in the line did not receive, for each hop. */
  get losses(): readonly number[] {
    for (const hop of this.#hops) close(hop);
    return this.#hops.map(({ missed, sent }) => missed / sent);
  }

  close(): void {
    this.#mesh.close();
  }

  #came(number: number): void {
    this.#delays[number] = this.#mesh.clock.now() - this.#sent[number]!;
  }
}

function close(hop: Hop): void {
  if (hop.event === 0) return;
  hop.sent++;
  if (!hop.heard) hop.missed++;
  hop.event = 0;
  hop.heard = false;
}
