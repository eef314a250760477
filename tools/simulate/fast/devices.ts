import { join } from "node:path";
import { nodeHost } from "../../../hosts/node/host.js";
import type { SeededRandom } from "../../../hosts/node/seeded-random.js";
import type { MemoryStore } from "../../../hosts/node/store.js";
import { projectFolder } from "../../../hosts/xs/build/folders.js";
import { Engine } from "../../../hosts/xs/engine.js";
import { adaptivePolicyFor } from "../../../modules/espressif/fast-provisioning/policy/adaptive-policy.js";
import { frozen } from "../../../modules/base/frozen.js";
import { espressifPolicy } from "../../../modules/espressif/fast-provisioning/policy/espressif-policy.js";
import { FastLight } from "../../../modules/firmware/fast-light/main.js";
import type { FastLightState } from "../../../modules/firmware/fast-light/state.js";
import { VirtualBoard } from "../../../modules/firmware/virtual-board.js";
import type { FastProvisioningPolicy } from "../../../modules/espressif/fast-provisioning/policy/policy.js";
import type { Radio } from "../../../modules/host/radio.js";
import type { Clock } from "../../../modules/host/clock.js";
import type { Station } from "../../air/station.js";
import type { FastOptions } from "./options.js";

/** A running device. */
export interface RunningDevice {
  state(): FastLightState;
  /** Switches it off at once, as a power cut does. */
  close(): void;
}

export interface DeviceOptions {
  readonly name: string;
  readonly clock: Clock;
  readonly station: Station;
  readonly random: SeededRandom;
  readonly store: MemoryStore;
  readonly onFailure: (error: Error) => void;
}

/** Boots devices. */
export interface DeviceHost {
  boot(options: DeviceOptions): RunningDevice;
  close(): void;
}

const firmware = {
  adaptive: "modules/firmware/fast-light/main.ts",
  espressif: "modules/firmware/fast-light/espressif/main.ts",
};
/**
 * Heap of an XS machine: the manifests' slots for an ESP32-C3, which has the least memory and
 * is what simulations use, and for other chips, with a fifth more slots than needed. 256 of them
 * are for preloaded objects. It is more than Moddable's default for an ESP32: a Temporary
 * Provisioner needs it while it has links.
 */
export const fastLightHeap = frozen({ slots: 7_424, chunks: 45_056 });
export const fastLightHeapOfOthers = frozen({ slots: 8_576 });

/** The policy with this name. The adaptive one depends on the radio. */
export function policyOf(
  name: FastOptions["policy"],
  radio: Pick<Radio, "sets">,
): FastProvisioningPolicy {
  return name === "espressif" ? espressifPolicy : adaptivePolicyFor(radio.sets);
}

/**
 * Devices that each run in an XS machine of their own, or all of them in this process. Rejects as
 * `Engine.load` does.
 */
export async function deviceHost(
  options: Pick<FastOptions, "host" | "policy" | "ecdh">,
): Promise<DeviceHost> {
  return options.host === "xs" ? xsDevices(options) : nodeDevices(options);
}

async function xsDevices({
  ecdh,
  policy,
}: Pick<FastOptions, "policy" | "ecdh">): Promise<DeviceHost> {
  const program = await Engine.load({ entry: join(projectFolder, firmware[policy]) });
  return {
    boot({ name, clock, station: radio, random, store, onFailure }) {
      const machine = program.boot({
        host: { clock, radio, random, store },
        name,
        creation: fastLightHeap,
        random: "host",
        ecdhMilliseconds: ecdh,
        onFailure: ({ kind, message, stack }) =>
          onFailure(new Error(`${name}: ${kind}: ${message}\n${stack}`.trimEnd())),
      });
      return {
        state: () => machine.call("fast") as FastLightState,
        close: () => machine.close(),
      };
    },
    close: () => program.close(),
  };
}

function nodeDevices({ ecdh, policy }: Pick<FastOptions, "policy" | "ecdh">): DeviceHost {
  return {
    boot({ clock, station: radio, random, store }) {
      const host = nodeHost({ clock, radio, random, store, ecdhMilliseconds: ecdh });
      const light = new FastLight(host, new VirtualBoard(), policyOf(policy, radio));
      return {
        state: () => light.call("fast") as FastLightState,
        close: () => light.close(),
      };
    },
    close: () => undefined,
  };
}
