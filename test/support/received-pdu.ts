import type { NetworkInterface } from "../../modules/network/network-interface.js";
import type { NetworkFields, ReceivedPdu } from "../../modules/network/network-pdu.js";
import type { SecurityCredentials } from "../../modules/network/security-credentials.js";
import type { Subnet } from "../../modules/network/subnets.js";

/** A PDU as the network layer hands it on, of subnet 0, by the advertising bearer. */
export function receivedPdu(fields: NetworkFields, bytes: Uint8Array): ReceivedPdu {
  return {
    ...fields,
    interface: { bearer: "advertising" } as NetworkInterface,
    credentials: { subnet: { netKeyIndex: 0 } as Subnet } as SecurityCredentials,
    rssi: -50,
    bytes,
    start: 0,
    end: bytes.length,
    relayed: false,
  };
}
