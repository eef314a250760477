import { fieldTexts } from "../../report/decode/words.js";
import type { ObservedMessage } from "../message-observer.js";
import type { Session } from "../session.js";

/** The values of a message as JSON: octets are hexadecimal digits. */
export function valuesJson(values: unknown): unknown {
  if (values instanceof Uint8Array) return Buffer.from(values).toString("hex");
  if (Array.isArray(values)) return values.map(valuesJson);
  if (typeof values === "object" && values !== null)
    return Object.fromEntries(
      Object.entries(values)
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => [name, valuesJson(value)]),
    );
  return values;
}

/** The name and the fields of an observed message; its payload if it has no name. */
function contentText(session: Session, { payload }: ObservedMessage): string {
  const { message, opcode, values } = session.messages.decode(payload) ?? {};
  const digits = Buffer.from(payload).toString("hex");
  if (!message) return opcode === undefined ? `reserved opcode ${digits}` : `payload ${digits}`;
  if (!values) return `${message.name}, malformed: ${digits}`;
  const fields = fieldTexts(message.name, values).map(([name, text]) => `${name} ${text}`);
  return [message.name, ...fields].join(", ");
}

/** "light-1: Generic OnOff Status, state on". */
export function messageText(session: Session, message: ObservedMessage): string {
  return `${session.names.addressName(message.src)}: ${contentText(session, message)}`;
}

/** "light-1 → hall: Generic OnOff Set Unacknowledged, state on, TID 3". */
export function transferText(session: Session, message: ObservedMessage): string {
  const { names } = session;
  const { dst, src } = message;
  return `${names.addressName(src)} → ${names.addressName(dst)}: ${contentText(session, message)}`;
}

/** An observed message as JSON. */
export function messageValues(session: Session, message: ObservedMessage) {
  const { device, dst, payload, src, ttl } = message;
  const { message: declared, opcode, values } = session.messages.decode(payload) ?? {};
  return {
    src,
    dst,
    source: session.names.addressName(src),
    destination: session.names.addressName(dst),
    ttl,
    deviceKey: device,
    opcode: opcode ?? null,
    name: declared?.name ?? null,
    values: values ? valuesJson(values) : null,
    payload: Buffer.from(payload).toString("hex"),
  };
}
