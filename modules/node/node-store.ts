import { MeshError } from "../base/errors.js";
import type { Records } from "../base/records.js";
import type { Crypto } from "../host/crypto.js";
import { isUnicast } from "../network/address.js";
import { type IvState, provisionedIvState, unknownIvState } from "../network/iv-update.js";
import { Sequence } from "../network/sequence.js";
import { Subnets } from "../network/subnets.js";
import type { CompositionPages } from "./composition-pages.js";
import type { NodeLimits } from "./limits.js";
import type { ProvisionedData } from "./node-options.js";
import { eraseNode, loadIdentity, type NodeIdentity, saveIdentity } from "./node-record.js";
import { applyNppiResult, loadNppiResult, restoresIdentity } from "./nppi.js";

export interface NodeStoreOptions {
  readonly records: Records;
  readonly crypto: Crypto;
  readonly limits: NodeLimits;
  /** Elements of the firmware. */
  readonly elements: number;
}

/** A node as it is stored. */
export interface StoredNode {
  readonly identity: NodeIdentity;
  readonly sequence: Sequence;
  readonly subnets: Subnets;
  readonly composition: CompositionPages;
  /** False where the store refused the result of an NPPI procedure: it is to be tried again. */
  readonly nppiApplied: boolean;
}

/** The stored state of a node: its subnets, sequence numbers, composition and identity. */
export class NodeStore {
  private readonly options: NodeStoreOptions;

  constructor(options: NodeStoreOptions) {
    this.options = options;
  }

  private subnets(): Subnets {
    const { crypto, limits, records } = this.options;
    return new Subnets({ crypto, records, capacity: limits.subnets });
  }

  /**
   * The stored state; undefined where the device is on no network, or where a record is missing
   * or invalid. The result of an NPPI procedure that was stored is applied first. The caller
   * closes the subnets.
   */
  load(makeComposition: () => CompositionPages): StoredNode | undefined {
    const { crypto, limits, records } = this.options;
    const nppi = loadNppiResult(records);
    if (!loadIdentity(records) && !restoresIdentity(nppi)) return undefined;
    const composition = makeComposition();
    const nppiApplied = !nppi || applyNppiResult(records, nppi, composition, limits.sequenceBlock);
    const identity = loadIdentity(records);
    const sequence = Sequence.load(records, limits.sequenceBlock, identity?.address);
    if (!identity || !sequence) return undefined;
    // Created here, not by another function: the derivation of keys needs much of the stack.
    const subnets = new Subnets({ crypto, records, capacity: limits.subnets });
    if (subnets.list.length > 0) return { identity, sequence, subnets, composition, nppiApplied };
    subnets.close();
    return undefined;
  }

  /**
   * Writes provisioning data. Throws RangeError for data out of range, MeshError or
   * SequenceError where the store fails.
   */
  write(data: ProvisionedData, composition: CompositionPages): void {
    this.check(data);
    const { limits, records } = this.options;
    // Records of an attempt that a power cut ended must not mix with this one.
    if (!eraseNode(records)) throw new MeshError("the store does not forget what was before");
    const { address, deviceKey, netKey, netKeyIndex } = data;
    const subnets = this.subnets();
    const stored = subnets.add(netKeyIndex, netKey) === "ok";
    subnets.close();
    if (!stored) throw new MeshError("the store refuses the NetKey");
    const iv = ivStateOf(data);
    Sequence.create(records, iv, limits.sequenceBlock, address);
    if (!composition.refresh()) throw new MeshError("the store refuses the composition data");
    if (!saveIdentity(records, { address, deviceKey }))
      throw new MeshError("the store refuses the node's identity");
  }

  /** The same for data from a provisioner: false where that fails, and then nothing of it stays in the store. */
  accept(data: ProvisionedData, composition: CompositionPages): boolean {
    const { records } = this.options;
    try {
      this.write(data, composition);
      if (this.isComplete()) return true;
    } catch {
      // The store has traced its failure; the provisioner gets the error Out of Resources.
    }
    eraseNode(records);
    return false;
  }

  /** Whether the records can be read again, before the provisioner gets its only answer. */
  private isComplete(): boolean {
    const { limits, records } = this.options;
    const subnets = this.subnets();
    const { length } = subnets.list;
    subnets.close();
    return (
      length > 0 &&
      loadIdentity(records) !== undefined &&
      Sequence.load(records, limits.sequenceBlock) !== undefined
    );
  }

  private check({ address, deviceKey, ivIndex, netKey, netKeyIndex }: ProvisionedData): void {
    const last = address + this.options.elements - 1;
    if (!isUnicast(address) || !isUnicast(last))
      throw new RangeError(`address ${address}: every element needs one from 0001 to 7fff`);
    if (netKey.length !== 16) throw new RangeError(`netKey: ${netKey.length} octets, not 16`);
    if (deviceKey.length !== 16)
      throw new RangeError(`deviceKey: ${deviceKey.length} octets, not 16`);
    if (!Number.isInteger(netKeyIndex) || netKeyIndex < 0 || netKeyIndex > 0xfff)
      throw new RangeError(`netKeyIndex: ${netKeyIndex} is not a whole number from 0 to 4095`);
    if (
      ivIndex !== undefined &&
      (!Number.isInteger(ivIndex) || ivIndex < 0 || ivIndex > 0xffff_ffff)
    )
      throw new RangeError(`ivIndex: ${ivIndex} is not a whole number of 32 bits`);
  }
}

function ivStateOf({ ivIndex, ivUpdate = false }: ProvisionedData): IvState {
  return ivIndex === undefined ? unknownIvState() : provisionedIvState(ivIndex, ivUpdate);
}
