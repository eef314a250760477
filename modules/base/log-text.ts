/** Most levels of objects in objects that are written out. */
const mostLevels = 3;
/** Most items of a list or members of an object that are written out. */
const mostItems = 20;
/** Most octets of an array that are written out. */
const mostOctets = 64;
/** Most characters of a line: what follows is replaced by "...". */
const mostCharacters = 2000;

/**
 * The values that were given to a method of `console`, as one text: strings as they are, errors
 * with their stack, octets as hexadecimal digits, objects with their members. Never throws.
 */
export function logText(values: readonly unknown[]): string {
  let text = "";
  for (let i = 0; i < values.length; i++) {
    if (i > 0) text += " ";
    const value = values[i];
    text += typeof value === "string" ? value : valueText(value, 0);
    if (text.length > mostCharacters) return `${text.slice(0, mostCharacters)}...`;
  }
  return text;
}

function valueText(value: unknown, level: number): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value);
    case "function":
      return `[function ${value.name}]`;
    case "object":
      if (value === null) return "null";
      try {
        return objectText(value, level);
      } catch (error) {
        return `[object: ${String(error)}]`;
      }
    default:
      return String(value);
  }
}

function objectText(value: object, level: number): string {
  if (value instanceof Error) return errorText(value);
  if (value instanceof Uint8Array) return octetsText(value);
  if (level === mostLevels) return Array.isArray(value) ? "[...]" : "{...}";
  if (Array.isArray(value)) return `[${listText(value, level)}]`;
  if (value instanceof Map) return `Map {${listText([...value.entries()], level)}}`;
  if (value instanceof Set) return `Set {${listText([...value], level)}}`;
  const { name } = (value.constructor ?? {}) as { readonly name?: string };
  const prefix = name === undefined || name === "Object" ? "" : `${name} `;
  const entries: [string, unknown][] = Object.entries(value);
  let text = "";
  for (let i = 0; i < entries.length; i++) {
    const [key, member] = entries[i]!;
    if (i === mostItems) return `${prefix}{${text}, ... ${entries.length - i} more}`;
    text += `${i > 0 ? ", " : ""}${key}: ${valueText(member, level + 1)}`;
  }
  return `${prefix}{${text}}`;
}

/** The stack, which on XS lacks the message, and the cause. */
function errorText(error: Error): string {
  const head = error.message ? `${error.name}: ${error.message}` : error.name;
  const { stack = "" } = error;
  const places = stack.startsWith(head) ? stack.slice(head.length) : `\n${stack}`;
  const { cause } = error as { readonly cause?: unknown };
  const why = cause === undefined ? "" : `\ncaused by ${valueText(cause, 0)}`;
  return `${head}${places.trimEnd()}${why}`;
}

function octetsText(octets: Uint8Array): string {
  let text = "";
  const count = Math.min(octets.length, mostOctets);
  for (let i = 0; i < count; i++) text += octets[i]!.toString(16).padStart(2, "0");
  return octets.length > count ? `${text}... (${octets.length} octets)` : text;
}

function listText(items: readonly unknown[], level: number): string {
  let text = "";
  for (let i = 0; i < items.length; i++) {
    if (i === mostItems) return `${text}, ... ${items.length - i} more`;
    text += `${i > 0 ? ", " : ""}${valueText(items[i], level + 1)}`;
  }
  return text;
}
