import { ApplicationKey, DeviceKey } from "../../../modules/crypto/application-key.js";
import { virtualAddress } from "../../../modules/crypto/toolbox.js";
import type { Crypto } from "../../../modules/host/crypto.js";
import { UpperTransportCodec } from "../../../modules/transport/upper-transport.js";
import type { ReportKeys } from "./report-keys.js";

/** An upper transport access PDU with the fields of its nonce. */
export interface SealedAccess {
  readonly ivIndex: number;
  /** SEQ of the first segment. */
  readonly seq: number;
  readonly src: number;
  readonly dst: number;
  readonly longMic: boolean;
  /** AKF and AID, 7 bits. */
  readonly type: number;
  readonly pdu: Uint8Array;
}

/** Bit of `SealedAccess.type`: an AppKey was used. */
const AKF = 0x40;

/** Decrypts access payloads with AppKeys and device keys. */
export class AccessOpener {
  readonly #codec = new UpperTransportCodec();
  readonly #appKeys: readonly ApplicationKey[];
  readonly #deviceKeys: readonly { readonly address: number; readonly key: DeviceKey }[];
  readonly #labels = new Map<number, Uint8Array[]>();

  constructor(crypto: Crypto, keys: ReportKeys) {
    this.#appKeys = keys.appKeys.map((key) => new ApplicationKey({ crypto, key }));
    this.#deviceKeys = keys.deviceKeys.map(({ address, key }) => ({
      address,
      key: new DeviceKey({ crypto, key }),
    }));
    for (const label of keys.labels) {
      const address = virtualAddress(crypto, label);
      this.#labels.set(address, [...(this.#labels.get(address) ?? []), label]);
    }
  }

  /** The access payload; undefined if no key fits. */
  open(sealed: SealedAccess): Uint8Array | undefined {
    const { dst, pdu, type } = sealed;
    const device = (type & AKF) === 0;
    const fields = { ...sealed, device };
    const labels = dst >> 14 === 2 ? (this.#labels.get(dst) ?? []) : [undefined];
    for (const key of device ? this.#deviceKeysFor(sealed) : this.#appKeysFor(type))
      for (const label of labels) {
        const length = this.#codec.open(key, fields, pdu, 0, pdu.length, label);
        if (length >= 0) return this.#codec.clear.slice(0, length);
      }
    return undefined;
  }

  #appKeysFor(type: number): readonly DeviceKey[] {
    return this.#appKeys.filter(({ aid }) => aid === (type & 0x3f));
  }

  /** All device keys, those of the two nodes first: a node may have other addresses later. */
  #deviceKeysFor({ dst, src }: SealedAccess): readonly DeviceKey[] {
    const near = ({ address }: { readonly address: number }) =>
      address === dst || address === src ? 0 : 1;
    return [...this.#deviceKeys].sort((a, b) => near(a) - near(b)).map(({ key }) => key);
  }
}
