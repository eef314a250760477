import { concatBytes } from "../../modules/base/bytes.js";
import { ProxyPduType, proxySegmentHeader } from "../../modules/bearer/proxy-pdu.js";
import { ProxyReceiver } from "../../modules/bearer/proxy-receiver.js";
import { ProxyOutcome } from "../../modules/bearer/proxy-pdu.js";
import { NetworkKeys } from "../../modules/crypto/network-keys.js";
import { ClearPdu, NonceType } from "../../modules/host/network-cipher.js";
import { putClear, readFields } from "../../modules/network/clear-pdu.js";
import { AesNetworkCipher } from "../../modules/network/network-cipher.js";
import type { NetworkFields } from "../../modules/network/network-pdu.js";
import { decodeIdentification } from "../../modules/proxy/proxy-advertising-data.js";
import type { RemoteCharacteristic } from "../../modules/host/gatt-client.js";
import { Mesh, type MeshNode, type MeshOptions, netKey } from "./mesh.js";
import type { TestGattServer, TestPeer } from "./test-gatt.js";

/** A message that a proxy sent to a client. */
export interface HeardMessage {
  readonly type: number;
  readonly octets: Uint8Array;
}

/** Fields of a network PDU, where they are not those of a client's message. */
export type PduFields = Partial<NetworkFields> & { readonly bytes?: Uint8Array };

/** A proxy client that sends what a test wants. */
export class RawProxyClient {
  readonly heard: HeardMessage[] = [];
  reason: number | undefined;
  peer!: TestPeer;
  dataIn!: RemoteCharacteristic;
  dataOut!: RemoteCharacteristic;
  readonly #receiver = new ProxyReceiver();
  readonly #cipher = new AesNetworkCipher();
  readonly #src: number;
  #seq = 0;

  constructor(keys: NetworkKeys, src: number) {
    this.#src = src;
    this.#cipher.setKeys([keys]);
  }

  receive(value: Uint8Array): void {
    const receiver = this.#receiver;
    if (receiver.receive(value) !== ProxyOutcome.deliver) return;
    const { end, octets, start, type } = receiver;
    this.heard.push({ type, octets: octets!.slice(start, end) });
  }

  /** What was heard of a type since the last call. */
  take(type: number): Uint8Array[] {
    const found = this.heard.filter((message) => message.type === type);
    for (const message of found) this.heard.splice(this.heard.indexOf(message), 1);
    return found.map(({ octets }) => octets);
  }

  /** Writes octets as they are. */
  write(value: Uint8Array): void {
    this.peer.writeWithoutResponse(this.dataIn, value);
  }

  /** Sends a message in proxy PDUs. */
  send(type: number, message: Uint8Array): void {
    const room = this.peer.mtu - 3;
    for (let offset = 0; offset < message.length; offset += room - 1) {
      const header = proxySegmentHeader(type, message.length, offset, room);
      this.write(concatBytes(Uint8Array.of(header), message.subarray(offset, offset + room - 1)));
    }
  }

  /** A network PDU of the client, with its next sequence number. */
  pdu(fields: PduFields, nonce: NonceType = NonceType.network): Uint8Array {
    const { bytes = Uint8Array.of(0, 1, 2, 3, 4, 5), ...others } = fields;
    const pdu = {
      control: false,
      ttl: 5,
      seq: this.#seq++,
      src: this.#src,
      dst: 0xc000,
      ivIndex: 7,
      ...others,
      bytes,
    };
    const clear = new Uint8Array(ClearPdu.size);
    putClear(clear, pdu);
    const sealed = new Uint8Array(29);
    const length = ClearPdu.transport + bytes.length;
    return sealed.slice(0, this.#cipher.seal(nonce, 0, pdu.ivIndex, clear, length, sealed));
  }

  sendNetwork(fields: PduFields = {}): void {
    this.send(ProxyPduType.network, this.pdu(fields));
  }

  /** Sends a proxy configuration message: opcode and parameters. */
  configure(bytes: readonly number[], fields: PduFields = {}): void {
    const message = { control: true, ttl: 0, dst: 0, ...fields, bytes: Uint8Array.from(bytes) };
    this.send(ProxyPduType.configuration, this.pdu(message, NonceType.proxy));
  }

  /** Fields and transport PDU of a PDU that came. */
  open(pdu: Uint8Array, nonce: NonceType = NonceType.network) {
    const clear = new Uint8Array(ClearPdu.size);
    for (const ivIndex of [7, 8]) {
      if (ivIndex % 2 !== pdu[0]! >> 7) continue;
      if (this.#cipher.open(nonce, ivIndex, pdu, 0, pdu.length, clear) < 0) continue;
      const fields = { ivIndex, control: false, ttl: 0, seq: 0, src: 0, dst: 0 };
      readFields(fields, clear);
      const end = pdu.length - 1 - (fields.control ? 8 : 4);
      return { ...fields, bytes: [...clear.slice(ClearPdu.transport, end)] };
    }
    return undefined;
  }

  /** The Filter Status messages that came since the last call: [type, size]. */
  statuses(): (readonly number[] | undefined)[] {
    return this.take(ProxyPduType.configuration).map((pdu) => {
      const bytes = this.open(pdu, NonceType.proxy)?.bytes;
      return bytes?.[0] === 3 ? [bytes[1]!, bytes[2]! * 256 + bytes[3]!] : undefined;
    });
  }
}

/** Nodes with GATT proxies, and clients that a test moves by hand. */
export class ProxyRig {
  readonly mesh: Mesh;
  readonly keys: NetworkKeys;

  constructor(options: MeshOptions = {}) {
    this.mesh = new Mesh({ gatt: {}, ...options });
    this.keys = new NetworkKeys({ crypto: this.mesh.crypto, key: netKey });
  }

  server({ host }: MeshNode): TestGattServer {
    return host.radio.gatt as TestGattServer;
  }

  /** What the node advertises now: its identification, or undefined. */
  advertised(node: MeshNode) {
    const data = this.server(node).advertisement?.data;
    return data && decodeIdentification(data.subarray(11));
  }

  /** Connects to a node's proxy. `subscribe` false: the client does not open the proxy connection. */
  async connect(
    node: MeshNode,
    { mtu = 69, src = 0x0700, subscribe = true } = {},
  ): Promise<RawProxyClient> {
    const client = new RawProxyClient(this.keys, src);
    const { gattClient } = this.mesh.host().radio;
    const connected = gattClient!.connect(this.server(node).address, {
      mtu,
      onDisconnect: (reason) => (client.reason = reason),
    });
    client.peer = (await this.mesh.result(connected)) as TestPeer;
    const service = (await this.mesh.result(client.peer.discover(0x1828)))!;
    [client.dataIn, client.dataOut] = service.characteristics as [
      RemoteCharacteristic,
      RemoteCharacteristic,
    ];
    if (subscribe) await this.subscribe(client);
    return client;
  }

  async subscribe(client: RawProxyClient): Promise<void> {
    const receive = (value: Uint8Array) => client.receive(value);
    await this.mesh.result(client.peer.subscribe(client.dataOut, receive));
    await this.mesh.clock.run(100);
  }
}
