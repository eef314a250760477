import { frozen } from "../base/frozen.js";
import { serviceAdvertisement, serviceDataAt } from "../bearer/service-advertisement.js";
import {
  nodeIdentityHash,
  privateNetworkIdentityHash,
  privateNodeIdentityHash,
} from "../crypto/beacons.js";
import type { NetworkKeys } from "../crypto/network-keys.js";

/** UUID of the Mesh Proxy service. Mesh Protocol 1.1 §7.2.1. */
export const meshProxyService = 0x1828;

/** Identification types of a proxy's advertisement. Mesh Protocol 1.1 §7.2.2.2, table 7.8. */
export const Identification = frozen({
  networkId: 0,
  nodeIdentity: 1,
  privateNetworkIdentity: 2,
  privateNodeIdentity: 3,
});
export type Identification = (typeof Identification)[keyof typeof Identification];

/** Octets of the Random field. */
export const identityRandomLength = 8;
const networkIdLength = 8;
/** Where the Identification Parameters begin, behind their type. */
const parametersAt = serviceDataAt + 1;

/** The AD structures around the parameters of this type, which are zeros. */
function advertisement(type: Identification, parameters: number): Uint8Array {
  const data = serviceAdvertisement(meshProxyService, 1 + parameters);
  data[serviceDataAt] = type;
  return data;
}

/** AD structures of a proxy of this network, 20 octets. Mesh Protocol 1.1 §7.2.2.2.2. */
export function networkIdAdvertisement({ networkId }: NetworkKeys): Uint8Array {
  const data = advertisement(Identification.networkId, networkIdLength);
  data.set(networkId, parametersAt);
  return data;
}

/**
 * AD structures of a proxy that only holders of the NetKey recognize, 28 octets: of a node
 * (`address`: that of its primary element) or of its network. `random`: 8 octets.
 * Mesh Protocol 1.1 §7.2.2.2.3 to §7.2.2.2.5.
 */
export function identityAdvertisement(
  type: Exclude<Identification, 0>,
  keys: NetworkKeys,
  random: Uint8Array,
  address: number,
): Uint8Array {
  const { identityKey, networkId } = keys;
  const hash =
    type === Identification.nodeIdentity
      ? nodeIdentityHash(identityKey, random, address)
      : type === Identification.privateNodeIdentity
        ? privateNodeIdentityHash(identityKey, random, address)
        : privateNetworkIdentityHash(identityKey, random, networkId);
  const data = advertisement(type, hash.length + identityRandomLength);
  data.set(hash, parametersAt);
  data.set(random, parametersAt + hash.length);
  return data;
}

/** What a proxy advertises: the parameters in their order, views of the service data. */
export type ProxyIdentification =
  | { readonly type: typeof Identification.networkId; readonly networkId: Uint8Array }
  | {
      readonly type: Exclude<Identification, 0>;
      readonly hash: Uint8Array;
      readonly random: Uint8Array;
    };

/** The service data of UUID 1828, behind the UUID; undefined for a type or a length that is not known. */
export function decodeIdentification(data: Uint8Array): ProxyIdentification | undefined {
  const type = data[0];
  if (type === Identification.networkId)
    return data.length === 1 + networkIdLength ? { type, networkId: data.subarray(1) } : undefined;
  if (data.length !== 17 || type === undefined || type > Identification.privateNodeIdentity)
    return undefined;
  return { type: type as 1 | 2 | 3, hash: data.subarray(1, 9), random: data.subarray(9) };
}
