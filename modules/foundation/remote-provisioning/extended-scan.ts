import { equalBytes, getUint16BE } from "../../base/bytes.js";
import { frozen } from "../../base/frozen.js";
import { AdType } from "../../bearer/ad-type.js";
import type { AdvertisingBearer } from "../../bearer/advertising-bearer.js";
import type { Crypto } from "../../host/crypto.js";
import { s1 } from "../../crypto/toolbox.js";
import type { Clock, TimerHandle } from "../../host/clock.js";
import { PacketKind } from "../../host/radio.js";
import { isUnprovisionedBeacon } from "../../provisioning/beacon.js";
import { RemoteStatus } from "./codes.js";
import { type LinkOwner, sameOwner } from "./link-server.js";

const uri = 0x24;
const shortenedName = 0x08;
const completeName = 0x09;
/** Incomplete lists of service UUIDs, and the shortened name: the complete ones are asked for. §4.3.4.7 */
const prohibited: readonly number[] = frozen([0x02, 0x04, 0x06, shortenedName]);

/** Octets of AD structures that a report has room for: opcode, status, UUID and OOB information take the rest. */
const reportCapacity = 380 - 2 - 1 - 16 - 2;

/** The parameters of an Extended Scan Report. */
export interface ExtendedReport {
  readonly status: RemoteStatus;
  readonly uuid: Uint8Array;
  /** Undefined where the device was not heard. */
  readonly oobInformation: number | undefined;
  /** Length, type and data of each that was asked for and found. */
  readonly adStructures: Uint8Array;
}

export interface ExtendedScanOptions {
  readonly clock: Clock;
  readonly crypto: Crypto;
  readonly bearer: AdvertisingBearer;
  /** Scans at a time. */
  readonly capacity: number;
  /** The server's own node. */
  readonly own: {
    readonly uuid: Uint8Array;
    readonly oobInformation: number;
    readonly adStructures: Uint8Array;
  };
  readonly report: (owner: LinkOwner, report: ExtendedReport) => void;
}

interface Running {
  readonly owner: LinkOwner;
  readonly uuid: Uint8Array;
  readonly types: readonly number[];
  readonly timer: TimerHandle;
  /** Set by the device's beacon. */
  oobInformation: number | undefined;
  uriHash: Uint8Array | undefined;
  address: number | undefined;
  readonly found: Map<number, Uint8Array>;
}

/** Calls `found` for each AD structure, with its type and data. */
function structures(data: Uint8Array, found: (type: number, content: Uint8Array) => void): void {
  for (let at = 0; at < data.length;) {
    const length = data[at]!;
    if (length === 0 || at + 1 + length > data.length) return;
    found(data[at + 1]!, data.subarray(at + 2, at + 1 + length));
    at += 1 + length;
  }
}

/** The extended scan procedure of a Remote Provisioning server. Mesh Protocol 1.1 §4.4.5.4.3. */
export class ExtendedScans {
  readonly #options: ExtendedScanOptions;
  #running: Running[] = [];
  #unsubscribe: (() => void) | undefined;

  constructor(options: ExtendedScanOptions) {
    this.#options = options;
  }

  /** Begins one, or answers at once where it is about the server itself. A malformed request is ignored. */
  start(
    owner: LinkOwner,
    types: Uint8Array,
    device: { readonly uuid: Uint8Array; readonly timeout: number } | undefined,
  ): void {
    const wanted = [...types];
    if (new Set(wanted).size < wanted.length || wanted.some((type) => prohibited.includes(type)))
      return;
    const { capacity, clock, own, report } = this.#options;
    if (!device) {
      const { oobInformation, uuid } = own;
      const found = new Map<number, Uint8Array>();
      structures(own.adStructures, (type, content) => keep(found, wanted, type, content));
      const adStructures = encode(found);
      return report(owner, { status: RemoteStatus.success, uuid, oobInformation, adStructures });
    }
    const { timeout, uuid } = device;
    if (
      this.#running.some((other) => equalBytes(other.uuid, uuid) && sameOwner(other.owner, owner))
    )
      return;
    if (this.#running.length >= capacity) {
      const status = RemoteStatus.limitedResources;
      const adStructures = new Uint8Array(0);
      return report(owner, { status, uuid, oobInformation: undefined, adStructures });
    }
    const running: Running = {
      owner,
      uuid,
      types: wanted,
      timer: clock.schedule(() => this.#end(running), 1000 * timeout),
      oobInformation: undefined,
      uriHash: undefined,
      address: undefined,
      found: new Map(),
    };
    this.#running.push(running);
    this.#unsubscribe ??= this.#options.bearer.observe((data, _rssi, kind, address) =>
      this.#observe(data, kind ?? PacketKind.nonConnectable, address),
    );
  }

  /** Ends all without a report. */
  close(): void {
    for (const { timer } of this.#running) this.#options.clock.cancel(timer);
    this.#running = [];
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
  }

  subnetDeleted(netKeyIndex: number): void {
    for (const running of this.#running)
      if (running.owner.netKeyIndex === netKeyIndex) this.#forget(running);
  }

  #observe(data: Uint8Array, kind: number, address: number | undefined): void {
    for (const running of [...this.#running]) this.#match(running, data, kind, address);
  }

  #match(running: Running, data: Uint8Array, kind: number, address: number | undefined): void {
    const answer = kind === PacketKind.scanResponse;
    let about = running.address !== undefined && running.address === address;
    structures(data, (type, content) => {
      if (type !== AdType.beacon || !isUnprovisionedBeacon(content, 0, content.length)) return;
      if (!equalBytes(content.subarray(1, 17), running.uuid)) return;
      about = true;
      running.address = address;
      running.oobInformation = getUint16BE(content, 17);
      running.uriHash = content.length === 23 ? content.slice(19) : undefined;
    });
    if (running.types.includes(uri)) this.#findUri(running, data);
    if (!about) return;
    structures(data, (type, content) => {
      if (type !== uri) keep(running.found, running.types, type, content);
    });
    if (this.#complete(running, answer)) this.#end(running);
  }

  /** A URI may be advertised in a packet of its own: the URI Hash of the beacon identifies the device. */
  #findUri(running: Running, data: Uint8Array): void {
    const { uriHash } = running;
    if (!uriHash) return;
    structures(data, (type, content) => {
      if (type !== uri) return;
      const hash = s1(this.#options.crypto, content).subarray(0, 4);
      if (equalBytes(hash, uriHash)) keep(running.found, running.types, type, content);
    });
  }

  #complete({ found, types, uriHash }: Running, answered: boolean): boolean {
    if (types.every((type) => found.has(type))) return true;
    const uriDone = !types.includes(uri) || found.has(uri) || !uriHash;
    const onlyUri = types.length === 1 && types[0] === uri;
    return uriDone && (onlyUri || answered);
  }

  #end(running: Running): void {
    this.#forget(running);
    const { found, oobInformation, owner, uuid } = running;
    const adStructures = encode(found);
    const status = RemoteStatus.success;
    this.#options.report(owner, { status, uuid, oobInformation, adStructures });
  }

  #forget(running: Running): void {
    this.#options.clock.cancel(running.timer);
    this.#running = this.#running.filter((other) => other !== running);
    if (this.#running.length > 0) return;
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
  }
}

/** Keeps a structure that is asked for; the complete name asks for a shortened one too. */
function keep(
  found: Map<number, Uint8Array>,
  types: readonly number[],
  type: number,
  content: Uint8Array,
): void {
  const asked = type === shortenedName ? completeName : type;
  if (!types.includes(asked) || (found.has(asked) && type === shortenedName)) return;
  let room = reportCapacity;
  for (const { length } of found.values()) room -= length;
  if (2 + content.length > room) return;
  const structure = new Uint8Array(2 + content.length);
  structure[0] = 1 + content.length;
  structure[1] = type;
  structure.set(content, 2);
  found.set(asked, structure);
}

function encode(found: ReadonlyMap<number, Uint8Array>): Uint8Array {
  const parts = [...found.values()];
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
