import { airModels } from "../air/model.js";

/** Says what is wrong with a value; undefined if nothing is. `at`: its place in the file. */
type Check = (value: unknown, at: string) => string | undefined;

function is(what: string, holds: (value: unknown) => boolean): Check {
  return (value, at) => (holds(value) ? undefined : `${at} is not ${what}`);
}

function optional(check: Check): Check {
  return (value, at) => (value === undefined ? undefined : check(value, at));
}

function listOf(item: Check): Check {
  return (value, at) => {
    if (!Array.isArray(value)) return `${at} is not a list`;
    for (const [i, one] of value.entries()) {
      const fault = item(one, `${at}[${i}]`);
      if (fault !== undefined) return fault;
    }
    return undefined;
  };
}

/** A list of a fixed length. */
function tuple(...items: readonly Check[]): Check {
  return (value, at) => {
    if (!Array.isArray(value) || value.length !== items.length)
      return `${at} is not a list of ${items.length}`;
    for (const [i, item] of items.entries()) {
      const fault = item(value[i], `${at}[${i}]`);
      if (fault !== undefined) return fault;
    }
    return undefined;
  };
}

/** Members that are not named are allowed. */
function members(checks: Readonly<Record<string, Check>>): Check {
  return (value, at) => {
    if (typeof value !== "object" || value === null) return `${at || "it"} is not an object`;
    for (const [name, check] of Object.entries(checks)) {
      const own = (value as Readonly<Record<string, unknown>>)[name];
      const fault = check(own, at === "" ? name : `${at}.${name}`);
      if (fault !== undefined) return fault;
    }
    return undefined;
  };
}

const text = is("a text", (value) => typeof value === "string");
const number = is("a number", (value) => Number.isFinite(value));
const truth = is("true or false", (value) => typeof value === "boolean");
const object = is("an object", (value) => typeof value === "object" && value !== null);
const whole = (low: number, high: number) =>
  is(
    `a whole number from ${low} to ${high}`,
    (value) => Number.isInteger(value) && Number(value) >= low && Number(value) <= high,
  );
const hex = (digits: number) =>
  is(
    `of ${digits} hexadecimal digits`,
    (value) => typeof value === "string" && value.length === digits && /^[0-9a-f]*$/.test(value),
  );
const oneOf = (...words: readonly string[]) =>
  is(words.join(" or "), (value) => typeof value === "string" && words.includes(value));
const orNull =
  (check: Check): Check =>
  (value, at) =>
    value === null ? undefined : check(value, at);

const records: Check = (value, at) => {
  if (typeof value !== "object" || value === null) return `${at} is not an object`;
  const wrong = Object.entries(value).find(
    ([, octets]) => typeof octets !== "string" || !/^([0-9a-f]{2})*$/.test(octets),
  );
  return wrong && `${at}.${wrong[0]} is not of hexadecimal digits`;
};

const names = members({
  nodes: listOf(tuple(whole(1, 0x7fff), text)),
  groups: listOf(tuple(text, whole(0x8000, 0xffff), orNull(hex(32)))),
  appKeys: listOf(tuple(whole(0, 0xfff), text)),
});

const network = members({
  version: is("1", (value) => value === 1),
  seed: text,
  loss: number,
  air: optional(oneOf(...airModels)),
  airParameters: optional(object),
  runs: number,
  provisioner: records,
  devices: listOf(
    members({
      uuid: hex(32),
      elements: whole(1, 255),
      records,
      name: optional(text),
      firmware: optional(text),
      position: optional(members({ x: number, y: number })),
      powered: optional(truth),
    }),
  ),
  shell: optional(members({ names, script: optional(text), host: optional(oneOf("xs", "node")) })),
});

const namesFile = members({ version: is("1", (value) => value === 1), names });

/** What is wrong with the content of the file of names of a network in a folder. */
export function namesFault(content: unknown): string | undefined {
  return namesFile(content, "");
}

/** What is wrong with the content of a file as a `NetworkFile`; undefined if nothing is. */
export function networkFault(content: unknown): string | undefined {
  return network(content, "");
}
