import { createRequire } from "node:module";
import { buildEngine } from "./build/build.js";
import { type GroupAddon, type GroupMember, groupOf, type GroupPlace } from "./packet-group.js";
import type { Creation, Failure, HeapFigures, HostHandler, Port, RootFigures } from "./port.js";

declare const rootBrand: unique symbol;
declare const machineBrand: unique symbol;
export interface RootHandle {
  readonly [rootBrand]: true;
}
interface MachineHandle {
  readonly [machineBrand]: true;
}

/** The native functions of addon.c. */
export interface Addon extends GroupAddon {
  /** Throws an Error with the property `failure`. */
  root(source: string, creation: Creation): RootHandle;
  /** Packed byte code (compile.h), with line numbers if `lines`. Throws like `root`. */
  compile(source: string, lines: boolean): Buffer;
  figures(root: RootHandle): RootFigures;
  machine(
    root: RootHandle,
    creation: Creation,
    handler: HostHandler,
    exchange: Uint8Array,
  ): MachineHandle;
  boot(machine: MachineHandle, sets: number, flags: number, ecdhMilliseconds: number): boolean;
  timer(machine: MachineHandle, timer: number): boolean;
  sent(machine: MachineHandle, handle: number): boolean;
  /** `length` octets of advertising data are in the exchange buffer. */
  packet(
    machine: MachineHandle,
    length: number,
    rssi: number,
    kind: number,
    address: number,
  ): number;
  call(machine: MachineHandle, name: string, argument: string): string | undefined;
  heap(machine: MachineHandle, collect: boolean, forgetStack: boolean): HeapFigures;
  failure(machine: MachineHandle): Failure | undefined;
  close(machine: MachineHandle): boolean;
  free(machine: MachineHandle): void;
  /** The machine's place in the group of the addon. */
  place(machine: MachineHandle): number;
}

/** Builds the addon if it is not up to date, and loads it into this thread. */
export async function loadAddon(): Promise<Addon> {
  const file = await buildEngine("addon");
  return createRequire(import.meta.url)(file) as Addon;
}

/** A machine in this process. */
export class AddonPort implements Port {
  readonly hostFilters = true;
  readonly grouped: GroupPlace;
  readonly #addon: Addon;
  readonly #machine: MachineHandle;
  readonly #exchange: Uint8Array;

  constructor(
    addon: Addon,
    root: RootHandle,
    creation: Creation,
    handler: HostHandler,
    exchange: Uint8Array,
  ) {
    this.#addon = addon;
    this.#exchange = exchange;
    const group = groupOf(addon);
    const ordered: HostHandler = (operation, a, b, c, length) => {
      group.reportEarlier();
      return handler(operation, a, b, c, length);
    };
    this.#machine = addon.machine(root, creation, ordered, exchange);
    this.grouped = { group, place: addon.place(this.#machine) };
  }

  join(member: GroupMember): void {
    this.grouped.group.join(this.grouped.place, member);
  }

  boot(sets: number, flags: number, ecdhMilliseconds: number): boolean {
    return this.#addon.boot(this.#machine, sets, flags, ecdhMilliseconds);
  }

  timer(timer: number): boolean {
    return this.#addon.timer(this.#machine, timer);
  }

  sent(handle: number): boolean {
    return this.#addon.sent(this.#machine, handle);
  }

  packet(data: Uint8Array, rssi: number, kind: number, address: number): number {
    const { length } = data;
    // A loop: for so few octets a call costs more.
    for (let i = 0; i < length; i++) this.#exchange[i] = data[i]!;
    return this.#addon.packet(this.#machine, length, rssi, kind, address);
  }

  call(name: string, argument: string): string | undefined {
    return this.#addon.call(this.#machine, name, argument);
  }

  heap(collect: boolean, forgetStack: boolean): HeapFigures {
    return this.#addon.heap(this.#machine, collect, forgetStack);
  }

  failure(): Failure | undefined {
    return this.#addon.failure(this.#machine);
  }

  close(): boolean {
    return this.#addon.close(this.#machine);
  }

  free(): void {
    this.grouped.group.join(this.grouped.place, undefined);
    this.#addon.free(this.#machine);
  }
}
