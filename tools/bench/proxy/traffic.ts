import { SeededRandom } from "../../../hosts/node/seeded-random.js";
import type { BadClientCounts } from "./bad-client.js";
import { ProxyWorld, type ProxyWorldOptions, type WorldClient } from "./world.js";

/** Mean milliseconds from one request of a client to its next. */
const pace = 5000;
/** Of so many requests one is to a single light, with an answer. */
const singleOf = 3;
/** Milliseconds within which a group's lights or a status come. */
const timely = 5000;
/** The proxy that loses its power, and when: as a share of the time. */
const cutProxy = 2;
const cutAt = 0.4;
const appKeyIndex = 0;
const firstPlaceAddress = 1;

/** What one client sent and got. */
export interface ClientFigure {
  readonly name: string;
  /** Changes of lights that its messages to its group were to cause; shares and delays of those that came. */
  readonly switched: Delivery;
  /** Requests to single lights, each with a status in answer. */
  readonly answered: Delivery;
  /** Statuses that lights published; 0 of 0 where it is not subscribed. */
  readonly statuses: Delivery;
  /** Network PDUs to the status group that passed its filter. */
  readonly statusPdus: number;
  /** Copies of them, which came late. */
  readonly lateCopies: number;
  /** Connections that it lost, and that it made again. */
  readonly lost: number;
  readonly reconnected: number;
  /** Requests that it made before it knew that its proxy was gone; they are not counted elsewhere. */
  readonly intoNothing: number;
}

export interface Delivery {
  readonly expected: number;
  readonly came: number;
  /** Simulated milliseconds of each that came. */
  readonly delays: readonly number[];
}

/** What a run counted. */
export interface TrafficRun {
  readonly clients: readonly ClientFigure[];
  readonly bad: BadClientCounts;
  /** Dropped PDUs of all proxies, by reason, and of each proxy those for a slow client. */
  readonly drops: Readonly<Record<string, number>>;
  readonly queueFull: readonly number[];
}

class Tally implements Delivery {
  expected = 0;
  readonly delays: number[] = [];

  get came(): number {
    return this.delays.length;
  }
}

/** A message to a group that was sent: which lights are to change until when. */
interface Order {
  readonly on: boolean;
  readonly sent: number;
  readonly waiting: Set<number>;
}

/** The requests of the clients of a world, and what comes of them. */
class Traffic {
  readonly #world: ProxyWorld;
  readonly #random: SeededRandom;
  readonly #end: number;
  readonly #states = new Map<number, boolean>();
  readonly #orders = new Map<WorldClient, Order>();
  /** Milliseconds at which lights published. */
  readonly #published: { readonly src: number; readonly time: number }[] = [];
  readonly #switched = new Map<WorldClient, Tally>();
  readonly #answered = new Map<WorldClient, Tally>();
  /** Requests to a proxy that is gone, of the client that was connected to it. */
  #intoNothing = 0;
  #cut: number | undefined;

  constructor(world: ProxyWorld, seed: number, milliseconds: number) {
    this.#world = world;
    this.#random = new SeededRandom(`${seed} requests`);
    this.#end = world.mesh.clock.now() + milliseconds;
    world.onLight = (place, on) => this.#changed(place, on);
    for (const client of world.clients) {
      this.#switched.set(client, new Tally());
      this.#answered.set(client, new Tally());
    }
  }

  async run(): Promise<void> {
    const { clock } = this.#world.mesh;
    for (const client of this.#world.clients) this.#repeat(client);
    await clock.run(clock.now() + cutAt * (this.#end - clock.now()));
    this.#cut = this.#world.proxies[cutProxy]!;
    for (const { waiting } of this.#orders.values()) waiting.delete(this.#cut);
    this.#world.cut(cutProxy);
    await clock.run(this.#end + 3 * timely);
  }

  figures(): ClientFigure[] {
    return this.#world.clients.map((client) => {
      const { lateCopies, lost, reconnected, role, statusPdus } = client;
      return {
        name: role.name,
        switched: this.#switched.get(client)!,
        answered: this.#answered.get(client)!,
        statuses: this.#statuses(client),
        statusPdus,
        lateCopies,
        lost,
        reconnected,
        intoNothing: role.near === cutProxy ? this.#intoNothing : 0,
      };
    });
  }

  #repeat(client: WorldClient): void {
    const { clock } = this.#world.mesh;
    const random = this.#random.fork(client.role.name);
    let requests = 0;
    const again = (): void => {
      // What is asked of a client that has no connection is its own loss, not the proxy's.
      if (client.proxies.connections > 0) this.#request(client, requests++, random);
      later();
    };
    const later = (): void => {
      const pause = pace * (0.5 + random.next());
      if (clock.now() + pause < this.#end) clock.schedule(again, pause);
    };
    later();
  }

  #request(client: WorldClient, number: number, random: SeededRandom): void {
    if (this.#cut !== undefined && client.role.near === cutProxy && client.lost === 0) {
      this.#intoNothing++;
      return;
    }
    const present = client.lights.filter((place) => place !== this.#cut);
    if (number % singleOf === singleOf - 1)
      this.#single(client, present[Math.floor(random.next() * present.length)]!);
    else this.#group(client, present);
  }

  #group(client: WorldClient, lights: readonly number[]): void {
    const on = !(this.#orders.get(client)?.on ?? false);
    const waiting = new Set(lights.filter((place) => (this.#states.get(place) ?? false) !== on));
    this.#switched.get(client)!.expected += waiting.size;
    this.#orders.set(client, { on, sent: this.#world.mesh.clock.now(), waiting });
    client.model.setUnacknowledged(on, { dst: client.group, appKeyIndex });
  }

  #single(client: WorldClient, place: number): void {
    const { clock } = this.#world.mesh;
    const tally = this.#answered.get(client)!;
    tally.expected++;
    const sent = clock.now();
    // To the state that it has: what the group is asked for stays countable.
    const on = this.#states.get(place) ?? false;
    client.model.set(on, { dst: firstPlaceAddress + place, appKeyIndex }).then(
      () => tally.delays.push(clock.now() - sent),
      () => undefined,
    );
  }

  #changed(place: number, on: boolean): void {
    const now = this.#world.mesh.clock.now();
    this.#states.set(place, on);
    if (this.#world.publishes(place))
      this.#published.push({ src: firstPlaceAddress + place, time: now });
    for (const [client, order] of this.#orders) {
      if (order.on !== on || !order.waiting.delete(place)) continue;
      if (now - order.sent <= timely) this.#switched.get(client)!.delays.push(now - order.sent);
    }
  }

  /** Statuses that came to a client for each that was published. */
  #statuses({ role, statuses }: WorldClient): Delivery {
    const tally = new Tally();
    if (!role.hearsStatuses) return tally;
    const left = [...statuses];
    for (const { src, time } of this.#published) {
      tally.expected++;
      const at = left.findIndex(
        (status) => status.src === src && status.time >= time && status.time <= time + timely,
      );
      if (at >= 0) tally.delays.push(left.splice(at, 1)[0]!.time - time);
    }
    return tally;
  }
}

/** Runs a world for some simulated milliseconds. */
export async function runTraffic(
  options: ProxyWorldOptions,
  milliseconds: number,
): Promise<TrafficRun> {
  const world = new ProxyWorld(options);
  await world.connect();
  const traffic = new Traffic(world, options.seed, milliseconds);
  await traffic.run();
  const drops: Record<string, number> = {};
  for (const each of world.drops)
    for (const [reason, count] of Object.entries(each))
      drops[reason] = (drops[reason] ?? 0) + count;
  const queueFull = world.drops.map((each) => each["proxy.queue-full"] ?? 0);
  const run = { clients: traffic.figures(), bad: world.bad.counts, drops, queueFull };
  world.close();
  return run;
}
