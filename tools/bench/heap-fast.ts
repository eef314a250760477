import { fileURLToPath } from "node:url";
import { nodeHost } from "../../hosts/node/host.js";
import { SeededRandom } from "../../hosts/node/seeded-random.js";
import { MemoryStore } from "../../hosts/node/store.js";
import { VirtualClock } from "../../hosts/node/virtual-clock.js";
import { Engine32, type Program32 } from "../../hosts/xs/engine32.js";
import { type Creation, esp32Creation, type HeapFigures } from "../../hosts/xs/engine.js";
import type { Machine } from "../../hosts/xs/machine.js";
import { adaptivePolicy } from "../../modules/espressif/fast-provisioning/policy/adaptive-policy.js";
import type { FastProvisioningPolicy } from "../../modules/espressif/fast-provisioning/policy/policy.js";
import { TopProvisioner } from "../../modules/espressif/fast-provisioning/provisioner/top-provisioner.js";
import { FastLight } from "../../modules/firmware/fast-light/main.js";
import type { FastLightState } from "../../modules/firmware/fast-light/state.js";
import { VirtualBoard } from "../../modules/firmware/virtual-board.js";
import { VirtualAir } from "../air/air.js";
import { GattAir } from "../air/gatt/gatt-air.js";
import { appKeyIndex, group } from "../simulate/provisioner.js";
import { fastLightHeapOfOthers, gattLightHeapOfOthers } from "../simulate/fast/devices.js";
import { table } from "../simulate/report.js";

const steps = ["loaded", "leaf", "two links", "children"] as const;
type Step = (typeof steps)[number];

/**
 * Live heap of a fast light after garbage collection: after boot; as a leaf that provisions no
 * devices; as a Temporary Provisioner, the maximum while two links are open; and when its
 * children are provisioned and their records are being sent. `stackPeak`: the maximum until then.
 */
export type FastHeapReport = Readonly<Record<Step, HeapFigures>>;

const firmware = (folder: string) =>
  fileURLToPath(new URL(`../../modules/firmware/fast-light/${folder}main.ts`, import.meta.url));
/** Start of the UUIDs of the devices, as in Espressif's example. */
const matchValue = Uint8Array.of(0xdd, 0xdd);
/** Number of nodes reported to the top provisioner; some of the children become provisioners. */
const count = 100;
export const childrenOfProvisioner = 20;
/** Milliseconds between two readings of the heap. */
const lookInterval = 25;
const ecdhMilliseconds = 200;
const limit = 120_000;

/** A room with a top provisioner, lights in Node.js, and one light with 32-bit words. */
class Room {
  readonly clock = new VirtualClock();
  readonly air = new VirtualAir({ clock: this.clock, seed: 1, model: "ideal" });
  readonly top: TopProvisioner;
  /** The GATT of a phone and of the light that is measured. */
  readonly #gatt: GattAir | undefined;
  readonly #lights: FastLight[] = [];
  #fail!: (error: Error) => void;
  readonly #failed = new Promise<never>((_resolve, reject) => (this.#fail = reject));

  /** `phone`: the top provisioner reaches the light over GATT alone. */
  constructor(phone = false) {
    if (phone) this.#gatt = new GattAir(this.air);
    const radio = this.air.attach({ name: "top", sets: 3 });
    this.#gatt?.client(radio, { interval: 30 });
    this.top = new TopProvisioner({
      host: this.#host("top", radio),
      advertising: !phone,
      uuid: new TextEncoder().encode("xs-mesh-fast-top"),
      companyId: 0xffff,
    });
  }

  /** A light in Node.js; `policy`: changes of the default policy. */
  light(name: string, policy: Partial<FastProvisioningPolicy>): FastLight {
    const light = new FastLight(this.#host(name), new VirtualBoard(), {
      policy: { ...adaptivePolicy, ...policy },
    });
    this.#lights.push(light);
    return light;
  }

  /** The light that is measured. */
  machine(program: Program32, creation: Partial<Creation>): Machine {
    const { clock } = this;
    const radio = this.air.attach({ name: "light", sets: 3 });
    this.#gatt?.server(radio);
    const random = new SeededRandom("light");
    return program.boot({
      host: { clock, radio, random, store: new MemoryStore() },
      random: "host",
      name: "light",
      ecdhMilliseconds,
      creation,
      onFailure: ({ kind, message, stack }) =>
        this.#fail(new Error(`${kind}: ${message}\n${stack}`)),
    });
  }

  /** The top provisioner provisions the only device. */
  async begin(): Promise<void> {
    await this.top.createAppKey(appKeyIndex);
    await this.top.begin({ matchValue, group, count, appKeyIndex });
  }

  /** Advances virtual time until the work is done. Rejects with Error after too long a time. */
  async during(work: () => Promise<void>): Promise<void> {
    let done = false;
    const finished = Promise.race([work(), this.#failed]).finally(() => (done = true));
    await this.clock.run(() => done || this.clock.now() > limit);
    if (!done) throw new Error(`the lights were not done after ${limit} ms`);
    await finished;
  }

  pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.clock.schedule(() => resolve(), milliseconds));
  }

  close(): void {
    for (const light of this.#lights) light.close();
    this.top.close();
    this.air.close();
  }

  #host(name: string, radio = this.air.attach({ name, sets: 3 })) {
    const random = new SeededRandom(name);
    return nodeHost({ clock: this.clock, radio, random, ecdhMilliseconds });
  }
}

/**
 * Measures a fast light with 32-bit words as a leaf, then another one as a Temporary Provisioner.
 */
export async function benchFastHeap(
  creation: Partial<Creation> = fastLightHeapOfOthers,
): Promise<FastHeapReport> {
  const program = await Engine32.load({ entry: firmware("") });
  try {
    const { loaded, leaf } = await measureLeaf(program, creation);
    const { links, children } = await measureProvisioner(program, creation);
    return { loaded, leaf, "two links": links, children };
  } finally {
    program.close();
  }
}

/**
 * The same of the light that a phone begins with, as the Primary Provisioner, while the phone is
 * connected.
 */
export async function benchGattHeap(
  creation: Partial<Creation> = gattLightHeapOfOthers,
): Promise<Readonly<Record<"two links" | "children", HeapFigures>>> {
  const program = await Engine32.load({ entry: firmware("gatt/"), services: true });
  try {
    const { links, children } = await measureProvisioner(program, creation, true);
    return { "two links": links, children };
  } finally {
    program.close();
  }
}

async function measureLeaf(program: Program32, creation: Partial<Creation>) {
  const room = new Room();
  const figures: HeapFigures[] = [];
  await room.during(async () => {
    room.light("primary", { makesProvisioner: () => false });
    await room.begin();
    const light = room.machine(program, creation);
    figures.push(light.heap({ collect: true }));
    await room.top.whenComplete(2, limit);
    // Until the period of fast transmissions has ended.
    await room.pause(10_000);
    figures.push(light.heap({ collect: true }));
  });
  room.close();
  return { loaded: figures[0]!, leaf: figures[1]! };
}

async function measureProvisioner(program: Program32, creation: Partial<Creation>, phone = false) {
  const room = new Room(phone);
  const light = room.machine(program, creation);
  let links: HeapFigures | undefined;
  let children!: HeapFigures;
  await room.during(async () => {
    await room.begin();
    // They become provisioners, but provision no devices.
    for (let i = 0; i < childrenOfProvisioner; i++) room.light(`child-${i}`, { maxLinks: 0 });
    for (let told = 0; told < childrenOfProvisioner;) {
      await room.pause(lookInterval);
      const heap = light.heap({ collect: true });
      if (!links || heap.slots > links.slots) links = heap;
      told = (light.call("fast") as FastLightState).children.length;
    }
    children = light.heap({ collect: true });
    await room.top.whenComplete(childrenOfProvisioner + 1, limit - room.clock.now());
  });
  links = { ...links!, stackPeak: light.heap().stackPeak };
  room.close();
  return { links, children };
}

export function fastHeapTable(report: FastHeapReport): string {
  const number = (value: number) => value.toLocaleString("en");
  const { chunksSize, slotsSize, stackSize } = report.loaded;
  return table(
    ["heap of a fast light, 32 bits", "slots", "chunk bytes", "at peak", "stack at peak"],
    [
      ...steps.map((step) => {
        const { slots, chunks, chunksPeak, stackPeak } = report[step];
        return [step, ...[slots, chunks, chunksPeak, stackPeak].map(number)];
      }),
      ["it is given", number(slotsSize + 1), "", number(chunksSize), number(stackSize)],
      [
        "the usual",
        number(esp32Creation.slots),
        "",
        number(esp32Creation.chunks),
        number(esp32Creation.stack),
      ],
    ],
  );
}
