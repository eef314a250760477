import { fileURLToPath } from "node:url";
import { nodeHost } from "../../hosts/node/host.js";
import { SeededRandom } from "../../hosts/node/seeded-random.js";
import { VirtualClock } from "../../hosts/node/virtual-clock.js";
import { Engine32 } from "../../hosts/xs/engine32.js";
import { esp32Creation, type HeapFigures } from "../../hosts/xs/engine.js";
import { fromHex } from "../../modules/base/bytes.js";
import type { NodeState } from "../../modules/node/node.js";
import { VirtualAir } from "../air/air.js";
import { lightFirmware } from "../simulate/light.js";
import { OwnProvisioner } from "../simulate/own-provisioner.js";
import { table } from "../simulate/report.js";

const steps = ["loaded", "provisioned", "configured", "switched"] as const;
type Step = (typeof steps)[number];

/**
 * The live heap of a light after each step, after garbage collection, and the peak values until
 * then.
 */
export type HeapReport = Readonly<Record<Step, HeapFigures>>;

/** The tunable white light: two elements with twelve models. */
export const ctlFirmware = fileURLToPath(new URL("firmware/tunable-light.ts", import.meta.url));
/** Three elements with eighteen models, related as in Mesh Model 1.1, but without their behaviour. */
export const eighteenModels = fileURLToPath(new URL("firmware/ctl-light.ts", import.meta.url));

/** Provisions and switches a light with 32-bit words and an ESP32's heap. */
export function benchHeap(firmware = lightFirmware): Promise<HeapReport> {
  return heapOf(firmware, async (provisioner, address) => {
    await provisioner.switchOn();
    await provisioner.isOn(address);
  });
}

/** The same with any device; `use`: what is done with it when it is configured. */
export async function heapOf(
  firmware: string,
  use: (provisioner: OwnProvisioner, address: number) => Promise<void>,
): Promise<HeapReport> {
  const program = await Engine32.load({ entry: firmware });
  const clock = new VirtualClock();
  const air = new VirtualAir({ clock, seed: 1, model: "ideal" });
  const attach = (name: string) => {
    const radio = air.attach({ name });
    return { radio, random: new SeededRandom(name) };
  };
  const light = program.boot({
    host: nodeHost({ clock, ...attach("light") }),
    random: "host",
    name: "light",
  });
  const { radio: station, random } = attach("provisioner");
  const provisioner = new OwnProvisioner({ clock, station, random });
  const report = {} as Record<Step, HeapFigures>;
  const note = (step: Step) => (report[step] = light.heap({ collect: true }));
  let done = false;
  const work = async () => {
    note("loaded");
    await provisioner.prepare();
    const { uuid } = light.call("state") as NodeState;
    await provisioner.find((heard) => heard === uuid);
    const address = await provisioner.provision(fromHex(uuid));
    note("provisioned");
    await provisioner.configure(address);
    note("configured");
    await use(provisioner, address);
    note("switched");
  };
  const finished = work().finally(() => (done = true));
  await clock.run(() => done);
  await finished;
  await provisioner.close();
  program.close();
  return report;
}

export function heapTable(report: HeapReport, name = "heap of a light, 32 bits"): string {
  const number = (value: number) => value.toLocaleString("en");
  return table(
    [name, "slots", "at peak", "chunk bytes", "at peak", "stack at peak"],
    [
      ...steps.map((step) => {
        const { slots, slotsPeak, chunks, chunksPeak, stackPeak } = report[step];
        return [step, ...[slots, slotsPeak, chunks, chunksPeak, stackPeak].map(number)];
      }),
      [
        "there are",
        number(esp32Creation.slots),
        "",
        number(esp32Creation.chunks),
        "",
        number(esp32Creation.stack),
      ],
    ],
  );
}
