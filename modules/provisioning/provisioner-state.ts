import { frozen } from "../base/frozen.js";
import { PduType } from "./pdu.js";

/** What a provisioner waits for. `busy`: the next PDU is the provisioner's. */
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
