import { equalBytes } from "../../../modules/base/bytes.js";
import { Diagnostics } from "../../../modules/base/diagnostics.js";
import { Records } from "../../../modules/base/records.js";
import type { Store } from "../../../modules/host/store.js";
import type { AddressRange } from "../../../modules/provisioner/unicast-addresses.js";
import { BookRecords } from "./records.js";

/** Key of the record with the Device UUID of a provisioner's own node. */
const uuidKey = "uuid";

/** The Device UUID of the provisioner's own node in a store; undefined: it has none of its own. */
export function storedUuid(store: Store): Uint8Array | undefined {
  return new Records({ store, diagnostics: new Diagnostics() }).read(uuidKey);
}

/**
 * The unicast addresses that the provisioner in a store gives out, as the book there says; undefined: it says nothing of it.
 * Throws BookError for a damaged record.
 */
export function storedRanges(store: Store): readonly AddressRange[] | undefined {
  const uuid = storedUuid(store);
  const { provisioners = [] } = new BookRecords(store).readNetwork();
  const own = uuid && provisioners.find(({ UUID }) => equalBytes(UUID, uuid));
  return own?.allocatedUnicastRange.map(({ highAddress, lowAddress }) => {
    return { min: lowAddress, max: highAddress };
  });
}
