import type { RefusedMessage, TraceEvent } from "../../modules/host/trace.js";

/** Logs events in readable form, except packets, of which there are too many. */
export function log(event: TraceEvent): void {
  const line = describe(event);
  if (line !== undefined) trace(`xs-mesh: ${line}\n`);
}

function describe(event: TraceEvent): string | undefined {
  switch (event.type) {
    case "provisioning.link":
      return `provisioning link ${event.linkId.toString(16)}: ${event.state}`;
    case "node.provisioned":
      return `provisioned, address ${event.address.toString(16).padStart(4, "0")}`;
    case "node.reset":
      return "left its network";
    case "iv-update":
      return `IV Index ${event.ivIndex}${event.inProgress ? ", update in progress" : ""}`;
    case "key-refresh":
      return `NetKey ${event.netKeyIndex}: key refresh phase ${event.phase}`;
    case "model.state":
      return `${event.model} of element ${event.element}: ${event.value}`;
    case "access.refused":
      return refusal(event);
    case "model.not-published":
      return event.message;
    case "radio":
      return `radio: ${event.message}`;
    case "store.failure":
      return `store failed at ${event.key}: ${event.message}`;
    case "store.corrupt":
      return `record ${event.key} is damaged: ${event.message}`;
    default:
      return undefined;
  }
}

/** A message that no model took; undefined for one of a group that the node does not subscribe to. */
function refusal(event: RefusedMessage): string | undefined {
  const { appKeyIndex, device, dst, element, model, opcode, reason, src } = event;
  if (device === undefined) return undefined;
  const key = device
    ? "device key"
    : appKeyIndex === undefined
      ? "AppKey"
      : `AppKey ${appKeyIndex}`;
  const message = opcode === undefined ? "message" : `message ${opcode.toString(16)}`;
  const to = element === undefined ? "" : `, element ${element}`;
  const of = model === undefined ? "" : `, model ${model.toString(16)}`;
  return `${message} from ${src.toString(16)} to ${dst.toString(16)} dropped: ${reason}, ${key}${to}${of}`;
}
