import type { FieldReader, FieldWriter } from "../../access/field.js";
import { isVendorModel, sigModelId, vendorModelIdField } from "../../access/model-id.js";
import type { SceneKeeper } from "../common/scene-keeper.js";
import type { State } from "../common/state.js";

/** Octets of the value of a state: 40 bits, little-endian, in two's complement. */
const valueOctets = 5;
const sign = 2 ** 39;

/** Bit of the element: the identifier of the model is that of a vendor. */
const vendorBit = 0x8000;

/**
 * Writes what a scene keeps of a model: element, counted from that of the Scene Server (2 octets); identifier of the
 * model (2; of a vendor's 4); length (1), octets. Numbers are little-endian.
 */
export function writeKept(writer: FieldWriter, keeper: SceneKeeper, element: number): void {
  const { id, sceneStates } = keeper;
  const field = isVendorModel(id) ? vendorModelIdField : sigModelId;
  writer.number(isVendorModel(id) ? element | vendorBit : element, 2);
  field.write(writer, id, "model");
  const stored = keeper.storeScene?.();
  writer.number(stored?.length ?? sceneStates.length * valueOctets, 1);
  if (stored) writer.put(stored);
  else
    for (const { goal } of sceneStates)
      writer.number(goal < 0 ? goal + 2 * sign : goal, valueOctets);
}

/** What a scene keeps of one model. */
export interface KeptStates {
  /** Counted from that of the Scene Server. */
  readonly element: number;
  readonly id: number;
  readonly stored: Uint8Array;
}

/** Reads the next model of a record; undefined at its end, and where it is cut off. */
export function readKept(reader: FieldReader): KeptStates | undefined {
  if (reader.remaining === 0) return undefined;
  const element = reader.number(2);
  const isVendor = (element & vendorBit) !== 0;
  const id = isVendor ? vendorModelIdField.read(reader) : sigModelId.read(reader);
  const stored = reader.take(reader.number(1));
  return reader.ok ? { element: element & ~vendorBit, id, stored } : undefined;
}

/** The value that a scene keeps of the state with this index. */
export function keptValue(stored: Uint8Array, index: number): number {
  let value = 0;
  for (let i = valueOctets - 1; i >= 0; i--) value = value * 256 + stored[index * valueOctets + i]!;
  return value >= sign ? value - 2 * sign : value;
}

/** Whether what a scene keeps are the values of these states: a new firmware may have others. */
export function areKept(stored: Uint8Array, states: readonly State[]): boolean {
  return stored.length === states.length * valueOctets;
}
