import { frozen } from "../base/frozen.js";

/** AD types of the mesh bearers, and of the advertisements of their GATT services (Assigned Numbers, Common Data Types). */
export const AdType = frozen({
  flags: 0x01,
  /** Complete list of service UUIDs of 16 bits. */
  uuids16: 0x03,
  completeName: 0x09,
  /** Service data of a UUID of 16 bits, which stands first, little-endian. */
  serviceData16: 0x16,
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
