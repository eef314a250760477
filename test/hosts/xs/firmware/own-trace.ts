import type { Firmware } from "../../../../modules/firmware/start.js";
import type { Host } from "../../../../modules/host/host.js";
import type { TraceEvent } from "../../../../modules/host/trace.js";
import { start as startLight } from "../../../../tools/bench/firmware/receiver.js";

/** A provisioned light that gets a trace of its own, which "own" lists, beside that of the host. */
export function start(host: Host): Firmware {
  const own: TraceEvent[] = [];
  const trace = (event: TraceEvent) => {
    own.push(event);
    host.trace?.(event);
  };
  const { clock, crypto, random, radio, store } = host;
  const node = startLight({ clock, crypto, random, radio, store, trace });
  return {
    close: () => node.close(),
    call: (name) => (name === "own" ? own.splice(0) : node.diagnostics.drops()),
  };
}
