import type { Model } from "../../../modules/access/model.js";
import { GenericOnOffClient } from "../../../modules/models/generic-onoff/client.js";
import { GenericOnOffServer } from "../../../modules/models/generic-onoff/server.js";
import type { Node } from "../../../modules/node/node.js";
import { ProxyClient } from "../../../modules/node/proxy-client.js";
import { addressNumber } from "../../air/packet.js";
import { SENSITIVITY } from "../../air/parameters.js";
import type { Station } from "../../air/station.js";
import { KeyedMesh } from "../keyed-mesh.js";
import { BadClient } from "./bad-client.js";

/** Lights in a row of the grid, and metres between two of them. */
const columns = 10;
const spacing = 9;
/** Of so many lights one is a relay; proxies are as well. */
const relayOf = 4;
/** Of so many lights one publishes its state when it changes. */
const publisherOf = 5;
/** The places of the proxies in the grid, from 0 to 1 in both directions. */
const proxyPlaces = [
  [0.2, 0.2],
  [0.8, 0.3],
  [0.4, 0.8],
] as const;

const firstGroup = 0xc010;
export const statusGroup = 0xc100;
const firstPhone = 0x0700;
const appKeyIndex = 0;

/** What a client of the world does. */
export interface Role {
  readonly name: string;
  /** What passes to it: an accept list with its own addresses and groups, or everything. */
  readonly filter: "own" | "all";
  /** Whether it is subscribed to the group to which lights publish. */
  readonly hearsStatuses: boolean;
  /** Index of the proxy that it is next to. */
  readonly near: number;
  /** Whether it goes where most packets of its connection are lost. */
  readonly goesAway?: boolean;
}

/** The clients that behave: each has a group of lights of its own. */
export const roles: readonly Role[] = [
  { name: "subscribed", filter: "own", hearsStatuses: true, near: 0 },
  { name: "everything", filter: "all", hearsStatuses: true, near: 1 },
  { name: "slow", filter: "all", hearsStatuses: true, near: 0, goesAway: true },
  { name: "reconnects", filter: "own", hearsStatuses: false, near: 2 },
];

export interface ProxyWorldOptions {
  readonly seed: number;
  readonly lights: number;
  /** Advertising sets of each light. */
  readonly sets: number;
}

/** A client that behaves, with what it got. */
export interface WorldClient {
  readonly role: Role;
  readonly node: Node;
  readonly model: GenericOnOffClient;
  readonly proxies: ProxyClient;
  /** Group of its lights. */
  readonly group: number;
  /** Places of its lights. */
  readonly lights: readonly number[];
  /** Network PDUs to the status group that came to it, of whatever its filter let through. */
  statusPdus: number;
  /** Of these, copies that came when the network message cache had forgotten them. */
  lateCopies: number;
  /** Milliseconds of the clock at which each status came to its model, by source. */
  readonly statuses: { readonly src: number; readonly time: number }[];
  /** Connections that it lost, and that it made again. */
  lost: number;
  reconnected: number;
}

/**
 * Lights on a grid on the typical air, three of which are GATT proxies, and five clients, which
 * reach the network by these alone: one of them misbehaves.
 */
export class ProxyWorld {
  readonly mesh: KeyedMesh<Model>;
  readonly proxies: readonly number[];
  readonly clients: WorldClient[] = [];
  readonly bad: BadClient;
  /** Called when a light changes. */
  onLight: (place: number, on: boolean) => void = () => undefined;
  readonly #lights: number;

  constructor({ lights, seed, sets }: ProxyWorldOptions) {
    const rows = Math.ceil(lights / columns);
    this.#lights = lights;
    this.proxies = proxyPlaces.map(
      ([x, y]) => Math.floor(y * rows) * columns + Math.floor(x * columns),
    );
    this.mesh = new KeyedMesh<Model>({
      seed,
      air: "typical",
      positions: Array.from({ length: lights }, (_, place) => ({
        x: (place % columns) * spacing,
        y: Math.floor(place / columns) * spacing,
      })),
      sets,
      settings: (place) => ({ relay: place % relayOf === 0 || this.proxies.includes(place) }),
      isProxy: (place) => this.proxies.includes(place),
      model: (place) => new GenericOnOffServer({ onChange: (on) => this.onLight(place, on) }),
    });
    this.mesh.models.forEach((model, place) => this.#configure(model, place));
    const { gattClient } = this.mesh.client("misbehaves", this.#beside(1));
    this.bad = new BadClient(gattClient!, this.mesh.clock, `${seed} misbehaves`);
  }

  /** Connects all clients; the last one misbehaves from now on. */
  async connect(): Promise<void> {
    for (const role of roles) {
      const client = this.#client(role);
      this.clients.push(client);
      await this.mesh.during(client.proxies.connect());
      if (role.goesAway) this.#goAway(client);
    }
    const proxy = this.mesh.air.stations[this.proxies[1]!]!;
    void this.bad.run(addressNumber(proxy.address));
  }

  /** The light with the proxy at an index loses its power, and its clients go to the first one. */
  cut(proxy: number): void {
    for (const { role } of this.clients)
      if (role.near === proxy) this.#stationOf(role).moveTo(this.#beside(0));
    const place = this.proxies[proxy]!;
    this.mesh.nodes[place]!.close();
    this.mesh.air.stations.find(({ name }) => name === `node ${place + 1}`)!.close();
  }

  /** Dropped PDUs of each proxy, by reason. */
  get drops(): Readonly<Record<string, number>>[] {
    return this.proxies.map((place) => this.mesh.nodes[place]!.diagnostics.drops());
  }

  publishes(place: number): boolean {
    return place % publisherOf === 3;
  }

  close(): void {
    this.bad.stop();
    for (const { node, proxies } of this.clients) {
      proxies.close();
      node.close();
    }
    this.mesh.close();
  }

  #configure(model: Model, place: number): void {
    const address = firstGroup + (place % roles.length);
    model.subscriptionList.entries = [{ address, label: undefined }];
    const publication = this.publishes(place)
      ? {
          address: statusGroup,
          label: undefined,
          appKeyIndex,
          credentialFlag: false,
          ttl: 0xff,
          period: 0,
          retransmitCount: 0,
          retransmitSteps: 0,
        }
      : undefined;
    model.configuration = { bindings: [appKeyIndex], publication };
    this.mesh.nodes[place]!.network!.saveModel(model);
  }

  #client(role: Role): WorldClient {
    const at = roles.indexOf(role);
    const statuses: { src: number; time: number }[] = [];
    const pdus = new Set<number>();
    const { clock } = this.mesh;
    const model = new GenericOnOffClient({
      onStatus: (_, { dst, src }) => {
        if (dst === statusGroup) statuses.push({ src, time: clock.now() });
      },
    });
    const node = this.mesh.phone({
      name: role.name,
      address: firstPhone + at,
      position: this.#beside(role.near),
      interval: 30,
      model,
      trace: (event) => {
        if (event.type !== "network.receive" || event.dst !== statusGroup) return;
        const pdu = event.src * 2 ** 24 + event.seq;
        // A copy that a relay sends a second late finds the network message cache without it.
        if (pdus.has(pdu)) client.lateCopies++;
        else client.statusPdus++;
        pdus.add(pdu);
      },
    });
    model.subscriptionList.entries = role.hearsStatuses
      ? [{ address: statusGroup, label: undefined }]
      : [];
    node.network!.saveModel(model);
    const places = Array.from({ length: this.#lights }, (_, place) => place);
    const client: WorldClient = {
      role,
      node,
      model,
      proxies: new ProxyClient({
        node,
        filter: role.filter,
        onConnect: () => client.reconnected++,
        onDisconnect: () => client.lost++,
      }),
      group: firstGroup + at,
      lights: places.filter((place) => place % roles.length === at),
      statusPdus: 0,
      lateCopies: 0,
      statuses,
      lost: 0,
      reconnected: 0,
    };
    return client;
  }

  #stationOf(role: Role): Station {
    return this.mesh.air.stations.find(({ name }) => name === role.name)!;
  }

  #beside(proxy: number): { readonly x: number; readonly y: number } {
    const { x, y } = this.mesh.air.stations[this.proxies[proxy]!]!.position;
    return { x: x + 1, y: y + 1 };
  }

  /** Away from its proxy until the mean power there is just below the sensitivity. */
  #goAway({ role }: WorldClient): void {
    const { air } = this.mesh;
    const station = this.#stationOf(role);
    const proxy = air.stations[this.proxies[role.near]!]!;
    for (let metres = 1; air.strength(proxy, station) > SENSITIVITY - 1; metres++)
      station.moveTo({ x: proxy.position.x - metres, y: proxy.position.y - metres });
  }
}
