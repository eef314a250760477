import { NodeCrypto } from "../../hosts/node/crypto.js";
import { VirtualClock } from "../../hosts/node/virtual-clock.js";
import { ApplicationKey, DeviceKey } from "../../modules/crypto/application-key.js";
import { NetworkKeys } from "../../modules/crypto/network-keys.js";
import { ClearPdu, NonceType } from "../../modules/host/network-cipher.js";
import { putClear } from "../../modules/network/clear-pdu.js";
import { AesNetworkCipher } from "../../modules/network/network-cipher.js";
import { UpperTransportCodec } from "../../modules/transport/upper-transport.js";

const crypto = new NodeCrypto({ clock: new VirtualClock() });
const upperTransport = new UpperTransportCodec();

/** A key as 16 equal octets, made once. */
function cached<T>(make: (key: Uint8Array) => T): (octet: number) => T {
  const all = new Map<number, T>();
  return (octet) => {
    let value = all.get(octet);
    if (value === undefined) all.set(octet, (value = make(new Uint8Array(16).fill(octet))));
    return value;
  };
}

const networkKey = cached((key) => {
  const cipher = new AesNetworkCipher();
  cipher.setKeys([new NetworkKeys({ crypto, key })]);
  return cipher;
});
const applicationKey = cached((key) => new ApplicationKey({ crypto, key }));
const deviceKey = cached((key) => new DeviceKey({ crypto, key }));

/** A message of one PDU; keys are the octet that fills them. */
export interface AccessPacket {
  readonly netKey: number;
  /** An AppKey, or a device key where `device`. */
  readonly key: number;
  readonly device: boolean;
  readonly src: number;
  readonly dst: number;
  readonly ttl: number;
  readonly seq: number;
  readonly ivIndex: number;
  readonly payload: Uint8Array;
  /** Label UUID of a virtual DST. */
  readonly label?: Uint8Array | undefined;
}

/** The lower transport PDU of an unsegmented access message: AKF and AID, payload, TransMIC. */
export function accessPdu(packet: AccessPacket): Uint8Array {
  const { device, dst, ivIndex, key, label, payload, seq, src } = packet;
  const fields = { ivIndex, seq, src, dst, longMic: false, device };
  const sealing = device ? deviceKey(key) : applicationKey(key);
  const first = device ? 0 : 0x40 | applicationKey(key).aid;
  return Uint8Array.of(first, ...upperTransport.seal(sealing, fields, payload, label));
}

/** The upper transport PDU of a segmented access message, and the AKF and AID of its segments. */
export function segmentedPdu(packet: AccessPacket & { readonly longMic: boolean }): {
  readonly type: number;
  readonly upper: Uint8Array;
} {
  const { device, dst, ivIndex, key, label, longMic, payload, seq, src } = packet;
  const fields = { ivIndex, seq, src, dst, longMic, device };
  const sealing = device ? deviceKey(key) : applicationKey(key);
  const type = device ? 0 : 0x40 | applicationKey(key).aid;
  return { type, upper: upperTransport.seal(sealing, fields, payload, label) };
}

/** An advertisement with a lower transport PDU: `control` where it is a control message. */
export function advertisement(
  packet: Omit<AccessPacket, "key" | "device" | "payload">,
  bytes: Uint8Array,
  control = false,
): Uint8Array {
  const { dst, ivIndex, netKey, seq, src, ttl } = packet;
  const clear = new Uint8Array(ClearPdu.size);
  putClear(clear, { control, ttl, seq, src, dst, bytes });
  const room = new Uint8Array(29);
  const length = ClearPdu.transport + bytes.length;
  const octets = networkKey(netKey).seal(NonceType.network, 0, ivIndex, clear, length, room);
  return Uint8Array.of(1 + octets, 0x2a, ...room.subarray(0, octets));
}
