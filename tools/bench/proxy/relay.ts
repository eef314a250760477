import { SeededRandom } from "../../../hosts/node/seeded-random.js";
import { ProxyClient } from "../../../modules/node/proxy-client.js";
import type { AirModel, AirParameters } from "../../air/model.js";
import { Counter } from "../counter.js";
import { group, KeyedMesh, line } from "../keyed-mesh.js";

/**
 * What the relays of a line do beside relaying. "none": nothing, their radios have no GATT.
 * "advertising": they are proxies without a client. "idle": a phone is connected to each.
 * "busy": it also gets every message of the line, and sends messages to all nodes. "own": as
 * "busy" without the phones: each relay sends their messages itself.
 */
export type RelayLoad = "none" | "advertising" | "idle" | "busy" | "own";

export interface RelayCase {
  readonly air: AirModel;
  readonly parameters?: Partial<AirParameters>;
  readonly relays: number;
  /** Advertising sets of each node. */
  readonly sets: number;
  readonly load: RelayLoad;
  /** Milliseconds between connection events, at the beginning. */
  readonly interval: number;
  /** Whether the phones refuse the interval that the relays ask for. Default false. */
  readonly keepsInterval?: boolean;
}

/** What one run of a case counts. */
export interface RelayRun {
  /** Milliseconds from the call until the receiver's model has each message; NaN: never. */
  readonly delays: readonly number[];
  /** Of the line's messages, those that the phones got, and would have got without losses. */
  readonly notified: number;
  readonly toNotify: number;
  /** Of the messages of the phones (or of the relays), those that the receiver got. */
  readonly arrived: number;
  readonly sent: number;
}

/** Mean milliseconds from one message of the line to the next, and from one of a phone to the next. */
const pace = 500;
const phonePace = 1000;
const firstPhone = 0x0700;
const uint16 = 0xffff;

/** A sender, relays and a receiver in a line in which only neighbours receive each other. */
class RelayLine {
  readonly #one: RelayCase;
  readonly #mesh: KeyedMesh<Counter>;
  readonly #random: SeededRandom;
  readonly #phones: Counter[] = [];
  readonly #sentAt: number[] = [];
  readonly #delays: number[] = [];
  #notified = 0;
  #arrived = 0;
  #sent = 0;

  constructor(one: RelayCase, seed: number) {
    const { air, load, parameters, relays, sets } = one;
    this.#one = one;
    this.#random = new SeededRandom(`${seed} pauses`);
    this.#mesh = new KeyedMesh({
      seed,
      air,
      // Without shadowing every hop has its mean power: only the connections make a difference.
      parameters: { shadowing: 0, ...parameters },
      ...line(relays + 2, air, parameters),
      sets,
      settings: (place) => ({ relay: this.#isRelay(place) }),
      model: (place) => new Counter((number, src) => this.#came(place, number, src)),
      isProxy: (place) => this.#isRelay(place) && load !== "none" && load !== "own",
    });
  }

  async connect(): Promise<void> {
    const { interval, keepsInterval = false, load, relays } = this.#one;
    const isBusy = load === "busy";
    if (load === "idle" || isBusy)
      for (let relay = 1; relay <= relays; relay++) {
        const model = new Counter((_, src) => src === 1 && this.#notified++);
        const { x, y } = this.#mesh.air.stations[relay]!.position;
        const node = this.#mesh.phone({
          name: `phone ${relay}`,
          address: firstPhone + relay,
          position: { x, y: y + 1 },
          interval,
          keepsInterval,
          model,
        });
        if (!isBusy) model.subscriptionList.entries = [];
        const proxies = new ProxyClient({ node });
        await this.#mesh.during(proxies.connect());
        this.#phones.push(model);
      }
    // The connections have the parameters that the relays ask for.
    await this.#mesh.clock.run(this.#mesh.clock.now() + 8000);
  }

  async run(messages: number): Promise<RelayRun> {
    const { load, relays } = this.#one;
    const { clock, models } = this.#mesh;
    const end = clock.now() + messages * pace;
    const others = load === "busy" ? this.#phones : load === "own" ? models.slice(1, -1) : [];
    others.forEach((sender, i) =>
      this.#repeat(`other ${i}`, phonePace, end, () => this.#sendOther(sender)),
    );
    this.#repeat("line", pace, end, () => {
      this.#delays[this.#sentAt.length] = NaN;
      models[0]!.send(this.#sentAt.length & uint16, group);
      this.#sentAt.push(clock.now());
    });
    await clock.run(end + 5000);
    const notes = load === "busy" ? relays * this.#sentAt.length : 0;
    return {
      delays: this.#delays,
      notified: this.#notified,
      toNotify: notes,
      arrived: this.#arrived,
      sent: this.#sent,
    };
  }

  close(): void {
    this.#mesh.close();
  }

  #isRelay(place: number): boolean {
    return place > 0 && place <= this.#one.relays;
  }

  /**
   * Calls `work` again and again until `end`, after half to one and a half times `mean` each time;
   * the times are the same for the same `what`, whatever else happens.
   */
  #repeat(what: string, mean: number, end: number, work: () => void): void {
    const { clock } = this.#mesh;
    const random = this.#random.fork(what);
    const later = (): void => {
      const pause = mean * (0.5 + random.next());
      if (clock.now() + pause < end) clock.schedule(again, pause);
    };
    const again = (): void => {
      work();
      later();
    };
    later();
  }

  #sendOther(sender: Counter): void {
    sender.send(this.#sent++ & uint16, group);
  }

  #came(place: number, number: number, src: number): void {
    if (place !== this.#one.relays + 1) return;
    if (src === 1) this.#delays[number] = this.#mesh.clock.now() - this.#sentAt[number]!;
    else this.#arrived++;
  }
}

/** Runs a case with one seed. */
export async function runRelay(one: RelayCase, seed: number, messages: number): Promise<RelayRun> {
  const line = new RelayLine(one, seed);
  await line.connect();
  const run = await line.run(messages);
  line.close();
  return run;
}
