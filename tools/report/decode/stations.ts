import type { Place, StationComment } from "../../capture/comments.js";
import type { ReportStation, StateChange, StateGroup } from "../report-record.js";

/** A station while the capture is being read. */
export class DraftStation {
  place: Place | undefined;
  readonly addresses: (readonly [time: number, address: number])[] = [];
  readonly changes: StateChange[] = [];
  readonly #values = new Map<string, string | null>();

  constructor(public name: string) {}

  /** Stores the value of a state from a time on, if it is another one than before. */
  set(time: number, group: StateGroup, name: string, value: string | null): void {
    const key = `${group} ${name}`;
    if ((this.#values.get(key) ?? null) === value) return;
    this.#values.set(key, value);
    this.changes.push([time, group, name, value]);
  }

  /** Removes all states of the groups, because the node was reset. */
  clear(time: number, groups: readonly StateGroup[]): void {
    for (const [key, value] of [...this.#values]) {
      const [group] = key.split(" ", 1) as [StateGroup];
      if (value !== null && groups.includes(group))
        this.set(time, group, key.slice(group.length + 1), null);
    }
  }

  finish(): ReportStation {
    const { addresses, changes, name, place } = this;
    return {
      name,
      ...(place && { place }),
      addresses,
      changes: [...changes].sort((a, b) => a[0] - b[0]),
    };
  }
}

/** The stations of a capture by the addresses of their packets, and by name. */
export class Stations {
  readonly list: DraftStation[] = [];
  readonly #byName = new Map<string, number>();
  readonly #byAddress = new Map<number, number>();

  /** A comment of the capture describes a station. */
  describe({ address, name, x, y }: StationComment): void {
    const index = this.named(name);
    this.list[index]!.place = { x, y };
    if (address !== undefined) this.#byAddress.set(address, index);
  }

  /** The index of a station with this name. */
  named(name: string): number {
    let index = this.#byName.get(name);
    if (index === undefined) {
      index = this.list.push(new DraftStation(name)) - 1;
      this.#byName.set(name, index);
    }
    return index;
  }

  /** The index of the sender of packets with this address of 48 bits. */
  sender(address: number): number {
    let index = this.#byAddress.get(address);
    if (index === undefined) {
      index = this.named(address.toString(16).padStart(12, "0").match(/../g)!.join(":"));
      this.#byAddress.set(address, index);
    }
    return index;
  }
}
