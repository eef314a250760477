import type { Command } from "commander";
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { nodeHost } from "../../../hosts/node/host.js";
import { MemoryStore } from "../../../hosts/node/store.js";
import { VirtualClock } from "../../../hosts/node/virtual-clock.js";
import type { Store } from "../../../modules/host/store.js";
import { knowledgeOf } from "../../../modules/provisioner/network-knowledge.js";
import { Provisioner, type ProvisionerOptions } from "../../../modules/provisioner/provisioner.js";
import { VirtualAir } from "../../air/air.js";
import { usualAir } from "../../air/model.js";
import { firstProvisioner, newProvisioner } from "../../network/book/import.js";
import { NetworkBook } from "../../network/book/network-book.js";
import { faultText, readDatabase } from "../../network/cdb/read.js";
import { addressText } from "../../network/cdb/listing.js";
import { type NetworkFile, writeNetwork } from "../../network/network-file.js";
import { recordsOf } from "../../network/simulated-network.js";
import { NetworkFolder } from "../../radio/network-folder.js";
import { unicast } from "../arguments.js";

const limits = { appKeys: 250, bindings: 32, subnets: 32 };

/** `xs-mesh network init` and `network import`. */
export function addMake(network: Command): void {
  network
    .command("init")
    .description("make a new network, in a folder for a radio, or in a file.json without devices")
    .argument("<network>", "the folder, or the file")
    .option("--name <text>", "of the network", "Mesh network")
    .option("--json", "print one JSON object")
    .action(init);
  network
    .command("import")
    .description("join the network of a mesh configuration database, with an address of its own")
    .argument("<database>", "a JSON file of a phone app or another program")
    .argument(
      "<network>",
      "where this installation keeps it: a folder for a radio, or a file.json without devices",
    )
    .option("--address <address>", "of its own node; default: the lowest of its range", unicast)
    .option("--name <text>", "of this provisioner", "xs-mesh")
    .option("--despite-contradictions", "take a database that contradicts itself as it is")
    .option("--json", "print one JSON object")
    .action(take);
}

interface MakeOptions {
  readonly name: string;
  readonly address?: number;
  readonly despiteContradictions?: boolean;
  readonly json?: boolean;
}

function init(path: string, { json, name }: MakeOptions): void {
  const address = make(path, {}, ({ book, provisioner }) => {
    book.change({ meshName: name, provisioners: [firstProvisioner(provisioner.node.uuid)] });
    return provisioner.address;
  });
  tell(
    json,
    { network: resolve(path), name, address: addressText(address) },
    `${resolve(path)}: a new network, ${name}`,
  );
}

function take(file: string, path: string, options: MakeOptions): void {
  const { address: wanted, despiteContradictions, json, name } = options;
  const { contradictions, database, remarks } = readDatabase(readFileSync(file, "utf8"));
  if (contradictions.length > 0 && !despiteContradictions)
    throw new Error(
      `${file} contradicts itself, and is not taken, but with --despite-contradictions:\n${contradictions.map((fault) => `  ${faultText(fault)}`).join("\n")}`,
    );
  if (database.partial || database.nodes.some(({ deviceKey }) => !deviceKey))
    throw new Error(`${file} has no device keys: a part of a network cannot be configured with`);
  const { address, provisioner: own } = newProvisioner(database, {
    address: wanted,
    name,
  });
  const [range] = own.allocatedUnicastRange;
  const ranges = [{ min: range!.lowAddress, max: range!.highAddress }];
  const network = knowledgeOf(database);
  const joining = { address, ranges, network: { ...network, netKeys: network.netKeys! } };
  make(path, joining, ({ book, provisioner }) => {
    const { nodes, ...others } = database;
    const provisioners = [...database.provisioners, { ...own, UUID: provisioner.node.uuid }];
    book.change({ ...others, provisioners });
    for (const node of nodes) book.keep(node, { confirmed: false });
  });
  const told = {
    network: resolve(path),
    name: database.meshName,
    address: addressText(address),
    nodes: database.nodes.length,
    remarks: remarks.map(faultText),
  };
  const lines = [
    `${told.network}: ${database.meshName}, ${told.nodes} nodes; this provisioner is ${told.address} and gives ${addressText(ranges[0]!.min)} to ${addressText(ranges[0]!.max)}`,
    ...(remarks.length > 0
      ? ["Read as what it means:", ...told.remarks.map((text) => `  ${text}`)]
      : []),
    "Export it, and import that in the other programs: they have to know this provisioner.",
  ];
  tell(json, told, lines.join("\n"));
}

function tell(json: boolean | undefined, value: object, text: string): void {
  console.log(json ? JSON.stringify(value, undefined, 2) : text);
}

interface Made {
  readonly provisioner: Provisioner;
  readonly book: NetworkBook;
}

/** Makes the records of a provisioner that is on no air yet. Nothing is left where that fails. */
function make<T>(path: string, options: Partial<ProvisionerOptions>, fill: (made: Made) => T): T {
  if (existsSync(path)) throw new Error(`there is ${resolve(path)} already: give another name`);
  // First in memory, so that a network that cannot be leaves nothing behind.
  const store = new MemoryStore();
  const result = filled(store, options, fill);
  if (path.endsWith(".json")) writeNetwork(path, fileOf(store));
  else {
    const folder = new NetworkFolder(path);
    try {
      for (const key of store.keys()) folder.store.write(key, store.read(key)!);
    } finally {
      folder.close();
    }
  }
  return result;
}

function filled<T>(store: Store, options: Partial<ProvisionerOptions>, fill: (made: Made) => T): T {
  const clock = new VirtualClock();
  const air = new VirtualAir({ clock, seed: "1" });
  const radio = air.attach({ name: "provisioner" });
  const provisioner = new Provisioner({
    host: nodeHost({ clock, radio, store }),
    companyId: 0xffff,
    limits,
    ...options,
  });
  try {
    return fill({ provisioner, book: new NetworkBook({ provisioner, store }) });
  } finally {
    provisioner.close();
    air.close();
  }
}

function fileOf(store: MemoryStore): NetworkFile {
  const empty = { version: 1, seed: "1", loss: 0, air: usualAir, runs: 0, devices: [] } as const;
  return { ...empty, provisioner: recordsOf(store) };
}
