import { SeededRandom } from "../../../hosts/node/seeded-random.js";
import { type AirModel, airParameters, distanceOfLoss } from "../../air/model.js";
import { layout } from "../../simulate/layout.js";
import { group } from "../keyed-mesh.js";
import { median } from "../measure.js";
import { ProbeMesh } from "./probe-mesh.js";

/** Results of messages to a group, over all its members. */
export interface MulticastFigure {
  readonly nodes: number;
  /** Milliseconds. */
  readonly median: number;
  readonly most: number;
  /** Shares of the received messages that took longer than 200 and 250 ms. */
  readonly over200: number;
  readonly over250: number;
  /** Share of all possible receptions. */
  readonly delivered: number;
}

/**
 * Sends eight octets to all nodes of an office floor every three seconds; all nodes are relays.
 */
export async function multicast(options: {
  readonly air: AirModel;
  readonly nodes: number;
  readonly messages: number;
  readonly seed?: number;
}): Promise<MulticastFigure> {
  const { air, messages, nodes, seed = 1 } = options;
  const reach = distanceOfLoss(airParameters(air));
  const { positions } = layout("room", nodes, new SeededRandom(`${seed} places`), reach);
  const mesh = new ProbeMesh({
    seed,
    air,
    positions,
    sets: 3,
    networkTransmit: { transmissions: 3, interval: 20 },
    relayRetransmit: { transmissions: 3, interval: 20 },
  });
  const { clock, models: probes } = mesh;
  const times: number[] = [];
  let sent = 0;
  for (const probe of probes.slice(1)) probe.onAsk = () => times.push(clock.now() - sent);
  for (let i = 0; i < messages; i++) {
    sent = clock.now();
    probes[0]!.ask(group, 8);
    await clock.run(sent + 3000);
  }
  mesh.close();
  const share = (limit: number) => times.filter((time) => time > limit).length / times.length;
  return {
    nodes,
    median: median(times),
    most: Math.max(...times),
    over200: share(200),
    over250: share(250),
    delivered: times.length / (messages * (nodes - 1)),
  };
}

/**
 * Sends messages with five transmissions, an interval in ms apart, to a group of sixteen in one
 * room without relays; returns the share of messages that not all members receive.
 */
export async function missesOfGroup(options: {
  readonly air: AirModel;
  readonly interval: number;
  readonly messages: number;
}): Promise<number> {
  const { air, interval, messages } = options;
  const members = 16;
  const mesh = new ProbeMesh({
    seed: 1,
    air,
    parameters: { scanInterval: 10, scanWindow: 10, scanSwitch: 2, shadowing: 0 },
    // A small room, so that no packet is lost because of low power.
    positions: Array.from({ length: members + 1 }, (_, i) => ({ x: i % 4, y: Math.floor(i / 4) })),
    sets: 1,
    relay: false,
    networkTransmit: { transmissions: 5, interval },
    relayRetransmit: { transmissions: 1, interval: 20 },
  });
  const { clock, models: probes } = mesh;
  let heard = 0;
  let missed = 0;
  for (const probe of probes.slice(1)) probe.onAsk = () => heard++;
  for (let i = 0; i < messages; i++) {
    heard = 0;
    probes[0]!.ask(group, 8);
    await clock.run(clock.now() + 2000);
    if (heard < members) missed++;
  }
  mesh.close();
  return missed / messages;
}

/**
 * Sends requests, which are answered at once, between scanners that listen for 15 of 20 ms;
 * returns the shares of requests that arrive, and of those whose answer arrives.
 */
export async function askAndAnswer(options: {
  readonly air: AirModel;
  readonly messages: number;
}): Promise<{ readonly there: number; readonly back: number }> {
  const { air, messages } = options;
  const mesh = new ProbeMesh({
    seed: 1,
    air,
    parameters: { scanInterval: 20, scanWindow: 15, shadowing: 0 },
    positions: [
      { x: 0, y: 0 },
      { x: 1, y: 0 },
    ],
    sets: 1,
    relay: false,
    networkTransmit: { transmissions: 3, interval: 20 },
    relayRetransmit: { transmissions: 1, interval: 20 },
  });
  const { clock, models: probes } = mesh;
  let there = 0;
  let back = 0;
  probes[1]!.answers = true;
  probes[1]!.onAsk = () => there++;
  probes[0]!.onAnswer = () => back++;
  for (let i = 0; i < messages; i++) {
    probes[0]!.ask(2, 1);
    await clock.run(clock.now() + 1500);
  }
  mesh.close();
  return { there: there / messages, back: back / there };
}
