import { nodeHost } from "../../hosts/node/host.js";
import type { SeededRandom } from "../../hosts/node/seeded-random.js";
import type { MemoryStore } from "../../hosts/node/store.js";
import { Engine, type HeapFigures } from "../../hosts/xs/engine.js";
import { start } from "../../modules/firmware/light/main.js";
import type { Clock } from "../../modules/host/clock.js";
import type { Station } from "../air/station.js";

/** What a light tells of itself. */
export interface LightState {
  readonly uuid: readonly number[];
  readonly address?: number;
  readonly on: boolean;
  readonly sent: number;
  readonly received: number;
}

/** A light that runs. */
export interface RunningLight {
  state(): LightState;
  /** Figures of its heap; undefined on a host that has none of its own. */
  heap(): HeapFigures | undefined;
  /** Cuts its power. */
  close(): void;
}

export interface LightOptions {
  readonly name: string;
  readonly clock: Clock;
  readonly station: Station;
  readonly random: SeededRandom;
  readonly store: MemoryStore;
  readonly onFailure: (message: string) => void;
}

/** What lights run on. */
export interface LightHost {
  boot(options: LightOptions): RunningLight;
  close(): void;
}

const entry = new URL("../../modules/firmware/light/main.ts", import.meta.url).pathname;

/** Every light on an XS machine of its own. Builds the engine and the firmware. Rejects as `Engine.load` does. */
export async function xsLights(): Promise<LightHost> {
  const program = await Engine.load({ entry });
  return {
    boot({ name, clock, station: radio, random, store, onFailure }) {
      const machine = program.boot({
        host: { clock, radio, random, store },
        name,
        random: "host",

        onFailure: ({ kind, message, stack }) =>
          onFailure(`${name}: ${kind}: ${message}\n${stack ?? ""}`.trimEnd()),
      });
      return {
        state: () => machine.call("state") as LightState,
        heap: () => machine.heap({ collect: true }),
        close: () => machine.close(),
      };
    },
    close: () => program.close(),
  };
}

/** All lights in this process, without an engine of their own. */
export function nodeLights(): LightHost {
  return {
    boot({ clock, station: radio, random, store }) {
      const light = start(nodeHost({ clock, radio, random, store }));
      return {
        state: () => light.call("state") as LightState,
        heap: () => undefined,
        close: () => light.close(),
      };
    },
    close: () => undefined,
  };
}
