import { utf8Text } from "../../modules/base/utf8.js";
import {
  type ClientTransport,
  ProtocommError,
  ProtocommRefusedError,
} from "../../modules/protocomm/client/transport.js";
import type { FoundCharacteristic } from "../../hosts/hci/att/discovery.js";
import type { AttGattPeer } from "../../hosts/hci/att/peer.js";
import { GattDisconnectedError, GattError } from "../../modules/base/gatt-errors.js";

const userDescription = 0x2901;

/**
 * Protocomm over a connection on the virtual air. Endpoints are found by their Characteristic
 * User Description descriptors (0x2901).
 */
export class GattClientTransport implements ClientTransport {
  readonly scanPage = 4;
  readonly groupChannels = 0;
  readonly #client: AttGattPeer;
  readonly #endpoints: ReadonlyMap<string, FoundCharacteristic>;

  private constructor(client: AttGattPeer, endpoints: ReadonlyMap<string, FoundCharacteristic>) {
    this.#client = client;
    this.#endpoints = endpoints;
  }

  /** Discovers the endpoints. Rejects with ProtocommError if there are none. */
  static async open(client: AttGattPeer): Promise<GattClientTransport> {
    const endpoints = new Map<string, FoundCharacteristic>();
    for (const { characteristics } of await client.services())
      for (const characteristic of characteristics) {
        const description = characteristic.descriptors.find(({ uuid }) => uuid === userDescription);
        if (!description) continue;
        const name = await client.readDescriptor(description);
        endpoints.set(utf8Text(name), characteristic);
      }
    if (!endpoints.has("prov-session"))
      throw new ProtocommError("the device offers no provisioning");
    return new GattClientTransport(client, endpoints);
  }

  async send(endpoint: string, request: Uint8Array): Promise<Uint8Array> {
    const characteristic = this.#endpoints.get(endpoint);
    if (!characteristic) throw new ProtocommError(`the device has no endpoint ${endpoint}`);
    try {
      await this.#client.write(characteristic, request);
      return await this.#client.read(characteristic);
    } catch (error) {
      if (error instanceof GattError) throw new ProtocommRefusedError(endpoint, error.message);
      if (error instanceof GattDisconnectedError)
        throw new ProtocommError(error.message, { cause: error });
      throw error;
    }
  }

  close(): void {
    this.#client.disconnect();
  }
}
