import { TimeoutError } from "../../modules/base/errors.js";
import type { TraceEvent } from "../../modules/host/trace.js";

type Kind = "string" | "number" | "boolean";
type Fields = Readonly<Record<string, Kind>>;

/** The fields that an event must have; simulators send none of PDUs, which are on the air. */
const fields: Readonly<Partial<Record<TraceEvent["type"], Fields>>> = {
  log: { level: "string", text: "string" },
  "board.lamp": { name: "string", on: "boolean" },
  "board.button": { name: "string", press: "string" },
  drop: { reason: "string", octets: "number" },
  "store.failure": { key: "string", message: "string" },
  "store.corrupt": { key: "string", message: "string" },
  "access.send": { src: "number", dst: "number", opcode: "number", octets: "number" },
  "access.receive": { src: "number", dst: "number", opcode: "number", octets: "number" },
  "access.refused": { reason: "string", src: "number", dst: "number" },
  "access.timeout": { dst: "number", opcode: "number", response: "number", error: "string" },
  radio: { state: "string", count: "number", message: "string" },
  "iv-update": { ivIndex: "number", inProgress: "boolean" },
  "replay-list.few-places": { left: "number" },
  "key-refresh": { netKeyIndex: "number", phase: "number" },
  "provisioning.link": { state: "string", linkId: "number" },
  "node.provisioned": { address: "number" },
  "node.reset": {},
  "model.state": { model: "string", element: "number", value: "number" },
  "model.not-published": {
    model: "string",
    element: "number",
    reason: "string",
    message: "string",
  },
  "fast-provisioning": { state: "string" },
  "fast-provisioning.node": { step: "string" },
  "wifi.service": { state: "string", name: "string" },
  "wifi.session": { state: "string" },
  "wifi.station": { state: "string" },
};

/** The event that a simulator told in a datagram, JSON; undefined if it is malformed. */
export function toldEvent(json: string): TraceEvent | undefined {
  try {
    const event = JSON.parse(json) as Partial<Record<string, unknown>> | null;
    const type = event?.["type"] as TraceEvent["type"];
    if (!event || !Object.hasOwn(fields, type)) return undefined;
    for (const [name, kind] of Object.entries(fields[type]!))
      if (typeof event[name] !== kind) return undefined;
    if (type === "access.timeout") event["error"] = new TimeoutError(event["error"] as string);
    return event as unknown as TraceEvent;
  } catch {
    return undefined;
  }
}
