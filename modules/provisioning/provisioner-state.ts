import { frozen } from "../base/frozen.js";
import { PduType } from "./pdu.js";

/** The PDU that a provisioner waits for. `busy`: the provisioner sends the next PDU. */
export type ProvisionerState =
  | "opening"
  | "capabilities"
  | "public-key"
  | "input-complete"
  | "busy"
  | "confirmation"
  | "random"
  | "complete"
  | "ended";

/** The one type of PDU that a state takes, besides Failed. */
export const expectedPdu: Partial<Record<ProvisionerState, PduType>> = frozen({
  capabilities: PduType.capabilities,
  "public-key": PduType.publicKey,
  "input-complete": PduType.inputComplete,
  confirmation: PduType.confirmation,
  random: PduType.random,
  complete: PduType.complete,
});
