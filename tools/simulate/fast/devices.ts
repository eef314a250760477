import { fileURLToPath } from "node:url";
import { nodeHost } from "../../../hosts/node/host.js";
import type { SeededRandom } from "../../../hosts/node/seeded-random.js";
import type { MemoryStore } from "../../../hosts/node/store.js";
import { Engine } from "../../../hosts/xs/engine.js";
import { adaptivePolicyFor } from "../../../modules/espressif/fast-provisioning/policy/adaptive-policy.js";
import { frozen } from "../../../modules/base/frozen.js";
import { espressifPolicy } from "../../../modules/espressif/fast-provisioning/policy/espressif-policy.js";
import { FastLight } from "../../../modules/firmware/fast-light/main.js";
import type { FastLightState } from "../../../modules/firmware/fast-light/state.js";
import type { FastProvisioningPolicy } from "../../../modules/espressif/fast-provisioning/policy/policy.js";
import type { Radio } from "../../../modules/host/radio.js";
import type { Clock } from "../../../modules/host/clock.js";
import type { Station } from "../../air/station.js";
import type { FastOptions } from "./options.js";

/** A device that runs. */
export interface RunningDevice {
  state(): FastLightState;
  /** Cuts its power. */
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

/** What devices run on. */
export interface DeviceHost {
  boot(options: DeviceOptions): RunningDevice;
  close(): void;
}

const firmware = {
  adaptive: new URL("../../../modules/firmware/fast-light/main.ts", import.meta.url),
  espressif: new URL("../../../modules/firmware/fast-light/espressif/main.ts", import.meta.url),
};
/**
 * What a Temporary Provisioner keeps while it has links open fills more slots than Moddable
 * usually gives an ESP32. What the manifests ask for, with 256 slots for what a chip preloads:
 * on an ESP32-C3, which has the least memory and which simulations go by, and on the others,
 * where it is a fifth more than is needed.
 */
export const fastLightHeap = frozen({ slots: 7_424, chunks: 45_056 });
export const fastLightHeapOfOthers = frozen({ slots: 8_576 });

/** The policy of that name; the adaptive one goes by the radio. */
export function policyOf(
  name: FastOptions["policy"],
  radio: Pick<Radio, "sets">,
): FastProvisioningPolicy {
  return name === "espressif" ? espressifPolicy : adaptivePolicyFor(radio.sets);
}

/** Each device on an XS machine of its own, or all in this process. Rejects as `Engine.load` does. */
export async function deviceHost(
  options: Pick<FastOptions, "host" | "policy" | "ecdh">,
): Promise<DeviceHost> {
  return options.host === "xs" ? xsDevices(options) : nodeDevices(options);
}

async function xsDevices({
  ecdh,
  policy,
}: Pick<FastOptions, "policy" | "ecdh">): Promise<DeviceHost> {
  const program = await Engine.load({ entry: fileURLToPath(firmware[policy]) });
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
      const light = new FastLight(host, undefined, policyOf(policy, radio));
      return {
        state: () => light.call("fast") as FastLightState,
        close: () => light.close(),
      };
    },
    close: () => undefined,
  };
}
