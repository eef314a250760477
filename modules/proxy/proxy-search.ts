import { equalBytes, getUint16LE } from "../base/bytes.js";
import {
  nodeIdentityHash,
  privateNetworkIdentityHash,
  privateNodeIdentityHash,
} from "../crypto/beacons.js";
import type { NetworkKeys } from "../crypto/network-keys.js";
import { receiveKeys, type Subnet } from "../network/subnets.js";
import {
  decodeIdentification,
  Identification,
  meshProxyService,
  type ProxyIdentification,
} from "./proxy-advertising-data.js";

/** Advertisers that are remembered of a search; each may use any number of addresses. */
const mostHeard = 64;

/** A proxy that was heard. */
export interface FoundProxy {
  /** Its advertising address, as the radio reports it. */
  readonly address: number;
  /** What it advertised. */
  readonly type: Identification;
  readonly subnet: Subnet;
  /** Unicast address of the node, where its identity shows that. */
  readonly node: number | undefined;
  /** Mean strength in dBm. */
  readonly rssi: number;
  /** How often it was heard. */
  readonly count: number;
}

/** A certain proxy; without a property it may be any. */
export interface WantedProxy {
  /** Unicast address of its node, which shows its identity. */
  readonly node?: number;
  /** Its advertising address, as `FoundProxy` has it. */
  readonly address?: number;
}

/** For an error: which proxy was looked for. */
export function wantedText({ address, node }: WantedProxy): string {
  if (node !== undefined) return `with the identity of node ${node}`;
  if (address === undefined) return "of this network";
  return `of this network with the advertising address ${address.toString(16)}`;
}

/** What a proxy is looked for with. */
export interface SearchedNetwork {
  /** The subnets of the network, in order of preference. */
  readonly subnets: readonly Subnet[];
  /** Unicast addresses of nodes whose identity is looked for. */
  readonly nodes: readonly number[];
}

/**
 * The service data `data[start..end)` of an advertisement, its UUID first: of which subnet the
 * proxy is, and which node; undefined where it is of another network, or of no proxy. Old and new
 * keys of a Key Refresh procedure are tried. Mesh Protocol 1.1 §7.2.2.2.
 */
export function identifyProxy(
  { nodes, subnets }: SearchedNetwork,
  data: Uint8Array,
  start: number,
  end: number,
): Pick<FoundProxy, "type" | "subnet" | "node"> | undefined {
  if (end - start < 3 || getUint16LE(data, start) !== meshProxyService) return undefined;
  const shown = decodeIdentification(data.slice(start + 2, end));
  if (!shown) return undefined;
  for (const subnet of subnets)
    for (const keys of receiveKeys(subnet)) {
      const node = matches(shown, keys, nodes);
      if (node !== undefined) return { type: shown.type, subnet, node: node || undefined };
    }
  return undefined;
}

/** The address of the node, 0 where the network matches, or undefined. */
function matches(
  shown: ProxyIdentification,
  keys: NetworkKeys,
  nodes: readonly number[],
): number | undefined {
  const { identityKey, networkId } = keys;
  switch (shown.type) {
    case Identification.networkId:
      return equalBytes(shown.networkId, networkId) ? 0 : undefined;
    case Identification.privateNetworkIdentity: {
      const hash = privateNetworkIdentityHash(identityKey, shown.random, networkId);
      return equalBytes(hash, shown.hash) ? 0 : undefined;
    }
    default: {
      const hashOf =
        shown.type === Identification.nodeIdentity ? nodeIdentityHash : privateNodeIdentityHash;
      return nodes.find((node) => equalBytes(hashOf(identityKey, shown.random, node), shown.hash));
    }
  }
}

/**
 * The proxies that were heard during a search, by their advertising addresses. A proxy is
 * identified once for each content of its advertisement.
 */
export class HeardProxies {
  private readonly network: SearchedNetwork;
  private readonly found = new Map<number, FoundProxy>();
  /** What did not match, by address: the same octets are not tried again. */
  private readonly others = new Map<number, string>();

  constructor(network: SearchedNetwork) {
    this.network = network;
  }

  /** Takes the service data of an advertisement, its UUID first. */
  heard(address: number, rssi: number, data: Uint8Array, start: number, end: number): void {
    if (end - start < 3 || getUint16LE(data, start) !== meshProxyService) return;
    const known = this.found.get(address);
    const octets = data.subarray(start, end).join();
    if (this.others.get(address) === octets) {
      if (!known) return;
    } else {
      if (!this.others.has(address) && this.others.size >= mostHeard) this.forget();
      this.others.set(address, octets);
      const identified = identifyProxy(this.network, data, start, end);
      // A proxy shows its subnets in turn, and the client may not know all of them: what has
      // matched stays, and where a node was recognized, that does.
      if (!identified) return;
      if (!known || (known.node === undefined && identified.node !== undefined)) {
        const { count, rssi: mean } = known ?? { count: 1, rssi };
        this.found.set(address, { ...identified, address, rssi: mean, count });
        return;
      }
    }
    const count = known.count + 1;
    const mean = known.rssi + (rssi - known.rssi) / count;
    this.found.set(address, { ...known, rssi: mean, count });
  }

  /** All of them, the strongest first. */
  get all(): readonly FoundProxy[] {
    return [...this.found.values()].sort((a, b) => b.rssi - a.rssi);
  }

  /** Forgets the advertiser that was heard of first. */
  private forget(): void {
    for (const address of this.others.keys()) {
      this.others.delete(address);
      this.found.delete(address);
      return;
    }
  }

  /**
   * The one to connect to: the wanted one, or else the node that is preferred, or else the strongest;
   * `skipped`: addresses that failed a short time ago, which are taken only where there is no other;
   * `used`: which ones are not taken.
   */
  best(
    { address, node, preferred }: WantedProxy & { readonly preferred?: number },
    skipped: ReadonlySet<number>,
    used: (address: number) => boolean = () => false,
  ): FoundProxy | undefined {
    const order = (proxy: FoundProxy) =>
      (skipped.has(proxy.address) ? 2 : 0) +
      (preferred !== undefined && proxy.node === preferred ? 0 : 1);
    const candidates = this.all
      .filter(
        (proxy) =>
          (node === undefined || proxy.node === node) &&
          (address === undefined || proxy.address === address) &&
          !used(proxy.address),
      )
      .sort((a, b) => order(a) - order(b));
    return candidates[0];
  }
}
