import type { Clock } from "../../modules/host/clock.js";
import type { Store } from "../../modules/host/store.js";
import type { PlanNames } from "../simulation/network-plan.js";
import type { RefusalWords } from "../simulation/refusal-words.js";
import type { WorldDevice } from "../simulation/world-device.js";
import type { WorldNetwork } from "../simulation/world-network.js";
import type { World } from "../simulation/world.js";

/** Where advertising packets are seen. */
export interface PacketSource {
  /** Calls `listener` with each packet. `start`: milliseconds. The result ends that. */
  onPacket(
    listener: (packet: { readonly data: Uint8Array; readonly start: number }) => void,
  ): () => void;
}

/**
 * What a session works on: the simulated world, or what a radio hears, where no device is
 * simulated.
 */
export interface ShellWorld {
  readonly air: PacketSource;
  /** The clock of the provisioner. */
  readonly clock: Clock;
  /** Simulated devices. */
  readonly devices: readonly WorldDevice[];
  readonly network: Pick<WorldNetwork, "provisioner" | "oobOf" | "hasPlan" | "configure"> & {
    /** Names of a plan. */
    readonly names: Pick<PlanNames, "appKeys" | "groups">;
    /** Records of the provisioner, and what is kept beside them. */
    readonly provisionerStore: Store;
  };
  useRefusalWords(words: RefusalWords): void;
  /** Why a request got no answer; undefined where that is not known. */
  whyUnanswered(...request: Parameters<World["whyUnanswered"]>): string | undefined;
  close(): void;
}
