import type { TraceEvent } from "../../modules/host/trace.js";

/** Inside XS: the trace of the machine's host. C reads the event and allocates nothing. */
export function trace(event: TraceEvent): void {
  Native.trace(event);
}

class Native {
  static trace(event: TraceEvent): void {
    return native("xs_host_trace").call(this, event);
  }
}
