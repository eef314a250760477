import type { BoardProgram } from "../../hosts/board/board.js";
import type { BoardFigures } from "../../hosts/board/board-port.js";
import { nodeHost } from "../../hosts/node/host.js";
import { SeededRandom } from "../../hosts/node/seeded-random.js";
import { VirtualClock } from "../../hosts/node/virtual-clock.js";
import type { Creation } from "../../hosts/xs/port.js";
import { fromHex } from "../../modules/base/bytes.js";
import type { NodeState } from "../../modules/node/node.js";
import { VirtualAir } from "../air/air.js";
import { OwnProvisioner } from "../simulate/own-provisioner.js";

/** Live slots and bytes of chunks after a garbage collection. */
export interface Live {
  readonly slots: number;
  readonly chunks: number;
}

export interface Joining {
  readonly booted: Live;
  readonly provisioned: Live;
  readonly configured: Live;
  /**
   * Instructions from power-up until the call that sent the first beacon returns, without those
   * of P-256.
   */
  readonly boot: number;
  /** Instructions of the provisioning without those of P-256. */
  readonly provisioning: number;
  /** Instructions of P-256: the key pair and the shared secret. */
  readonly ecdh: number;
  /** Most bytes of C stack. */
  readonly cStack: number;
  /** Most slots of the engine's stack. */
  readonly stack: number;
  /** Names in addition to the root's, and pointers for modified copies of root objects. */
  readonly keys: number;
  readonly aliases: number;
  /** The board's counters, which include the sizes of the root. */
  readonly root: BoardFigures;
}

/** Boots a light on the board, provisions, configures and switches it. Rejects if it fails. */
export async function join(
  program: BoardProgram,
  creation: Partial<Creation> = {},
): Promise<Joining> {
  const clock = new VirtualClock();
  const air = new VirtualAir({ clock, seed: 1, model: "ideal" });
  const attach = (name: string) => ({
    radio: air.attach({ name }),
    random: new SeededRandom(name),
  });
  const light = program.boot({
    host: nodeHost({ clock, ...attach("light") }),
    random: "host",
    name: "light",
    creation,
  });
  const { radio: station, random } = attach("provisioner");
  const provisioner = new OwnProvisioner({ clock, station, random });
  let sent = false;
  air.onPacket(() => (sent = true));
  const live = (): Live => {
    const { slots, chunks } = light.heap({ collect: true });
    return { slots, chunks };
  };
  const work = async (): Promise<Joining> => {
    while (!sent && !light.failure && clock.runNext());
    const { creation: made, ecdhInstructions: keyPair } = light.figures();
    const boot = light.heap().instructions + made - keyPair;
    const { uuid } = light.call("state") as NodeState;
    const booted = live();
    await provisioner.prepare();
    await provisioner.find((heard) => heard === uuid);
    const [before, ecdhBefore] = [light.heap().instructions, light.figures().ecdhInstructions];
    const address = await provisioner.provision(fromHex(uuid));
    const ecdh = light.figures().ecdhInstructions;
    const provisioning = light.heap().instructions - before - (ecdh - ecdhBefore);
    const provisioned = live();
    await provisioner.configure(address);
    const configured = live();
    await provisioner.switchOn();
    await provisioner.isOn(address);
    const { stackPeak: stack, keys, aliases } = light.heap();
    const root = light.figures();
    const sizes = { cStack: root.cStack, stack, keys, aliases, root };
    return { booted, provisioned, configured, boot, provisioning, ecdh, ...sizes };
  };
  let done = false;
  try {
    const finished = work().finally(() => (done = true));
    await clock.run(() => done || light.failure !== undefined);
    if (light.failure) {
      finished.catch(() => undefined);
      throw new Error(`${light.failure.kind}: ${light.failure.message}`);
    }
    return await finished;
  } finally {
    await provisioner.close();
    light.close();
    air.close();
  }
}

/**
 * The smallest number of slots, and of bytes of chunks, with which a light can be provisioned.
 */
export async function leastHeap(program: BoardProgram, configured: Live): Promise<Live> {
  const fits = async (creation: Partial<Creation>): Promise<boolean> => {
    try {
      await join(program, creation);
      return true;
    } catch {
      return false;
    }
  };
  const least = async (low: number, high: number, step: number, of: "slots" | "chunks") => {
    while (high - low > step) {
      const middle = Math.floor((low + high) / 2);
      if (await fits({ [of]: middle })) high = middle;
      else low = middle;
    }
    return high;
  };
  return {
    slots: await least(configured.slots, 4928, 32, "slots"),
    chunks: await least(configured.chunks, 32_768, 512, "chunks"),
  };
}
