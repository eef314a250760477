import { setMaxListeners } from "node:events";
import type { CompositionPage0 } from "../../modules/access/composition.js";
import { toHex } from "../../modules/base/bytes.js";
import { randomBytes } from "../../modules/base/random.js";
import { VirtualClock } from "../../hosts/node/virtual-clock.js";
import { NodeCrypto } from "../../hosts/node/crypto.js";
import type { Provisioner } from "../../modules/provisioner/provisioner.js";
import type { TraceEvent } from "../../modules/host/trace.js";
import type { SavedNames } from "../network/network-file.js";
import type { ReportKeys } from "../report/decode/report-keys.js";
import type { WorldDevice } from "../simulation/world-device.js";
import type { CommandHelp } from "./command-help.js";
import { modelOf, type ModelReference } from "./models.js";
import { MessageObserver, type ObservedMessage } from "./message-observer.js";
import { Names, type NodeReference, provisionerName } from "./names.js";
import { ShellWords } from "./reasons.js";
import type { Output } from "./output.js";
import { ShellError } from "./shell-error.js";
import { onOffText } from "./values.js";
import { cancellation } from "./shell-time.js";
import type { ShellNetwork } from "./shell-network.js";

/**
 * Reads a line from the user, such as an OOB value; undefined at the end of the input. `isSecret`:
 * the line is not kept in the history.
 */
export type AskUser = (question: string, isSecret: boolean) => Promise<string | undefined>;

/** The index of the AppKey that a new network gets. */
export const firstAppKey = 0;

/** What commands work on: the network, the names of its nodes, and where output goes. */
export class Session {
  readonly network: ShellNetwork;
  readonly names: Names;
  readonly output: Output;
  /** Composition Data page 0 by primary address, as it was read. */
  readonly compositions = new Map<number, CompositionPage0>();
  /** UUIDs of simulated devices, 32 digits. */
  readonly uuids = new Map<WorldDevice, string>();
  /** Gets each access message on the air. */
  readonly listeners = new Set<(message: ObservedMessage) => void>();
  /** Whether there are changes that no file has. */
  unsaved = false;
  /** Set by `exit`. */
  ended = false;
  /** The words of `watch`; undefined: it is off. */
  watching: readonly string[] | undefined;
  /** The devices whose lines are printed as they come; "all". */
  logging: "all" | readonly string[] | undefined;
  /** A device whose lamps and lines are printed, as its user would see them. */
  observed: string | undefined;
  /** Asks the user for a line. */
  ask: AskUser = () => Promise.resolve(undefined);
  /** Whether a wrong answer is asked for again: at a terminal, but not where lines are piped in. */
  asksAgain = false;
  /** Runs a command for the devices while another command waits for the user. */
  runMeanwhile: (line: string) => Promise<void> = () => Promise.resolve();
  /** All commands, for the help. */
  readonly commands: readonly CommandHelp[];
  /** IV Index and its state at each device, as its events reported. */
  readonly ivStates = new Map<string, { readonly ivIndex: number; readonly inProgress: boolean }>();
  readonly #observer: MessageObserver;
  #signal: AbortSignal = new AbortController().signal;
  /** Rejects when the signal aborts. One for each command: its requests share the listener. */
  #cancelled: Promise<never> = new Promise(() => undefined);
  #tid = 0;

  constructor(network: ShellNetwork, output: Output, commands: readonly CommandHelp[]) {
    this.network = network;
    this.commands = commands;
    this.output = output;
    const crypto = new NodeCrypto({ clock: new VirtualClock() });
    this.names = new Names(() => this.provisioner.database.nodes, crypto);
    network.world.useRefusalWords(new ShellWords(this.names));
    network.recorder.onEvent = (device, event) => this.#event(device, event);
    // Another session may have used the first ones a moment ago: nodes take a TID of 6 s for a repetition.
    if (network.radio !== undefined)
      this.#tid = randomBytes(this.provisioner.node.host.random, 1)[0]!;
    if (network.proxies) network.proxies.tell = (text) => this.notice(text);
    this.#observer = new MessageObserver(
      network.world.air,
      () => this.#keys(),
      (message) => this.listeners.forEach((listener) => listener(message)),
    );
  }

  get messages() {
    return this.network.messages;
  }

  /** Aborted when the user ends the command. */
  get signal(): AbortSignal {
    return this.#signal;
  }

  /** Called for each command with its signal. */
  begin(signal: AbortSignal): void {
    // Each request of the command listens to it until the request is over.
    setMaxListeners(0, signal);
    this.#signal = signal;
    this.#cancelled = cancellation(signal);
    this.#cancelled.catch(() => undefined);
  }

  get provisioner(): Provisioner {
    return this.network.world.network.provisioner;
  }

  get devices(): readonly WorldDevice[] {
    return this.network.world.devices;
  }

  /**
   * Takes the names of a file or of the world's plan. A new network gets the AppKeys of the plan,
   * to which the clients of the provisioner are bound.
   */
  async start(saved?: SavedNames): Promise<void> {
    const { names } = this.network.world.network;
    for (const [name, address] of names.groups)
      this.names.groups.set(name, { address, label: undefined });
    for (const [index, name] of names.appKeys.entries()) this.names.appKeys.set(index, name);
    if (saved) this.names.load(saved);
    if (this.provisioner.node.network?.applicationKeys.list.length === 0)
      for (const index of names.appKeys.keys()) await this.createAppKey(index);
    for (const device of this.devices) {
      await this.learnUuid(device);
      const { address, name } = device;
      if (address !== undefined && !this.names.nodes.has(address))
        this.names.nodes.set(address, name);
    }
  }

  /** Stores the network with its names. Throws Error where that is not possible. */
  save(path: string): void {
    const { names, network, provisioner, uuids } = this;
    const elements = new Map(
      provisioner.database.nodes.map((node) => [toHex(node.uuid), node.elements]),
    );
    network.storage.save(path, { names: names.save(), elements, uuids });
    network.storage.path = path;
    this.unsaved = false;
  }

  /** Stores what a command has changed, where that needs no `save`. */
  keep(): void {
    const { automatic, path } = this.network.storage;
    if (automatic && this.unsaved && path !== undefined) this.save(path);
  }

  /** Stops it. */
  close(): void {
    this.#observer.close();
  }

  /** Lets time pass until the work is done, or the user ends the command: CancelledError. */
  run<T>(work: Promise<T>): Promise<T> {
    return this.network.time.run(Promise.race([work, this.#cancelled]));
  }

  /** Lets so many milliseconds pass. Rejects with CancelledError when the user ends the command. */
  pass(milliseconds: number): Promise<void> {
    return this.network.time.pass(milliseconds, this.signal);
  }

  /** Milliseconds since the start. */
  get now(): number {
    return this.network.time.now();
  }

  /** Prints a line that no command has asked for. */
  notice(text: string): void {
    this.output.event({ type: "notice", time: this.now, values: { text }, text });
  }

  /** The next TID of messages that are sent by name. */
  nextTid(): number {
    this.#tid = (this.#tid + 1) & 0xff;
    return this.#tid;
  }

  /** Creates an AppKey of the primary subnet, and binds the clients of the provisioner to it. */
  createAppKey(index: number, key?: Uint8Array): Promise<void> {
    return this.createAppKeyOf(0, index, key ?? randomBytes(this.provisioner.node.host.random, 16));
  }

  /** The same with the subnet. Rejects as `ConfigurationClient` does. */
  async createAppKeyOf(netKeyIndex: number, index: number, key: Uint8Array): Promise<void> {
    const { address, configuration, node } = this.provisioner;
    await this.run(configuration.addAppKey(address, netKeyIndex, index, key));
    for (const { access, id } of node.elements[0]!.models) {
      // Models that take device keys alone cannot be bound.
      if (access === "device") continue;
      const model = { elementAddress: address, modelId: id };
      await this.run(configuration.bind(address, model, index));
    }
    this.unsaved = true;
  }

  /** Composition Data page 0 of a node, which is read once. */
  async composition(address: number): Promise<CompositionPage0> {
    const known = this.compositions.get(address);
    if (known) return known;
    const { signal } = this;
    const page = await this.run(this.provisioner.configuration.getComposition(address, { signal }));
    this.compositions.set(address, page);
    return page;
  }

  /** A model by the words of a node and a model. Throws ShellError with similar names. */
  async model(node: NodeReference, text: string): Promise<ModelReference> {
    return modelOf(node, await this.composition(node.address), text);
  }

  /**
   * Throws ShellError for a text that cannot be a name, or that a node, a device or a group has.
   * `own`: the node, or the device that becomes one, which may keep its names.
   */
  checkFree(name: string, own: { readonly address?: number; readonly uuid?: string } = {}): void {
    const { names } = this;
    names.checkName(name);
    const nodes = this.provisioner.database.nodes.filter(({ address }) => address !== own.address);
    const devices = this.devices.filter(
      (device) =>
        (device.address ?? 0) !== own.address && this.uuids.get(device) !== (own.uuid ?? ""),
    );
    const taken = [
      provisionerName,
      ...names.groupNames,
      ...nodes.map(({ address }) => names.nodeName(address)),
      ...devices.map((device) => device.name),
    ];
    if (taken.includes(name)) throw new ShellError(`the name ${name} is in use`);
  }

  /** A simulated device by its name, its UUID or its beginning, or as a node. Throws ShellError. */
  worldDevice(text: string): WorldDevice {
    const found = this.findDevice(text);
    if (found) return found;
    const names = this.devices.map(({ name }) => name).join(", ") || "none";
    throw new ShellError(`there is no simulated device ${text}; there are: ${names}`);
  }

  /** The same; undefined if there is none. */
  findDevice(text: string): WorldDevice | undefined {
    const { devices } = this;
    const named = devices.find(({ name }) => name === text);
    if (named) return named;
    const digits = text.toLowerCase().replaceAll("-", "");
    if (/^[0-9a-f]{6,32}$/.test(digits)) {
      const begun = devices.filter((device) => this.uuids.get(device)?.startsWith(digits));
      if (begun.length === 1) return begun[0];
    }
    const entry = this.provisioner.database.nodes.find(
      ({ address }) => this.names.nodeName(address) === text,
    );
    return entry && devices.find(({ address }) => address === entry.address);
  }

  /** Asks a simulated device for its UUID, if it is not known. */
  async learnUuid(device: WorldDevice): Promise<string | undefined> {
    if (!device.powered || device.failure) return this.uuids.get(device);
    const { address, uuid } = await this.run(device.state());
    this.uuids.set(device, uuid);
    device.address = address;
    return uuid;
  }

  /** The keys that are in use, and Label UUIDs of groups. */
  #keys(): ReportKeys {
    const { database, node } = this.provisioner;
    const { applicationKeys, sequence, subnets } = node.network!;
    const { ivIndex } = sequence.state;
    return {
      netKeys: subnets.list.flatMap(({ keys, newKeys }) =>
        newKeys ? [keys.key, newKeys.key] : [keys.key],
      ),
      appKeys: applicationKeys.list.flatMap(({ key, newKey }) =>
        newKey ? [key.key, newKey.key] : [key.key],
      ),
      labels: [...this.names.groups.values()].flatMap(({ label }) => (label ? [label] : [])),
      deviceKeys: database.nodes.flatMap(({ address, deviceKey }) => {
        const after = database.refreshOf(address);
        const now = { address, key: deviceKey };
        return after ? [now, { address: after.address, key: after.deviceKey }] : [now];
      }),
      ivIndexes: ivIndex > 0 ? [ivIndex - 1, ivIndex, ivIndex + 1] : [0, 1],
      names: new Map(),
    };
  }

  #event(device: string, event: TraceEvent): void {
    const { logging, observed } = this;
    if (event.type === "radio") this.notice(`radio: ${event.message}`);
    if (event.type === "board.lamp" && device === observed)
      this.notice(`${device}: ${event.name} ${onOffText(event.on)}`);
    if (event.type === "iv-update") {
      const { inProgress, ivIndex } = event;
      this.ivStates.set(device, { ivIndex, inProgress });
      const text = `${device}: IV Index ${ivIndex}${inProgress ? ", IV Update in progress" : ""}`;
      if (this.watching)
        this.output.event({ type: "notice", time: this.now, values: { text }, text });
    } else if (
      event.type === "log" &&
      (logging === "all" || observed === device || logging?.includes(device))
    ) {
      const values = { device, level: event.level, text: event.text };
      const text = `${device}: ${event.text}`;
      this.output.event({ type: "log", time: this.now, values, text });
    }
  }
}

/** 32 digits. */
export function uuidText(uuid: Uint8Array): string {
  return toHex(uuid);
}
