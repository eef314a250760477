import type { ScanOptions } from "../../modules/host/radio.js";

/** Machines to which one call hands a packet, at most; as in addon-group.h. */
const capacity = 1024;
/** The place of no machine. */
const nowhere = -1;
/** Where the parts begin in what is shared with C: GroupPacket of addon-group.h, in octets. */
const At = { address: 16, data: 24, places: 56 } as const;
/** Indices of the numbers before them, of 32 bits. */
const Header = { current: 0, count: 1, length: 2, kind: 3 } as const;
const octets = At.places + 3 * 4 * capacity;

/** The functions of the addon that a group calls. */
export interface GroupAddon {
  /** C reads and writes `shared` from now on: a GroupPacket of addon-group.h. */
  share(shared: Uint8Array): void;
  /**
   * Hands the shared packet to the machines from `from` on, until one has made a request of its host
   * or has something to be read; the number of the next one.
   */
  packets(from: number): number;
}

/** A machine in a group. */
export interface GroupMember {
  /** Takes the result of a packet (Port's `packet`); whether the packet took the host's time. */
  received(result: number): boolean;
}

/** Where a receiver is in a group. */
export interface GroupPlace {
  readonly group: PacketGroup;
  readonly place: number;
}

/** How a machine scans. */
export interface GroupedScanOptions extends ScanOptions {
  /**
   * A radio may hand up packets through this group instead of the receiver, but none with PB-ADV PDUs.
   * @internal
   */
  readonly grouped?: GroupPlace | undefined;
}

/**
 * The machines of an addon, which get a packet in one call of C: on an air most machines that hear it
 * drop it in C. Their results are reported in their order, and before a later one asks its host for anything.
 */
export class PacketGroup {
  readonly #addon: GroupAddon;
  readonly #shared = new ArrayBuffer(octets);
  readonly #header = new Int32Array(this.#shared, 0, At.address / 4);
  readonly #address = new Float64Array(this.#shared, At.address, 1);
  readonly #data = new Uint8Array(this.#shared, At.data, At.places - At.data);
  readonly #places = new Int32Array(this.#shared, At.places, capacity);
  readonly #rssi = new Int32Array(this.#shared, At.places + 4 * capacity, capacity);
  readonly #results = new Uint32Array(this.#shared, At.places + 8 * capacity, capacity);
  readonly #members: (GroupMember | undefined)[] = [];
  /** The machines that were added, and what each is called by. */
  readonly #added: (GroupMember | undefined)[] = [];
  readonly #tags = new Int32Array(capacity);
  /** Whether machines have joined or left since the first one was added. */
  #changed = false;
  #count = 0;
  /** How many results were reported. */
  #reported = 0;
  #busy = false;
  /** Whether a machine runs, and no result is being reported. */
  #inC = false;
  #worked: (tag: number) => void = () => undefined;

  constructor(addon: GroupAddon) {
    this.#addon = addon;
    addon.share(new Uint8Array(this.#shared));
  }

  /** While machines get a packet, they get no other one. */
  get busy(): boolean {
    return this.#busy;
  }

  /** Whether no further receiver can be added before `handUp`. */
  get full(): boolean {
    return this.#count === capacity;
  }

  /** Puts a machine at its place; undefined: there is none any longer. */
  join(place: number, member: GroupMember | undefined): void {
    this.#members[place] = member;
    this.#changed = true;
  }

  /** Adds the receiver at `place` to those of the next packet, which it receives with `rssi` dBm. */
  add(place: number, rssi: number, tag: number): void {
    if (this.#count === 0) this.#changed = false;
    const at = this.#count++;
    this.#added[at] = this.#members[place];
    this.#places[at] = place;
    this.#rssi[at] = rssi;
    this.#tags[at] = tag;
  }

  /**
   * Hands a packet, of 31 octets at most, to the receivers that were added, in their order. `worked` is
   * called with the tag of each whose host it took time.
   */
  handUp(data: Uint8Array, kind: number, address: number, worked: (tag: number) => void): void {
    const count = this.#count;
    if (count === 0) return;
    this.#header[Header.count] = count;
    this.#header[Header.length] = data.length;
    this.#header[Header.kind] = kind;
    this.#address[0] = address;
    // A loop: for so few octets a call costs more.
    for (let i = 0; i < data.length; i++) this.#data[i] = data[i]!;
    this.#worked = worked;
    this.#reported = 0;
    this.#busy = true;
    try {
      for (let next = 0; next < count;) {
        this.#inC = true;
        next = this.#addon.packets(next);
        this.#inC = false;
        this.#report(next);
        if (this.#changed) this.#leaveOut(next);
      }
    } finally {
      this.#busy = this.#inC = false;
      this.#count = 0;
    }
  }

  /** To be called before a machine's request is answered: reports the results of the machines before it. */
  reportEarlier(): void {
    if (!this.#inC) return;
    this.#inC = false;
    this.#report(this.#header[Header.current]!);
    this.#inC = true;
  }

  #report(end: number): void {
    while (this.#reported < end) {
      const at = this.#reported++;
      // A machine that was closed meanwhile has nothing to report.
      if (this.#members[this.#places[at]!]?.received(this.#results[at]!))
        this.#worked(this.#tags[at]!);
    }
  }

  /** From `next` on: what got a result has closed machines, at whose places may be others now. */
  #leaveOut(next: number): void {
    for (let at = next; at < this.#count; at++)
      if (this.#members[this.#places[at]!] !== this.#added[at]) this.#places[at] = nowhere;
    this.#changed = false;
  }
}

const groups = new WeakMap<GroupAddon, PacketGroup>();

/** The group of an addon's machines. */
export function groupOf(addon: GroupAddon): PacketGroup {
  let group = groups.get(addon);
  if (!group) groups.set(addon, (group = new PacketGroup(addon)));
  return group;
}
