import { frozen } from "../base/frozen.js";
import { PduType } from "./pdu.js";

/** The PDU that a device waits for. `busy`: the device sends the next PDU. */
export type DeviceState =
  | "invite"
  | "start"
  | "public-key"
  | "busy"
  | "confirmation"
  | "random"
  | "data"
  | "complete"
  | "failed"
  | "ended";

/** The one type of PDU that a state takes. */
export const expectedPdu: Partial<Record<DeviceState, PduType>> = frozen({
  invite: PduType.invite,
  start: PduType.start,
  "public-key": PduType.publicKey,
  confirmation: PduType.confirmation,
  random: PduType.random,
  data: PduType.data,
});
