import { fromHex } from "../../../modules/base/bytes.js";
import type {
  ConfigurationDatabase,
  DatabaseAddress,
  DatabaseAppKey,
  DatabaseGroup,
  DatabaseScene,
} from "../../../modules/provisioner/configuration-database.js";
import { addressKey } from "../configuration/values.js";
import { fixedGroups } from "../configuration/words.js";
import { pathText } from "../path-text.js";
import { hint } from "../similar.js";
import type { ReadDocument } from "./document.js";
import type { DocumentFault, LineOf } from "./read.js";

type Path = readonly PropertyKey[];

/** Takes what is wrong. */
export class Faults {
  readonly list: DocumentFault[] = [];
  readonly #lineOf: LineOf;

  constructor(lineOf: LineOf) {
    this.#lineOf = lineOf;
  }

  say(path: Path, text: string): void {
    const fault = { path: pathText(path), line: this.#lineOf(path), text };
    const isKnown = ({ path: own, text: told }: DocumentFault) =>
      own === fault.path && told === text;
    if (!this.list.some(isKnown)) this.list.push(fault);
  }
}

/** A key that the document has, and that the network gets if it has none of the index. */
export type NamedKey = Pick<DatabaseAppKey, "name" | "index">;

const addressOfText = (text: string): DatabaseAddress =>
  text.length <= 6 ? parseInt(text, 16) : fromHex(text.replaceAll("-", "").toLowerCase());

/** The names of a document and of the network that it is for: keys, groups and scenes. */
export class NetworkNames {
  readonly netKeys: readonly NamedKey[];
  readonly appKeys: readonly (NamedKey & { readonly boundNetKey: number })[];
  readonly groups: readonly DatabaseGroup[];
  readonly scenes: readonly DatabaseScene[];
  readonly #faults: Faults;

  constructor(document: ReadDocument, database: ConfigurationDatabase, faults: Faults) {
    this.#faults = faults;
    const { appKeys = {}, groups = {}, netKeys = {}, scenes = {} } = document;
    this.netKeys = merged(
      Object.entries(netKeys).map(([name, index]) => ({ name, index })),
      database.netKeys,
      (one, other) => one.index === other.index,
    );
    this.appKeys = merged(
      Object.entries(appKeys).map(([name, key]) => {
        const { index, netKey } = typeof key === "number" ? { index: key } : { ...key };
        const known = database.appKeys.find((each) => each.index === index);
        const boundNetKey =
          netKey === undefined
            ? (known?.boundNetKey ?? 0)
            : this.netKey(netKey, ["appKeys", name, "netKey"]);
        if (known && boundNetKey !== undefined && known.boundNetKey !== boundNetKey)
          faults.say(
            ["appKeys", name],
            `AppKey ${index} of the network is bound to NetKey ${known.boundNetKey}, not ${boundNetKey}: use another index`,
          );
        return { name, index, boundNetKey: boundNetKey ?? 0 };
      }),
      database.appKeys,
      (one, other) => one.index === other.index,
    );
    this.groups = merged(
      Object.entries(groups).map(([name, text]): DatabaseGroup => {
        return { name, address: addressOfText(text), parentAddress: 0 };
      }),
      database.groups,
      (one, other) => addressKey(one.address) === addressKey(other.address),
    );
    this.scenes = merged(
      Object.entries(scenes).map(([name, number]): DatabaseScene => {
        return { name, number, addresses: [] };
      }),
      database.scenes,
      (one, other) => one.number === other.number,
    );
    this.#unique("netKeys", netKeys, (index) => String(index));
    this.#unique("appKeys", appKeys, (key) => String(typeof key === "number" ? key : key.index));
    this.#unique("groups", groups, (text) => addressKey(addressOfText(text)));
    this.#unique("scenes", scenes, (number) => String(number));
    for (const { boundNetKey, name } of this.appKeys)
      if (!this.netKeys.some(({ index }) => index === boundNetKey) && Object.hasOwn(appKeys, name))
        faults.say(["appKeys", name], `there is no NetKey ${boundNetKey}: add it to netKeys`);
  }

  /** The index of a NetKey. Says that there is none. */
  netKey(name: string, path: Path): number | undefined {
    return this.#named("NetKey", this.netKeys, name, path)?.index;
  }

  /** The index of an AppKey. Says that there is none. */
  appKey(name: string, path: Path): number | undefined {
    return this.#named("AppKey", this.appKeys, name, path)?.index;
  }

  /** The address of a group by its name, or as digits. Says that there is none. */
  group(name: string, path: Path): DatabaseAddress | undefined {
    const address = this.findGroup(name);
    if (address === undefined)
      this.#faults.say(
        path,
        `there is no group "${name}"${hint(
          name,
          this.groups.map((group) => group.name),
          "there are",
        )}; add it to groups, or give an address from C000 to FEFF, or one of ${Object.keys(fixedGroups).join(", ")}`,
      );
    return address;
  }

  /** The same; undefined where there is none. */
  findGroup(name: string): DatabaseAddress | undefined {
    const named = this.groups.find((group) => group.name === name);
    if (named) return named.address;
    if (Object.hasOwn(fixedGroups, name)) return fixedGroups[name];
    const isAddress = /^(0x)?[c-f][0-9a-f]{3}$/i.test(name) && parseInt(name, 16) <= 0xfeff;
    return isAddress ? parseInt(name, 16) : undefined;
  }

  #named<T extends { readonly name: string; readonly index: number }>(
    what: string,
    all: readonly T[],
    name: string,
    path: Path,
  ): T | undefined {
    const found = all.find((each) => each.name === name);
    if (!found) {
      const names = all.map((each) => each.name);
      const list = what === "NetKey" ? "netKeys" : "appKeys";
      this.#faults.say(
        path,
        `there is no ${what} "${name}"${hint(name, names, "there are")}; add it to ${list}`,
      );
    }
    return found;
  }

  /** Says which names stand for the same. */
  #unique<T>(
    list: "netKeys" | "appKeys" | "groups" | "scenes",
    values: Readonly<Record<string, T>>,
    keyOf: (value: T) => string,
  ): void {
    const seen = new Map<string, string>();
    for (const [name, value] of Object.entries(values)) {
      const other = seen.get(keyOf(value));
      if (other !== undefined)
        this.#faults.say([list, name], `the same as "${other}": each needs one of its own`);
      seen.set(keyOf(value), name);
    }
  }
}

/** Those of the document, with the names that it gives, and the others of the network. */
function merged<T, O extends T>(
  own: readonly T[],
  others: readonly O[],
  same: (one: T, other: O) => boolean,
): readonly T[] {
  return [...own, ...others.filter((other) => !own.some((one) => same(one, other)))];
}
