import { NodeCrypto } from "../../hosts/node/crypto.js";
import { SeededRandom } from "../../hosts/node/seeded-random.js";
import { VirtualClock } from "../../hosts/node/virtual-clock.js";
import { Diagnostics } from "../../modules/base/diagnostics.js";
import { AdvertisingBearer } from "../../modules/bearer/advertising-bearer.js";
import { ProvisioningDevice } from "../../modules/provisioning/device.js";
import { ProvisionerRole } from "../../modules/provisioning/provisioner.js";
import { VirtualAir } from "../air/air.js";
import { type AirModel, type AirParameters, neighbourDistance } from "../air/model.js";
import { table } from "../simulate/report.js";
import { median, short } from "./measure.js";

/** Figures of Zephyr's stack for the same provisioning on an air without loss. */
export const zephyr = { milliseconds: 2825, events: 176 };

const ecdhMilliseconds = 200;
const pbAdv = 0x29;
const seeds = 20;

export interface ProvisioningFigure {
  /** Simulated milliseconds from the first Link Open until the provisioner has completed. */
  readonly milliseconds: number;
  /** Advertising events with PB-ADV PDUs of both sides. */
  readonly events: number;
}

/** The air of a provisioning. */
export interface ProvisioningCase {
  readonly air: AirModel;
  /** Parameters of the air that differ from the model. */
  readonly parameters?: Partial<AirParameters>;
}

/** Milliseconds longer than any provisioning takes, since a transaction times out after 30 s. */
const limit = 120_000;

/**
 * One provisioning (No OOB, HMAC) between two radios with one advertising set each, well within
 * range. Undefined if it failed.
 */
export async function provisionOnce(
  seed: number,
  { air: model, parameters }: ProvisioningCase,
): Promise<ProvisioningFigure | undefined> {
  const clock = new VirtualClock();
  const air = new VirtualAir({ clock, seed, model, ...parameters });
  const apart = Math.min(5, neighbourDistance(air.parameters));
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
    ...node("device", apart),
    uuid,
    capabilities: { elements: 1 },
    onProvisioned: () => undefined,
  });
  device.start();
  await clock.run(1000);
  const start = clock.now();
  let milliseconds: number | undefined;
  let failed = false;
  const netKey = new Uint8Array(16);
  const assign = () => ({ netKey, netKeyIndex: 0, flags: 0, ivIndex: 0, address: 1 });
  void role.provision({ uuid, assign }).then(
    () => (milliseconds = clock.now() - start),
    () => (failed = true),
  );
  await clock.run(() => milliseconds !== undefined || failed || clock.now() > start + limit);
  // Link Close, which is sent after the end, is counted too.
  await clock.run(clock.now() + 2000);
  device.close();
  role.close();
  return milliseconds === undefined ? undefined : { milliseconds, events: events.size };
}

/** The results of all seeds of one case. */
export interface ProvisioningFigures {
  readonly name: string;
  readonly seeds: number;
  readonly failed: number;
  /** Median of the successful runs; null if all failed. */
  readonly median: ProvisioningFigure | null;
  readonly worst: ProvisioningFigure | null;
}

const cases: readonly (ProvisioningCase & { readonly name: string })[] = [
  { name: "kind", air: "kind" },
  { name: "typical", air: "typical" },
  { name: "harsh", air: "harsh" },
  { name: "coexist", air: "coexist" },
  ...[3, 5, 12].map((deafness) => ({
    name: `kind, deaf for ${deafness} ms`,
    air: "kind" as const,
    parameters: { deafness },
  })),
];

export async function benchProvisioning(): Promise<readonly ProvisioningFigures[]> {
  const figures: ProvisioningFigures[] = [];
  for (const one of cases) {
    const runs: ProvisioningFigure[] = [];
    for (let seed = 1; seed <= seeds; seed++) {
      const run = await provisionOnce(seed, one);
      if (run) runs.push(run);
    }
    const of = (pick: (values: number[]) => number): ProvisioningFigure | null =>
      runs.length === 0
        ? null
        : {
            milliseconds: Math.round(pick(runs.map(({ milliseconds }) => milliseconds))),
            events: pick(runs.map(({ events }) => events)),
          };
    figures.push({
      name: one.name,
      seeds,
      failed: seeds - runs.length,
      median: of(median),
      worst: of((all) => Math.max(...all)),
    });
  }
  return figures;
}

export function provisioningTable(figures: readonly ProvisioningFigures[]): string {
  const cells = (figure: ProvisioningFigure | null) =>
    figure ? [short(figure.milliseconds), short(figure.events)] : ["-", "-"];
  return table(
    [
      `one provisioning, ${seeds} seeds`,
      "simulated ms",
      "events",
      "worst ms",
      "events",
      "failed",
      "ms / Zephyr",
    ],
    [
      ...figures.map(({ failed, median: middle, name, worst }) => [
        name,
        ...cells(middle),
        ...cells(worst),
        `${failed}`,
        middle ? short(middle.milliseconds / zephyr.milliseconds) : "-",
      ]),
      ["Zephyr, without loss", ...cells(zephyr), "-", "-", "-", "1.0"],
    ],
  );
}
