import { found } from "./forms.js";

// Forms of earlier versions and of other programs, which are read as what they mean. Each is remarked.

/** A place in a file and what is to be said of it. */
export interface Remark {
  /** Such as `nodes[2].elements[0].models[1].publish.ttl`; empty: the whole file. */
  readonly path: string;
  readonly text: string;
}

type Json = Record<string, unknown>;

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** One object of the file, whose members are changed in place. */
class Place {
  readonly #object: Json;
  readonly #path: string;
  readonly #remarks: Remark[];

  constructor(object: Json, path: string, remarks: Remark[]) {
    this.#object = object;
    this.#path = path;
    this.#remarks = remarks;
  }

  get(name: string): unknown {
    return this.#object[name];
  }

  /** Takes another value for a member. */
  set(name: string, value: unknown, why: string): void {
    this.#object[name] = value;
    this.#remarks.push({ path: this.pathOf(name), text: why });
  }

  pathOf(name: string): string {
    return this.#path === "" ? name : `${this.#path}.${name}`;
  }

  /** A value for a member that is missing, or null. */
  missing(name: string, value: unknown): void {
    const own = this.#object[name];
    if (own === undefined || own === null)
      this.set(name, value, `missing: taken as ${found(value)}`);
  }

  /** Leaves out members that are null. */
  nulls(...names: readonly string[]): void {
    for (const name of names)
      if (this.#object[name] === null) {
        delete this.#object[name];
        this.#remarks.push({ path: this.pathOf(name), text: "null: taken as missing" });
      }
  }

  /** A member that had another name. */
  renamed(old: string, name: string): void {
    if (!(old in this.#object) || name in this.#object) return;
    this.set(name, this.#object[old], `taken from ${old}, its name in earlier versions`);
    delete this.#object[old];
  }

  /** Another spelling of a member's value. */
  spelt(name: string, spellings: Readonly<Record<string, unknown>>): void {
    const given = this.#object[name];
    const value = spellings[String(given)];
    if (value === undefined || typeof given === "boolean") return;
    this.set(name, value, `${found(given)}: taken as ${found(value)}`);
  }

  /** A number of 16 bits in place of digits. */
  address(...names: readonly string[]): void {
    for (const name of names) {
      const given = this.#object[name];
      if (typeof given !== "number" || !Number.isInteger(given) || given < 0 || given > 0xffff)
        continue;
      const digits = given.toString(16).toUpperCase().padStart(4, "0");
      this.set(name, digits, `the number ${given}: taken as ${found(digits)}`);
    }
  }

  /** Digits of ten in place of a number. */
  number(...names: readonly string[]): void {
    for (const name of names) {
      const given = this.#object[name];
      if (typeof given === "string" && /^\d{1,4}$/.test(given))
        this.set(name, Number(given), `the text ${found(given)}: taken as a number`);
    }
  }

  /** A time in another form than that of RFC 3339. */
  time(name: string): void {
    const given = this.#object[name];
    if (typeof given !== "string") return;
    const [, day, clock, zone] =
      /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d+)?)(Z|[+-]\d\d:?\d\d)?$/i.exec(given) ?? [];
    if (day === undefined) return;
    const offset = zone === undefined ? "Z" : zone.replace(/^(.\d\d)(\d\d)$/, "$1:$2");
    const value = `${day}T${clock}${offset}`;
    if (value !== given) this.set(name, value, `${found(given)}: taken as ${value}`);
  }

  /** The objects of a list, and what stands in their place. */
  each(name: string, one: (item: Place, index: number) => void): void {
    const items = this.#object[name];
    if (!Array.isArray(items)) return;
    items.forEach((item: unknown, i) => {
      if (isObject(item)) one(new Place(item, `${this.pathOf(name)}[${i}]`, this.#remarks), i);
    });
  }

  /** The items of a list, each taken as another where `take` gives one. */
  items(name: string, take: (item: unknown) => unknown): void {
    const items = this.#object[name];
    if (!Array.isArray(items)) return;
    items.forEach((item: unknown, i) => {
      const value = take(item);
      if (value === undefined) return;
      items[i] = value;
      const path = `${this.pathOf(name)}[${i}]`;
      this.#remarks.push({ path, text: `${found(item)}: taken as ${found(value)}` });
    });
  }

  /** An object in a member. */
  inside(name: string, one: (place: Place) => void): void {
    const own = this.#object[name];
    if (isObject(own)) one(new Place(own, this.pathOf(name), this.#remarks));
  }
}

const securities = { high: "secure", low: "insecure", "1": "secure", "0": "insecure" };
const noKey = "0".repeat(32);

function fourDigits(item: unknown): string | undefined {
  if (typeof item !== "number" || !Number.isInteger(item) || item < 0 || item > 0xffff)
    return undefined;
  return item.toString(16).toUpperCase().padStart(4, "0");
}

/** Milliseconds of a publication as steps; undefined where no step fits. */
function periodOf(given: unknown): { numberOfSteps: number; resolution: number } | undefined {
  if (typeof given !== "number" || given < 0) return undefined;
  const resolution = [100, 1000, 10_000, 600_000].find(
    (step) => given % step === 0 && given / step <= 63,
  );
  return resolution === undefined ? undefined : { numberOfSteps: given / resolution, resolution };
}

function model(place: Place): void {
  place.nulls("publish");
  place.missing("subscribe", []);
  place.missing("bind", []);
  place.items("subscribe", fourDigits);
  place.inside("publish", (publish) => {
    publish.address("address");
    publish.number("index");
    const period = periodOf(publish.get("period"));
    if (period) publish.set("period", period, `milliseconds: taken as ${found(period)}`);
    publish.missing("retransmit", { count: 0, interval: 50 });
    publish.missing("credentials", 0);
  });
}

/** A transmit state whose interval one program wrote in steps of 10 ms less one. */
function transmit(place: Place): void {
  const interval = place.get("interval");
  if (typeof interval === "number" && interval > 0 && interval < 32 && interval % 10 !== 0)
    place.set("interval", 10 * interval + 10, `steps: taken as ${10 * interval + 10} ms`);
}

const nodeKey = (item: unknown) =>
  typeof item === "number" ? { index: item, updated: false } : undefined;

/** The AppKeys that models are bound to, or publish with. */
function keysInUse(elements: unknown): object[] {
  const text = JSON.stringify(elements) ?? "";
  const lists = [...text.matchAll(/"bind":\[([\d,]+)\]/g)].flatMap(([, list]) => list!.split(","));
  return [...new Set(lists)].map((index) => ({ index: Number(index), updated: false }));
}

const optionalOfNode = [
  ...["name", "cid", "pid", "vid", "crpl", "features", "secureNetworkBeacon", "defaultTTL"],
  ...["networkTransmit", "relayRetransmit", "heartbeatPub", "heartbeatSub", "deviceKey"],
];

function node(place: Place): void {
  place.nulls(...optionalOfNode);
  place.address("unicastAddress");
  place.renamed("blacklisted", "excluded");
  place.missing("excluded", false);
  place.missing("configComplete", false);
  if (place.get("appKeys") === undefined)
    place.set(
      "appKeys",
      keysInUse(place.get("elements")),
      "missing: taken from what models are bound to",
    );
  place.missing("security", "insecure");
  place.spelt("security", securities);
  for (const name of ["netKeys", "appKeys"]) {
    place.items(name, nodeKey);
    place.each(name, (each) => {
      each.number("index");
      each.missing("updated", false);
    });
  }
  place.inside("networkTransmit", transmit);
  place.inside("relayRetransmit", transmit);
  place.inside("heartbeatPub", (each) => {
    each.renamed("destination", "address");
    each.address("address");
  });
  place.inside("heartbeatSub", (each) => each.address("source", "destination"));
  place.each("elements", (each, index) => {
    each.nulls("name");
    each.missing("index", index);
    each.missing("location", "0000");
    each.missing("models", []);
    each.each("models", model);
  });
}

function netKey(place: Place): void {
  place.number("index");
  place.missing("name", "");
  place.missing("phase", 0);
  place.missing("minSecurity", "insecure");
  place.spelt("minSecurity", securities);
  place.nulls("oldKey");
  place.time("timestamp");
  noOldKey(place);
}

/** A program writes zeros for a key that there is not. */
function noOldKey(place: Place): void {
  if (place.get("oldKey") !== noKey) return;
  place.set("oldKey", null, "zeros: taken as no key");
  place.nulls("oldKey");
}

function appKey(place: Place): void {
  place.number("index", "boundNetKey");
  place.missing("name", "");
  place.nulls("oldKey");
  noOldKey(place);
}

function provisioner(place: Place): void {
  place.renamed("name", "provisionerName");
  place.missing("provisionerName", "");
  for (const name of ["allocatedUnicastRange", "allocatedGroupRange"]) {
    place.missing(name, []);
    place.each(name, (each) => each.address("lowAddress", "highAddress"));
  }
  place.missing("allocatedSceneRange", []);
  place.each("allocatedSceneRange", (each) => each.address("firstScene", "lastScene"));
}

/**
 * Changes a file's content, in place, to the form that version 1.0.1 has for it; the database itself where it is
 * wrapped. What has no such form stays, and is found when it is read.
 */
export function takeOlderForms(content: unknown, remarks: Remark[]): unknown {
  if (!isObject(content)) return content;
  if (isObject(content["meshNetwork"])) {
    remarks.push({ path: "", text: "the database is in meshNetwork, as in the store of an app" });
    return takeOlderForms(content["meshNetwork"], remarks);
  }
  const { version } = content;
  if (version !== undefined && !/^1\.0(\.[01])?$/.test(found(version).replaceAll('"', "")))
    remarks.push({ path: "version", text: `${found(version)}: read as 1.0.1` });
  // Those of the file, not of the network.
  for (const name of ["$schema", "id", "version"]) Reflect.deleteProperty(content, name);
  const place = new Place(content, "", remarks);
  place.missing("meshName", "");
  for (const name of ["appKeys", "provisioners", "nodes", "groups", "scenes"])
    place.missing(name, []);
  place.missing("partial", false);
  place.nulls("networkExclusions");
  place.time("timestamp");
  place.each("netKeys", (each) => {
    // Before the standard a key had no time of its own.
    each.missing("timestamp", content["timestamp"]);
    netKey(each);
  });
  place.each("appKeys", appKey);
  place.each("provisioners", provisioner);
  place.each("nodes", node);
  place.each("groups", (each) => {
    each.missing("name", "");
    each.address("address", "parentAddress");
    each.missing("parentAddress", "0000");
  });
  place.each("scenes", (each) => {
    each.renamed("scene", "number");
    each.address("number");
    each.missing("name", "");
    each.missing("addresses", []);
    each.items("addresses", fourDigits);
  });
  place.each("networkExclusions", (each) => each.items("addresses", fourDigits));
  return content;
}
