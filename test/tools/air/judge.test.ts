import test from "ava";
import { SeededRandom } from "../../../hosts/node/seeded-random.js";
import { VirtualClock } from "../../../hosts/node/virtual-clock.js";
import { VirtualAir, type AirPacket, type Capture } from "../../../tools/air/air.js";
import { Interference } from "../../../tools/air/interference.js";
import { airParameters, type AirParameters, type Part } from "../../../tools/air/model.js";
import { CAPTURE_RATIO, CHANNELS, SENSITIVITY, TURNAROUND } from "../../../tools/air/parameters.js";
import { Propagation } from "../../../tools/air/propagation.js";
import type { Station } from "../../../tools/air/station.js";

const SEED = 9;

/** What the rules are held against: each capture, and each effect of the air with others and alone. */
const airs: readonly (readonly [name: string, capture: Capture, parameters: AirParameters])[] = [
  ["kind, lock", "lock", airParameters("kind")],
  ["kind, none", "none", airParameters("kind")],
  ["kind, any", "any", airParameters("kind")],
  ["typical", "lock", airParameters("typical", { hostQueue: 10_000 })],
  ["harsh", "lock", airParameters("harsh", { hostQueue: 10_000, referenceLoss: 50 })],
  ["deaf after an own event", "lock", airParameters("kind", { deafness: 20 })],
  ["slow to recover", "lock", airParameters("kind", { recovery: 2 })],
  ["a window of 12 in 20 ms", "any", airParameters("kind", { scanInterval: 20, scanWindow: 12 })],
  [
    "Wi-Fi",
    "lock",
    airParameters("kind", { scanDuty: [60, 100], scanGap: [200, 700], interference: 20 }),
  ],
];

/** Random traffic between stations, some of them at the edge of each other's reach. */
function traffic(capture: Capture, parameters: AirParameters, rate: number) {
  const clock = new VirtualClock();
  const air = new VirtualAir({ clock, seed: SEED, model: "kind", capture, ...parameters });
  const random = new SeededRandom(`${capture} ${rate}`);
  const packets: AirPacket[] = [];
  const received: string[] = [];
  air.onPacket((packet) => packets.push(packet));
  const stations = Array.from({ length: 40 }, (_, i) =>
    air.attach({
      name: `${i}`,
      position: { x: 90 * random.next(), y: 40 * random.next() },
      txPower: -10 * (i % 3),
      sets: 4,
    }),
  );
  for (const station of stations)
    station.scan((data, rssi) => received.push(`${data.join()} at ${station.name}: ${rssi}`));
  let sent = 0;
  const arrive = () => {
    const data = new Uint8Array(4 + Math.floor(28 * random.next()));
    new DataView(data.buffer).setUint32(0, sent++);
    try {
      stations[Math.floor(stations.length * random.next())]!.advertise(
        data,
        1,
        20,
        () => undefined,
      );
    } catch {
      // All of its sets are taken: another one sends next.
    }
    if (clock.now() < 1500) clock.schedule(arrive, (-Math.log(1 - random.next()) / rate) * 1000);
  };
  arrive();
  clock.advanceTo(20_000);
  return { stations, packets, received };
}

/** The rules of the air as they are written down, without what makes the judge fast. */
class Rules {
  readonly #propagation: Propagation;
  readonly #parameters: AirParameters;
  readonly #capture: Capture;
  readonly #packets: readonly AirPacket[];

  constructor(capture: Capture, parameters: AirParameters, packets: readonly AirPacket[]) {
    this.#parameters = parameters;
    this.#capture = capture;
    this.#packets = packets;
    const random = new SeededRandom(SEED).fork("propagation");
    this.#propagation = new Propagation({ walls: [], parameters, random });
  }

  power(packet: AirPacket, receiver: Station): number {
    const { station } = packet;
    const fading = this.#propagation.fading(this.#chance(packet), receiver.index);
    return station.txPower - this.#propagation.loss(station, receiver) + fading;
  }

  receives(receiver: Station, packet: AirPacket): boolean {
    const { station, channel, start, end } = packet;
    if (receiver === station || !this.#listens(receiver, channel, start, end)) return false;
    const power = this.power(packet, receiver);
    if (power < SENSITIVITY || this.#collides(receiver, packet, power)) return false;
    return !this.#propagation.isLost(
      this.#chance(packet),
      receiver.index,
      this.#parameters.lossRate,
    );
  }

  #chance({ event, channel }: AirPacket) {
    return this.#propagation.packet(3 * (event - 1) + CHANNELS.indexOf(channel) + 1);
  }

  #listens(receiver: Station, channel: number, start: number, end: number): boolean {
    const { deafness, scanDuty, scanGap, scanInterval, scanSwitch, scanWindow } = this.#parameters;
    const time = start + receiver.scanPhase * 3 * scanInterval;
    const offset = time % scanInterval;
    if (CHANNELS[Math.floor(time / scanInterval) % 3] !== channel) return false;
    if (offset < scanSwitch || offset + (end - start) > scanWindow) return false;
    const within = ([length, every]: Part) => {
      const at = (start + receiver.wifiPhase * every) % every;
      return { at, length, every, ends: at + (end - start) };
    };
    if (scanDuty && within(scanDuty).ends > scanDuty[0]) return false;
    if (scanGap) {
      const { at, ends, every, length } = within(scanGap);
      if (at < length || ends > every) return false;
    }
    if (this.#recovers(receiver, start)) return false;
    return !this.#packets.some((own, i) => {
      if (own.station !== receiver || own.channel !== 37) return false;
      const last = this.#packets.slice(i).find((p) => p.event === own.event && p.channel === 39)!;
      const after = Math.max(TURNAROUND, own.start <= start ? deafness : 0);
      return own.start < end + TURNAROUND && last.end > start - after;
    });
  }

  #recovers(receiver: Station, start: number): boolean {
    return this.#packets.some(
      ({ end, heardBy }) =>
        end <= start && start < end + this.#parameters.recovery && heardBy.includes(receiver),
    );
  }

  #overlapping(packet: AirPacket): AirPacket[] {
    return this.#packets.filter(
      (other) =>
        other !== packet &&
        other.channel === packet.channel &&
        other.start < packet.end &&
        other.end > packet.start,
    );
  }

  #collides(receiver: Station, packet: AirPacket, power: number): boolean {
    const others = this.#overlapping(packet);
    if (others.length === 0) return false;
    const powers = others.map((other) => this.power(other, receiver));
    if (this.#capture === "none" && powers.some((other) => other >= SENSITIVITY)) return true;
    if (this.#capture === "lock" && this.#earlier(packet).some((o) => this.#holds(receiver, o)))
      return true;
    const sum = powers.reduce((milliwatts, other) => milliwatts + 10 ** (other / 10), 0);
    return power - 10 * Math.log10(sum) < CAPTURE_RATIO;
  }

  #earlier(packet: AirPacket): AirPacket[] {
    return this.#overlapping(packet).filter(({ start }) => start < packet.start);
  }

  #holds(receiver: Station, packet: AirPacket): boolean {
    const { station, channel, start } = packet;
    if (receiver === station || !this.#listens(receiver, channel, start, start)) return false;
    if (this.power(packet, receiver) < SENSITIVITY) return false;
    return !this.#earlier(packet).some((other) => this.#holds(receiver, other));
  }
}

for (const [name, capture, parameters] of airs)
  test(`who receives what, and how strong, follows the rules: ${name}`, (t) => {
    const { stations, packets, received } = traffic(capture, parameters, 700);
    const interference = new Interference({
      rate: parameters.interference,
      burst: parameters.burst,
      random: new SeededRandom(SEED).fork("interference"),
    });
    // The rules look through all packets: a few at a time, with what is around them.
    const expected: string[] = [];
    for (let from = 0; from < packets.length; from++) {
      const packet = packets[from]!;
      const around = packets.slice(Math.max(0, from - 120), from + 60);
      const rules = new Rules(capture, parameters, around);
      const { channel, end, start } = packet;
      const struck = interference.strikes(CHANNELS.indexOf(channel), start, end);
      const receivers = struck ? [] : stations.filter((station) => rules.receives(station, packet));
      t.deepEqual(
        packet.heardBy.map((station) => station.name),
        receivers.map((station) => station.name),
      );
      for (const receiver of receivers) {
        const rssi = Math.round(rules.power(packet, receiver));
        expected.push(`${packet.data.join()} at ${receiver.name}: ${rssi}`);
      }
    }
    t.true(packets.length > 3000 && received.length > 1500, `${packets.length} ${received.length}`);
    // A slow host is behind: the order differs.
    t.deepEqual(received.sort(), expected.sort());
  });
