import { frozen } from "../base/frozen.js";
import { unassignedAddress } from "./address.js";

/** Kinds of the output filter of a proxy client. Mesh Protocol 1.1 §6.6, table 6.6. */
export const ProxyFilterType = frozen({ acceptList: 0, rejectList: 1 });

/** Addresses that the filter of a client holds. */
export const proxyFilterCapacity = 16;

/**
 * The output filter of a proxy client: which destinations are sent to it. At first an empty accept
 * list, which lets nothing pass. Mesh Protocol 1.1 §6.4, §6.6.
 *
 * 32 octets for the addresses, allocated with the first one.
 */
export class ProxyFilter {
  /** ProxyFilterType. */
  type: number = ProxyFilterType.acceptList;
  /** Number of addresses in the list. */
  size = 0;
  private addresses: Uint16Array | undefined = undefined;

  /** Sets the kind of the filter, and clears its list. */
  setType(type: number): void {
    this.type = type;
    this.size = 0;
  }

  /** Adds an address. False if the list is full; the unassigned address and one that is there are ignored. */
  add(address: number): boolean {
    if (address === unassignedAddress || this.indexOf(address) >= 0) return true;
    if (this.size >= proxyFilterCapacity) return false;
    const addresses = (this.addresses ??= new Uint16Array(proxyFilterCapacity));
    addresses[this.size++] = address;
    return true;
  }

  /** Removes an address; one that is not there is ignored. */
  remove(address: number): void {
    const at = this.indexOf(address);
    if (at < 0) return;
    const addresses = this.addresses!;
    addresses[at] = addresses[--this.size]!;
  }

  /**
   * A network PDU of this source came from the client: an accept list gets the address, a reject
   * list loses it. False if the list is full. §6.6
   */
  heard(source: number): boolean {
    if (this.type === ProxyFilterType.acceptList) return this.add(source);
    this.remove(source);
    return true;
  }

  /** Whether a PDU to this destination is sent to the client. */
  passes(destination: number): boolean {
    return this.indexOf(destination) >= 0 === (this.type === ProxyFilterType.acceptList);
  }

  private indexOf(address: number): number {
    const { addresses } = this;
    for (let at = this.size - 1; at >= 0; at--) if (addresses![at] === address) return at;
    return -1;
  }
}
