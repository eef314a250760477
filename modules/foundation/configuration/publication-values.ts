import type { Publication, Subscription } from "../../access/model-configuration.js";
import { frozen } from "../../base/frozen.js";
import { unassignedAddress } from "../../network/address.js";

/** What ends a publication. Mesh Protocol 1.1 §4.3.2.16 */
export const disabledPublication: Publication = frozen({
  address: unassignedAddress,
  label: undefined,
  appKeyIndex: 0,
  credentialFlag: false,
  ttl: 0,
  period: 0,
  retransmitCount: 0,
  retransmitSteps: 0,
});

/** The fields of Publication Set and Publication Status beside element, model and address. */
export interface PublicationValues {
  readonly key: { readonly appKeyIndex: number; readonly credentialFlag: number };
  readonly ttl: number;
  readonly period: number;
  readonly retransmit: { readonly count: number; readonly steps: number };
}

/** A publication as a message sets it; undefined: none any more. */
export function publicationValues(set: Publication | undefined) {
  const { appKeyIndex, credentialFlag, period, retransmitCount, retransmitSteps, ttl } =
    set ?? disabledPublication;
  return {
    key: { appKeyIndex, credentialFlag: Number(credentialFlag), reserved: 0 },
    ttl,
    period,
    retransmit: { count: retransmitCount, steps: retransmitSteps },
  };
}

/** The publication in a message, to an address. */
export function publicationTo(
  { address, label }: Subscription,
  { key, period, retransmit, ttl }: PublicationValues,
): Publication {
  return {
    address,
    label,
    appKeyIndex: key.appKeyIndex,
    credentialFlag: key.credentialFlag === 1,
    ttl,
    period,
    retransmitCount: retransmit.count,
    retransmitSteps: retransmit.steps,
  };
}
