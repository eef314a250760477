import type { Publication } from "../../modules/access/model-configuration.js";

/** A publication to an address with AppKey 0 and the Default TTL, on request and once. */
export function publicationTo(address: number, changes: Partial<Publication> = {}): Publication {
  return {
    address,
    label: undefined,
    appKeyIndex: 0,
    credentialFlag: false,
    ttl: 0xff,
    period: 0,
    retransmitCount: 0,
    retransmitSteps: 0,
    ...changes,
  };
}
