import { nodeHost } from "../../hosts/node/host.js";
import { SeededRandom } from "../../hosts/node/seeded-random.js";
import { MemoryStore } from "../../hosts/node/store.js";
import { VirtualClock } from "../../hosts/node/virtual-clock.js";
import { Node } from "../../modules/node/node.js";
import { Provisioner } from "../../modules/provisioner/provisioner.js";
import { VirtualAir } from "../air/air.js";
import { untilSettled } from "../air/until-settled.js";
import { GattAir } from "../air/gatt/gatt-air.js";
import { type AirModel, neighbourDistance } from "../air/model.js";
import { table } from "../simulate/report.js";
import { median, short } from "./measure.js";

/**
 * Milliseconds from the connection to Complete of Zephyr's stack, both sides, on a PC that
 * multiplies points in no time worth a mention; 22 packets of ATT at an ATT_MTU of 73.
 */
const zephyr = 1200;
const interval = 30;
const mtu = 185;
const companyId = 0xffff;

/** Simulated milliseconds of one provisioning over PB-GATT. */
export interface GattProvisioning {
  /** From the call of `provision`, the device being known, until the provisioner has completed. */
  readonly total: number;
  /** From the moment that the connection is established. */
  readonly connected: number;
}

/** One provisioning (No OOB, HMAC) of a device that is heard, over connections with 30 ms between events. */
export async function provisionOverGatt(
  seed: number,
  model: AirModel,
  ecdhMilliseconds: number,
): Promise<GattProvisioning> {
  const clock = new VirtualClock();
  const air = new VirtualAir({ clock, seed, model });
  const gattAir = new GattAir(air);
  const station = (name: string, x: number) => {
    const radio = air.attach({ name, position: { x, y: 0 } });
    const random = new SeededRandom(`${seed} ${name}`);
    return { clock, ecdhMilliseconds, radio, random, store: new MemoryStore() };
  };
  const light = station("light", 0);
  gattAir.server(light.radio);
  const phone = station("phone", Math.min(5, neighbourDistance(air.parameters)));
  const client = gattAir.client(phone.radio, { interval });
  let established = 0;
  phone.radio.gattClient = {
    connections: client.connections,
    connect: async (address, how) => {
      const peer = await client.connect(address, { ...how, mtu });
      established = clock.now();
      return peer;
    },
  };
  const device = new Node({ host: nodeHost(light), companyId, elements: [{ models: [] }] });
  const provisioner = new Provisioner({ host: nodeHost(phone), companyId, advertising: false });
  await clock.run(1000);
  const { uuid } = device;
  await untilSettled(clock, provisioner.scanner.wait(uuid));
  const begun = clock.now();
  let end = begun;
  const onProgress = (step: string): void => void (end = step === "complete" ? clock.now() : end);
  await untilSettled(clock, provisioner.provision(uuid, { bearer: "pb-gatt", onProgress }));
  provisioner.close();
  device.close();
  return { total: end - begun, connected: end - established };
}

export interface GattProvisioningFigures {
  readonly air: AirModel;
  readonly ecdhMilliseconds: number;
  readonly median: GattProvisioning;
  readonly worst: GattProvisioning;
}

const seeds = 20;

export async function benchProvisioningGatt(): Promise<readonly GattProvisioningFigures[]> {
  const figures: GattProvisioningFigures[] = [];
  for (const air of ["ideal", "kind", "typical", "harsh"] as const)
    for (const ecdhMilliseconds of [0, 200]) {
      const runs: GattProvisioning[] = [];
      for (let seed = 1; seed <= seeds; seed++)
        runs.push(await provisionOverGatt(seed, air, ecdhMilliseconds));
      const of = (pick: (values: number[]) => number): GattProvisioning => ({
        total: Math.round(pick(runs.map(({ total }) => total))),
        connected: Math.round(pick(runs.map(({ connected }) => connected))),
      });
      const worst = of((all) => Math.max(...all));
      figures.push({ air, ecdhMilliseconds, median: of(median), worst });
    }
  return figures;
}

export function provisioningGattTable(figures: readonly GattProvisioningFigures[]): string {
  return table(
    [
      `PB-GATT, ${seeds} seeds`,
      "ms per ECDH",
      "simulated ms",
      "connected",
      "worst ms",
      "connected",
      "ms / Zephyr",
    ],
    figures.map(({ air, ecdhMilliseconds, median: middle, worst }) => [
      air,
      `${ecdhMilliseconds}`,
      ...[middle, worst].flatMap(({ connected, total }) => [short(total), short(connected)]),
      short(middle.connected / zephyr),
    ]),
  );
}
