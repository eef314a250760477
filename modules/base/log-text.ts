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
    text += typeof value === "string" ? bounded(value) : valueText(value, 0);
    if (text.length > mostCharacters) return `${text.slice(0, mostCharacters)}...`;
  }
  return text;
}

/** Not much more of a text than a line can have: a copy of a long one does not fit into a chip. */
function bounded(text: string): string {
  return text.length > mostCharacters ? text.slice(0, mostCharacters + 1) : text;
}

function valueText(value: unknown, level: number): string {
  try {
    switch (typeof value) {
      case "string":
        return JSON.stringify(bounded(value));
      case "function":
        return `[function ${value.name}]`;
      case "object":
        return value === null ? "null" : objectText(value, level);
      default:
        return String(value);
    }
  } catch (error) {
    return `[${typeof value}: ${thrownText(error)}]`;
  }
}

/** What a member threw that was read, which may have no text itself. */
function thrownText(error: unknown): string {
  try {
    return String(error);
  } catch {
    return "it cannot be read";
  }
}

function objectText(value: object, level: number): string {
  if (value instanceof Error) return level === mostLevels ? "..." : errorText(value, level);
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
    if (i === mostItems || text.length > mostCharacters)
      return `${prefix}{${text}, ... ${entries.length - i} more}`;
    text += `${i > 0 ? ", " : ""}${key}: ${valueText(member, level + 1)}`;
  }
  return `${prefix}{${text}}`;
}

/** The stack, which on XS lacks the message, and the cause. */
function errorText(error: Error, level: number): string {
  const head = error.message ? `${error.name}: ${error.message}` : error.name;
  const { stack = "" } = error;
  const places = stack.startsWith(head) ? stack.slice(head.length) : `\n${stack}`;
  const { cause } = error as { readonly cause?: unknown };
  const why = cause === undefined ? "" : `\ncaused by ${valueText(cause, level + 1)}`;
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
    if (i === mostItems || text.length > mostCharacters)
      return `${text}, ... ${items.length - i} more`;
    text += `${i > 0 ? ", " : ""}${valueText(items[i], level + 1)}`;
  }
  return text;
}
