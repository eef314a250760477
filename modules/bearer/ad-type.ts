import { frozen } from "../base/frozen.js";

/** AD types of the mesh bearers (Assigned Numbers, Common Data Types). */
export const AdType = frozen({
  /** PB-ADV: provisioning. */
  provisioning: 0x29,
  /** Mesh Message: a network PDU. */
  networkPdu: 0x2a,
  /** Mesh Beacon. */
  beacon: 0x2b,
  /** URI, whose hash an unprovisioned device beacon may carry. */
  uri: 0x24,
});

/** Octets of payload that fit into one advertisement beside length and type. */
export const maximumAdPayload = 29;
