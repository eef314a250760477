import { type Command, InvalidArgumentError } from "commander";
import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { toHex } from "../../../modules/base/bytes.js";
import { virtualAddress } from "../../../modules/crypto/toolbox.js";
import type { Crypto } from "../../../modules/host/crypto.js";
import type { Provisioner } from "../../../modules/provisioner/provisioner.js";
import type { Position } from "../../air/propagation.js";
import { NetworkClient } from "../../network/apply/network-client.js";
import { NetworkBook } from "../../network/book/network-book.js";
import { readNetworkFile } from "../../network/network-file.js";
import { type OpenedNetwork, openNetwork } from "../../shell/open-network.js";
import { openRadioNetwork } from "../../shell/open-radio-network.js";
import { closeNetwork } from "../../shell/shell-network.js";
import type { SavedNames } from "../../network/network-file.js";
import { networkBearerOption, radioOption } from "../radio.js";

/** Where a network is, and how its nodes are reached. */
export interface SessionOptions {
  /** A file of a simulated network, or with `radio` the folder of a network. */
  readonly network: string;
  readonly radio?: string;
  readonly bearer?: "adv" | "gatt";
  /** Seconds until a node that does not answer is away. */
  readonly timeout?: number;
}

/** Adds the options that say which network a command is for. */
export function onNetwork(command: Command): Command {
  return command
    .option(
      "--network <file>",
      "a file of scan, provision or shell; with --radio a folder",
      "build/network.json",
    )
    .addOption(radioOption())
    .addOption(networkBearerOption())
    .option("--timeout <seconds>", "until a node that does not answer is away", seconds, 15)
    .option("--json", "print one JSON object");
}

function seconds(text: string): number {
  const value = Number(text);
  if (!(value >= 1 && value <= 600))
    throw new InvalidArgumentError("a number of seconds from 1 to 600 is needed.");
  return value;
}

/** A network that a command works on. */
export class NetworkSession {
  readonly book: NetworkBook;
  readonly client: NetworkClient;
  readonly provisioner: Provisioner;
  /** Whether its time is real. */
  readonly real: boolean;
  /** Where its simulated devices are, by their UUIDs in hexadecimal digits. */
  readonly positions: ReadonlyMap<string, Position>;
  readonly #opened: OpenedNetwork;
  readonly #options: SessionOptions;
  readonly #abort = new AbortController();
  readonly #cancel = () => this.#abort.abort();

  private constructor(
    opened: OpenedNetwork,
    options: SessionOptions,
    positions: ReadonlyMap<string, Position>,
  ) {
    const { clients, time, world } = opened.network;
    const { provisioner, provisionerStore: store } = world.network;
    this.#opened = opened;
    this.#options = options;
    this.positions = positions;
    this.real = time.real;
    this.provisioner = provisioner;
    this.book = new NetworkBook({ provisioner, store });
    this.#takeNames(opened.names);
    this.client = new NetworkClient({
      provisioner,
      messages: clients.shell,
      aggregator: clients.aggregator,
      timeout: (options.timeout ?? 15) * 1000,
      netKeysOf: (address) => (this.book.nodeAt(address)?.netKeys ?? []).map(({ index }) => index),
      signal: this.#abort.signal,
    });
    process.once("SIGINT", this.#cancel);
  }

  /** Rejects with Error for a network that cannot be opened. */
  static async open(options: SessionOptions): Promise<NetworkSession> {
    const { bearer, network, radio } = options;
    if (radio !== undefined) {
      const opened = await openRadioNetwork({ radio, bearer, network, messages: [] });
      return new NetworkSession(opened, options, new Map());
    }
    if (bearer !== undefined) throw new Error("--bearer is for a radio: add --radio");
    if (!existsSync(network))
      throw new Error(
        `--network: there is no ${resolve(network)}; xs-mesh provision makes a simulated network, xs-mesh network import takes in one that exists`,
      );
    if (statSync(network).isDirectory())
      throw new Error(
        `--network: ${network} is a folder, that of a network on a radio: add --radio`,
      );
    const opened = await openNetwork({
      network,
      nodes: 0,
      airParameters: {},
      messages: [],
      onLive: () => undefined,
      onFailure: (device, error) =>
        process.stderr.write(`the firmware of ${device} failed: ${error.message}\n`),
    });
    const { devices } = readNetworkFile(network);
    const positions = new Map(
      devices.flatMap(({ position, uuid }) => (position ? [[uuid, position] as const] : [])),
    );
    return new NetworkSession(opened, options, positions);
  }

  /** Milliseconds since it was opened. */
  get now(): number {
    return this.#opened.network.time.now();
  }

  /** Aborted when the user ends the command. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get aborted(): boolean {
    return this.#abort.signal.aborted;
  }

  /** Lets time pass until the work is done, and settles as it does. */
  run<T>(work: Promise<T>): Promise<T> {
    return this.#opened.network.time.run(work);
  }

  /** Ends it. A simulated network is written to its file; of one on a radio the names are, the rest has been. */
  async close(): Promise<void> {
    process.off("SIGINT", this.#cancel);
    const { network } = this.#opened;
    try {
      const { database } = this.book;
      network.storage.save(this.#options.network, {
        names: savedNames(this.book, this.provisioner.node.host.crypto),
        elements: new Map(
          database.nodes.map(({ UUID, elements }) => [toHex(UUID), elements.length]),
        ),
        uuids: new Map(),
      });
    } finally {
      await closeNetwork(network);
    }
  }

  /** Names that a shell has given are those of the network, where it has none. */
  #takeNames(names: SavedNames | undefined): void {
    if (!names) return;
    const { book } = this;
    for (const [address, name] of names.nodes) {
      const node = book.nodeAt(address);
      if (node && node.unicastAddress === address && node.name === undefined)
        book.keep({ ...node, name });
    }
    const { appKeys, groups } = book.database;
    const known = new Set(groups.map(({ address }) => String(address)));
    const added = names.groups
      .map(([name, address, label]) => {
        const own = label === null ? address : new Uint8Array(Buffer.from(label, "hex"));
        return { name, address: own, parentAddress: 0 };
      })
      .filter(({ address }) => !known.has(String(address)));
    const named = new Map(names.appKeys);
    const isUnnamed = appKeys.some(
      ({ index, name }) => name === `AppKey ${index}` && named.has(index),
    );
    if (added.length > 0 || isUnnamed)
      book.change({
        groups: [...groups, ...added],
        appKeys: appKeys.map((key) => ({
          ...key,
          name: key.name === `AppKey ${key.index}` ? (named.get(key.index) ?? key.name) : key.name,
        })),
      });
  }
}

/** The names of a book as a shell has them: words. */
function savedNames({ database }: NetworkBook, crypto: Crypto): SavedNames {
  const word = (name: string) => name.trim().replace(/[^\w.-]+/g, "-");
  const isWord = (name: string) => /^[a-z_][\w.-]*$/i.test(name);
  const words = <T extends { readonly name?: string | undefined }>(list: readonly T[]) =>
    list.flatMap((each) => {
      const name = word(each.name ?? "");
      return isWord(name) ? [{ ...each, name }] : [];
    });
  return {
    nodes: words(database.nodes)
      .filter(({ UUID }) => !database.provisioners.some((own) => toHex(own.UUID) === toHex(UUID)))
      .map(({ name, unicastAddress }) => [unicastAddress, name]),
    groups: words(database.groups).map(({ address, name }) =>
      typeof address === "number"
        ? [name, address, null]
        : [name, virtualAddress(crypto, address), toHex(address)],
    ),
    appKeys: words(database.appKeys).map(({ index, name }) => [index, name]),
  };
}

/** Opens the network, does the work, and closes it. What was changed is kept, also after a failure. */
export async function withSession<T>(
  options: SessionOptions,
  work: (session: NetworkSession) => Promise<T>,
): Promise<T> {
  const session = await NetworkSession.open(options);
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}
