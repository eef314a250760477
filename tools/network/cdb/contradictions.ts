import { toHex } from "../../../modules/base/bytes.js";
import type {
  ConfigurationDatabase,
  DatabaseAddress,
  DatabaseNode,
} from "../../../modules/provisioner/configuration-database.js";
import type { Remark } from "./older-forms.js";

// What contradicts something else in a database: each value is possible, but not together.

const lastUnicast = 0x7fff;

function hex(value: number): string {
  return value.toString(16).toUpperCase().padStart(4, "0");
}

/** Of a map with addresses as keys. */
function addressText(address: DatabaseAddress): string {
  return typeof address === "number" ? hex(address) : toHex(address).toUpperCase();
}

class Finder {
  readonly remarks: Remark[] = [];
  readonly #database: ConfigurationDatabase;

  constructor(database: ConfigurationDatabase) {
    this.#database = database;
  }

  say(path: string, text: string): void {
    this.remarks.push({ path, text });
  }

  /** Items that have the same `of`. */
  unique<T>(path: string, items: readonly T[], what: string, of: (item: T) => string): void {
    const first = new Map<string, number>();
    items.forEach((item, i) => {
      const own = of(item);
      const before = first.get(own);
      if (before === undefined) first.set(own, i);
      else
        this.say(`${path}[${i}]`, `${what} ${own} is that of ${path}[${before}]: each has its own`);
    });
  }

  keys(): void {
    const { appKeys, netKeys, partial } = this.#database;
    if (netKeys.length === 0) this.say("netKeys", "there is none: a network has one at least");
    this.unique("netKeys", netKeys, "index", ({ index }) => `${index}`);
    this.unique("appKeys", appKeys, "index", ({ index }) => `${index}`);
    netKeys.forEach(({ index, oldKey, phase }, i) => {
      if (phase !== 0 && !oldKey)
        this.say(`netKeys[${i}]`, `NetKey ${index} is in phase ${phase} and has no oldKey`);
      if (phase === 0 && oldKey)
        this.say(`netKeys[${i}].oldKey`, `NetKey ${index} is in phase 0, which has none`);
    });
    appKeys.forEach(({ boundNetKey, index, oldKey }, i) => {
      const bound = netKeys.find((key) => key.index === boundNetKey);
      if (!bound && !partial)
        this.say(`appKeys[${i}].boundNetKey`, `there is no NetKey ${boundNetKey}`);
      if (oldKey && bound?.phase === 0)
        this.say(
          `appKeys[${i}].oldKey`,
          `NetKey ${boundNetKey} of AppKey ${index} is in phase 0, which has none`,
        );
    });
  }

  provisioners(): void {
    const { provisioners } = this.#database;
    if (provisioners.length === 0)
      this.say("provisioners", "there is none: nobody may give addresses");
    this.unique("provisioners", provisioners, "UUID", ({ UUID }) => toHex(UUID).toUpperCase());
    const ranges = provisioners.flatMap((own, i) => [
      ...own.allocatedUnicastRange.map(({ highAddress, lowAddress }, k) => {
        return { of: i, low: lowAddress, high: highAddress, kind: "allocatedUnicastRange", k };
      }),
      ...own.allocatedGroupRange.map(({ highAddress, lowAddress }, k) => {
        return { of: i, low: lowAddress, high: highAddress, kind: "allocatedGroupRange", k };
      }),
      ...own.allocatedSceneRange.map(({ firstScene, lastScene }, k) => {
        return { of: i, low: firstScene, high: lastScene, kind: "allocatedSceneRange", k };
      }),
    ]);
    ranges.forEach((range, at) => {
      const path = `provisioners[${range.of}].${range.kind}[${range.k}]`;
      const text = `${hex(range.low)} to ${hex(range.high)}`;
      if (range.low > range.high) this.say(path, `${text}: the first is above the last`);
      const other = ranges
        .slice(0, at)
        .find(
          (each) => each.kind === range.kind && each.low <= range.high && range.low <= each.high,
        );
      if (other)
        this.say(
          path,
          `${text} overlaps ${hex(other.low)} to ${hex(other.high)} of provisioners[${other.of}]: nobody else may give out the same`,
        );
    });
  }

  nodes(): void {
    const { nodes } = this.#database;
    this.unique("nodes", nodes, "UUID", ({ UUID }) => toHex(UUID).toUpperCase());
    const owner = new Map<number, number>();
    nodes.forEach((node, i) => {
      const path = `nodes[${i}]`;
      const last = node.unicastAddress + Math.max(1, node.elements.length) - 1;
      if (last > lastUnicast)
        this.say(path, `its ${node.elements.length} elements end above ${hex(lastUnicast)}`);
      for (let address = node.unicastAddress; address <= last; address++) {
        const before = owner.get(address);
        if (before !== undefined) {
          this.say(path, `address ${hex(address)} is one of nodes[${before}]`);
          break;
        }
        owner.set(address, i);
      }
      this.#node(path, node);
    });
    this.#shared(owner);
  }

  #node(path: string, node: DatabaseNode): void {
    const { appKeys, netKeys, partial } = this.#database;
    if (!node.deviceKey && !partial)
      this.say(`${path}.deviceKey`, "missing, though the database is not partial");
    this.unique(`${path}.netKeys`, node.netKeys, "index", ({ index }) => `${index}`);
    this.unique(`${path}.appKeys`, node.appKeys, "index", ({ index }) => `${index}`);
    if (node.netKeys.length === 0 && !partial)
      this.say(`${path}.netKeys`, "there is none: a node has one at least");
    const hasNetKey = (index: number) => node.netKeys.some((key) => key.index === index);
    node.netKeys.forEach(({ index }, k) => {
      const key = netKeys.find((each) => each.index === index);
      if (!key && !partial) this.say(`${path}.netKeys[${k}]`, `there is no NetKey ${index}`);
      if (key?.minSecurity === "secure" && node.security === "insecure")
        this.say(
          `${path}.security`,
          `insecure, but minSecurity of its NetKey ${index} is secure, as only that of a key can be that no such node has`,
        );
    });
    node.appKeys.forEach(({ index }, k) => {
      const key = appKeys.find((each) => each.index === index);
      if (!key && !partial) this.say(`${path}.appKeys[${k}]`, `there is no AppKey ${index}`);
      if (key && !hasNetKey(key.boundNetKey) && !partial)
        this.say(
          `${path}.appKeys[${k}]`,
          `AppKey ${index} is bound to NetKey ${key.boundNetKey}, which the node has not`,
        );
    });
    const heartbeat = node.heartbeatPub;
    if (heartbeat && heartbeat.address !== 0 && !hasNetKey(heartbeat.index))
      this.say(`${path}.heartbeatPub.index`, `the node has no NetKey ${heartbeat.index}`);
    this.#elements(path, node);
  }

  #elements(path: string, node: DatabaseNode): void {
    const hasAppKey = (index: number) => node.appKeys.some((key) => key.index === index);
    node.elements.forEach(({ index, models }, e) => {
      const element = `${path}.elements[${e}]`;
      if (index !== e)
        this.say(`${element}.index`, `${index}, but elements are in their order: ${e}`);
      this.unique(`${element}.models`, models, "model", ({ modelId }) => modelId.toString(16));
      models.forEach(({ bind, publish, subscribe }, m) => {
        const model = `${element}.models[${m}]`;
        this.unique(`${model}.subscribe`, subscribe, "address", addressText);
        this.unique(`${model}.bind`, bind, "AppKey", String);
        bind.forEach((key, b) => {
          if (!hasAppKey(key)) this.say(`${model}.bind[${b}]`, `the node has no AppKey ${key}`);
        });
        if (publish && publish.address !== 0 && !bind.includes(publish.index))
          this.say(`${model}.publish.index`, `the model is not bound to AppKey ${publish.index}`);
      });
    });
  }

  /** Groups, scenes and exclusions. `owner`: the addresses of elements. */
  #shared(owner: ReadonlyMap<number, number>): void {
    const { groups, networkExclusions = [], partial, scenes } = this.#database;
    this.unique("groups", groups, "address", ({ address }) => addressText(address));
    const parents = new Map(
      groups.map(({ address, parentAddress }) => [
        addressText(address),
        addressText(parentAddress),
      ]),
    );
    groups.forEach(({ address, parentAddress }, i) => {
      const path = `groups[${i}].parentAddress`;
      const own = addressText(address);
      let parent = addressText(parentAddress);
      if (parentAddress !== 0 && !parents.has(parent)) {
        this.say(path, `there is no group ${parent}`);
        return;
      }
      for (let steps = 0; steps <= groups.length && parents.has(parent); steps++) {
        if (parent === own) {
          this.say(path, `group ${own} would be above itself`);
          return;
        }
        parent = parents.get(parent)!;
      }
    });
    this.unique("scenes", scenes, "number", ({ number }) => hex(number));
    scenes.forEach(({ addresses }, i) =>
      addresses.forEach((address, k) => {
        if (!owner.has(address) && !partial)
          this.say(`scenes[${i}].addresses[${k}]`, `no node has an element at ${hex(address)}`);
      }),
    );
    this.unique("networkExclusions", networkExclusions, "ivIndex", ({ ivIndex }) => `${ivIndex}`);
    networkExclusions.forEach(({ addresses }, i) =>
      addresses.forEach((address, k) => {
        const node = owner.get(address);
        if (node !== undefined)
          this.say(
            `networkExclusions[${i}].addresses[${k}]`,
            `${hex(address)} is one of nodes[${node}]: a node that was removed has it no longer`,
          );
      }),
    );
  }
}

/** What contradicts something else in a database, with its place; where something is left out, only what is there. */
export function contradictions(database: ConfigurationDatabase): readonly Remark[] {
  const finder = new Finder(database);
  finder.keys();
  finder.provisioners();
  finder.nodes();
  return finder.remarks;
}
