import { virtualAddress } from "../../modules/crypto/toolbox.js";
import type { Crypto } from "../../modules/host/crypto.js";
import type { NodeEntry } from "../../modules/provisioner/database.js";
import type { SavedNames } from "../network/network-file.js";
import { hint } from "../network/similar.js";
import { ShellError } from "./shell-error.js";
import { addressOf, addressText, numberOf, octetsOf } from "./values.js";

/** The name of the provisioner's own node. */
export const provisionerName = "provisioner";

/** A node, or an element of it. */
export interface NodeReference {
  readonly name: string;
  /** Of its primary element. */
  readonly address: number;
  readonly elements: number;
  /** The element, from 0; undefined: the user named the node. */
  readonly element: number | undefined;
}

/** A group by its address, or by the Label UUID of a virtual address. */
export interface Group {
  readonly address: number;
  readonly label: Uint8Array | undefined;
}

const fixedGroups: Readonly<Record<string, number>> = {
  "all-proxies": 0xfffc,
  "all-friends": 0xfffd,
  "all-relays": 0xfffe,
  all: 0xffff,
};

const firstGroup = 0xc000;

/** A word that may be a name: no address, no option, no list. */
const nameForm = /^[a-z_][\w.-]*$/i;

/** Names of nodes, groups and AppKeys, and what they stand for. */
export class Names {
  /** By primary address. */
  readonly nodes = new Map<number, string>();
  readonly groups = new Map<string, Group>();
  readonly appKeys = new Map<number, string>();
  readonly #entries: () => readonly NodeEntry[];
  readonly #crypto: Crypto;

  /** `entries`: the nodes of the network. */
  constructor(entries: () => readonly NodeEntry[], crypto: Crypto) {
    this.#entries = entries;
    this.#crypto = crypto;
  }

  /** The name of a node; one without a name has one of its address. */
  nodeName(primary: number): string {
    if (primary === 1) return provisionerName;
    return this.nodes.get(primary) ?? `node-${primary.toString(16).padStart(4, "0")}`;
  }

  /** The names of all nodes. */
  get nodeNames(): string[] {
    return this.#entries().map(({ address }) => this.nodeName(address));
  }

  /** The names of all groups, the fixed ones last. */
  get groupNames(): string[] {
    return [...this.groups.keys(), ...Object.keys(fixedGroups)];
  }

  /** The name of an address: a node, an element of one as "kitchen/1", a group, or its digits. */
  addressName(address: number): string {
    for (const [name, fixed] of Object.entries(fixedGroups)) if (fixed === address) return name;
    if (address >= 0x8000) {
      for (const [name, group] of this.groups) if (group.address === address) return name;
      return addressText(address);
    }
    if (address === 1) return provisionerName;
    const entry = this.#entries().find((node) => isOf(node, address));
    if (!entry) return addressText(address);
    const element = address - entry.address;
    return `${this.nodeName(entry.address)}${element === 0 ? "" : `/${element}`}`;
  }

  /**
   * A node by its name, or by the address of an element; "/1" names its element 1. Throws
   * ShellError with similar names.
   */
  node(text: string): NodeReference {
    const [, name, suffix] = /^(.+?)(?:\/(\d+))?$/.exec(text) ?? [text, text];
    const element = suffix === undefined ? undefined : Number(suffix);
    const found = this.#named(name) ?? this.#addressed(name);
    if (!found) {
      const names = [...this.nodeNames, provisionerName];
      if (/^[0-9a-f]{1,3}$/i.test(name))
        throw new ShellError(`${text} is no address: write 0x${name.padStart(4, "0")}`);
      throw new ShellError(`there is no node ${text}${hint(name, names, "there are")}`);
    }
    const reference = element === undefined ? found : { ...found, element };
    if ((reference.element ?? 0) < reference.elements) return reference;
    throw new ShellError(`${found.name} has ${found.elements} elements, from /0 on`);
  }

  /** Where a message goes: a node, an element, a group or an address. Throws ShellError. */
  destination(text: string): Group {
    const group = this.#group(text);
    if (group) return group;
    const { nodeNames } = this;
    if (/^[0-9a-f]{1,3}$/i.test(text) && !nodeNames.includes(text))
      throw new ShellError(`${text} is no address: write 0x${text.padStart(4, "0")}`);
    const address = this.#named(text) ? undefined : addressOf(text);
    if (address !== undefined && address > 0) return this.#groupOf(address);
    try {
      const node = this.node(text);
      return { address: node.address + (node.element ?? 0), label: undefined };
    } catch (error) {
      if (/\/\d+$/.test(text)) throw error;
      const names = [...nodeNames, ...this.groupNames];
      throw new ShellError(`there is no node or group ${text}${hint(text, names, "there are")}`);
    }
  }

  /** A group by its name, address or Label UUID. Throws ShellError with similar names. */
  group(text: string): Group {
    const group = this.#group(text);
    if (group) return group;
    const address = addressOf(text);
    if (address !== undefined && address >= 0x8000) return this.#groupOf(address);
    if (address !== undefined)
      throw new ShellError(`${text} is no group: group addresses are 0xc000 to 0xffff`);
    throw new ShellError(
      `there is no group ${text}${hint(text, this.groupNames, "there are")}; group add makes one`,
    );
  }

  /** Adds a group; its address is the next that is free, or given, or that of a Label UUID. Throws ShellError. */
  addGroup(name: string, address?: string): Group {
    this.checkName(name);
    if (Object.hasOwn(fixedGroups, name) || this.groups.has(name))
      throw new ShellError(`there is a group ${name} already`);
    const group = address === undefined ? this.#nextGroup() : this.#given(address);
    this.groups.set(name, group);
    return group;
  }

  /** The index of an AppKey by its number or name. Throws ShellError. */
  appKey(text: string): number {
    for (const [index, name] of this.appKeys) if (name === text) return index;
    if (/^\d+$|^0x/i.test(text)) return numberOf("key", text, 0, 0xfff);
    throw new ShellError(
      `there is no AppKey ${text}${hint(text, this.appKeys.values(), "there are")}`,
    );
  }

  /** "main (0)", or "1". */
  appKeyText(index: number): string {
    const name = this.appKeys.get(index);
    return name === undefined ? String(index) : `${name} (${index})`;
  }

  /** Throws ShellError for a text that cannot be a name. */
  checkName(name: string): void {
    if (!nameForm.test(name))
      throw new ShellError(`${name} is no name: it begins with a letter and has no spaces, / or =`);
  }

  /** For a file. */
  save(): SavedNames {
    return {
      nodes: [...this.nodes],
      groups: [...this.groups].map(([name, { address, label }]) => [
        name,
        address,
        label ? Buffer.from(label).toString("hex") : null,
      ]),
      appKeys: [...this.appKeys],
    };
  }

  /** The names of a file. */
  load({ appKeys, groups, nodes }: SavedNames): void {
    for (const [address, name] of nodes) this.nodes.set(address, name);
    for (const [index, name] of appKeys) this.appKeys.set(index, name);
    for (const [name, address, label] of groups)
      this.groups.set(name, {
        address,
        label: label === null ? undefined : octetsOf("label", label, 16),
      });
  }

  #named(name: string): NodeReference | undefined {
    if (name === provisionerName) return { name, address: 1, elements: 1, element: undefined };
    const entry = this.#entries().find(({ address }) => this.nodeName(address) === name);
    return entry && { name, address: entry.address, elements: entry.elements, element: undefined };
  }

  #addressed(text: string): NodeReference | undefined {
    const address = addressOf(text);
    if (address === undefined) return undefined;
    if (address === 1) return this.#named(provisionerName);
    const entry = this.#entries().find((node) => isOf(node, address));
    if (!entry) return undefined;
    const element = address === entry.address ? undefined : address - entry.address;
    return {
      name: this.nodeName(entry.address),
      address: entry.address,
      elements: entry.elements,
      element,
    };
  }

  #group(text: string): Group | undefined {
    const fixed = Object.hasOwn(fixedGroups, text) ? fixedGroups[text] : undefined;
    if (fixed !== undefined) return { address: fixed, label: undefined };
    const named = this.groups.get(text);
    if (named) return named;
    return /^[0-9a-f]{32}$/i.test(text) ? this.#given(text) : undefined;
  }

  #groupOf(address: number): Group {
    for (const group of this.groups.values()) if (group.address === address) return group;
    return { address, label: undefined };
  }

  #given(text: string): Group {
    if (/^[0-9a-f]{32}$/i.test(text)) {
      const label = octetsOf("label", text, 16);
      return { address: virtualAddress(this.#crypto, label), label };
    }
    const address = addressOf(text);
    if (address !== undefined && address >= 0xc000 && address <= 0xfeff)
      return { address, label: undefined };
    throw new ShellError(
      `${text} is neither a group address, 0xc000 to 0xfeff, nor a Label UUID of 32 digits`,
    );
  }

  #nextGroup(): Group {
    const used = new Set([...this.groups.values()].map(({ address }) => address));
    let address = firstGroup;
    while (used.has(address)) address++;
    return { address, label: undefined };
  }
}

function isOf({ address, elements }: NodeEntry, wanted: number): boolean {
  return wanted >= address && wanted < address + elements;
}
