import type { TraceEvent } from "../../modules/host/trace.js";
import { setMessage } from "./set-message.js";

/**
 * Inside XS: the trace of the machine's host. C reads the event and allocates nothing. The host
 * may have another message for the error of an unanswered request, which says why.
 */
export function trace(event: TraceEvent): void {
  const message = Native.trace(event);
  if (message !== undefined && event.type === "access.timeout") setMessage(event.error, message);
}

class Native {
  static trace(event: TraceEvent): string | undefined {
    return native("xs_host_trace").call(this, event);
  }
}
