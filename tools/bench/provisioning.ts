import { NodeCrypto } from "../../hosts/node/crypto.js";
import { SeededRandom } from "../../hosts/node/seeded-random.js";
import { VirtualClock } from "../../hosts/node/virtual-clock.js";
import { Diagnostics } from "../../modules/base/diagnostics.js";
import { AdvertisingBearer } from "../../modules/bearer/advertising-bearer.js";
import { ProvisioningDevice } from "../../modules/provisioning/device.js";
import { ProvisionerRole } from "../../modules/provisioning/provisioner.js";
import { VirtualAir } from "../air/air.js";
import { table } from "../simulate/report.js";
import { median, short } from "./measure.js";

/** What Zephyr's stack needs for the same on an air without loss. */
export const zephyr = { milliseconds: 2825, events: 176 };

const ecdhMilliseconds = 200;
const pbAdv = 0x29;
const seeds = 20;

export interface ProvisioningFigure {
  /** Simulated, from the first Link Open to the provisioner's end. */
  readonly milliseconds: number;
  /** Advertising events of PB-ADV, both sides. */
  readonly events: number;
}

/** One provisioning (No OOB, HMAC) between two radios with one advertising set each, 5 m apart. */
export async function provisionOnce(seed: number): Promise<ProvisioningFigure> {
  const clock = new VirtualClock();
  const air = new VirtualAir({ clock, seed, model: "kind" });
  const node = (name: string, x: number) => {
    const random = new SeededRandom(`${seed} ${name}`);
    const diagnostics = new Diagnostics();
    const radio = air.attach({ name, position: { x, y: 0 } });
    const crypto = new NodeCrypto({ clock, ecdhMilliseconds });
    const bearer = new AdvertisingBearer({ radio, clock, random, diagnostics });
    return { clock, random, diagnostics, crypto, bearer };
  };
  const events = new Set<number>();
  air.onPacket(({ data, event }) => {
    if (data[1] === pbAdv) events.add(event);
  });
  const role = new ProvisionerRole(node("provisioner", 0));
  const uuid = new Uint8Array(16).fill(7);
  const device = new ProvisioningDevice({
    ...node("device", 5),
    uuid,
    capabilities: { elements: 1 },
    onProvisioned: () => undefined,
  });
  device.start();
  await clock.run(1000);
  const start = clock.now();
  let milliseconds: number | undefined;
  const netKey = new Uint8Array(16);
  const assign = () => ({ netKey, netKeyIndex: 0, flags: 0, ivIndex: 0, address: 1 });
  const done = role.provision({ uuid, assign }).then(() => (milliseconds = clock.now() - start));
  await clock.run(() => milliseconds !== undefined);
  await done;
  // What is sent after the end, the link's closing, counts too.
  await clock.run(clock.now() + 2000);
  device.close();
  role.close();
  return { milliseconds: milliseconds!, events: events.size };
}

export interface ProvisioningFigures {
  readonly seeds: number;
  readonly ecdhMilliseconds: number;
  readonly median: ProvisioningFigure;
  readonly worst: ProvisioningFigure;
}

export async function benchProvisioning(): Promise<ProvisioningFigures> {
  const runs: ProvisioningFigure[] = [];
  for (let seed = 1; seed <= seeds; seed++) runs.push(await provisionOnce(seed));
  const of = (pick: (values: number[]) => number): ProvisioningFigure => ({
    milliseconds: pick(runs.map((run) => run.milliseconds)),
    events: pick(runs.map((run) => run.events)),
  });
  return { seeds, ecdhMilliseconds, median: of(median), worst: of((all) => Math.max(...all)) };
}

export function provisioningTable(figures: ProvisioningFigures): string {
  const row = (name: string, { milliseconds, events }: ProvisioningFigure) => [
    name,
    short(milliseconds),
    short(events),
    short(milliseconds / zephyr.milliseconds),
    short(events / zephyr.events),
  ];
  return table(
    ["one provisioning", "simulated ms", "events", "ms / Zephyr", "events / Zephyr"],
    [
      row(`median of ${figures.seeds} seeds`, figures.median),
      row("the worst of each", figures.worst),
      row("Zephyr, without loss", zephyr),
    ],
  );
}
