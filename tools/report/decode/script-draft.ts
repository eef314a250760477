import type { ScriptEvent, ScriptFailure } from "../../capture/script-events.js";
import { Draft } from "./draft.js";
import type { FieldText } from "./words.js";

/** The name of the device of an event; undefined: it belongs to no device. */
export function deviceOf(event: ScriptEvent): string | undefined {
  if (event.type === "step") return event.device;
  return event.type === "failure" ? event.failure.device : undefined;
}

/** The row of an event of a script. `station`: index of its device, or -1. */
export function scriptDraft(event: ScriptEvent, time: number, station: number): Draft {
  const draft = new Draft(time, "script", station, "");
  if (event.type === "failure") {
    draft.outcome = "failed";
    draft.name = failureName(event.failure);
    draft.fields = failureFields(event.failure);
  } else if (event.type === "met") {
    draft.outcome = "met";
    draft.name = `Holds: ${event.text}`;
  } else draft.name = sentence(event.text);
  return draft;
}

function failureName({ device, error, expected, within }: ScriptFailure): string {
  if (expected !== undefined)
    return `Not so${within === undefined ? "" : ` within ${within} ms`}: ${expected}`;
  const [text = ""] = (error ?? "unknown error").split("\n");
  return device === undefined ? text : `The firmware of ${device} failed: ${text}`;
}

function failureFields({ error, expected, places = [], reasons = [], seen }: ScriptFailure) {
  const fields: FieldText[] = [];
  if (expected !== undefined) fields.push(["expected", expected]);
  if (seen !== undefined) fields.push(["seen", seen]);
  for (const reason of reasons) fields.push(["reason", reason]);
  // The first line is the name of the row.
  const more = error?.split("\n").slice(1).join("\n") ?? "";
  if (more !== "") fields.push(["error", more]);
  if (places.length > 0) fields.push(["at", places.join(", ")]);
  return fields;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
