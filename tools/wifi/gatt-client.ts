import { utf8Text } from "../../modules/base/utf8.js";
import {
  type ClientTransport,
  ProtocommError,
  ProtocommRefusedError,
} from "../../modules/protocomm/client/transport.js";
import { AttError } from "../air/gatt/att.js";
import { DisconnectedError, type VirtualGattClient } from "../air/gatt/gatt-client.js";

const userDescription = 0x2901;

/**
 * Protocomm over a connection on the virtual air. Endpoints are found by their Characteristic
 * User Description descriptors (0x2901).
 */
export class GattClientTransport implements ClientTransport {
  readonly scanPage = 4;
  readonly groupChannels = 0;
  readonly #client: VirtualGattClient;
  readonly #handles: ReadonlyMap<string, number>;

  private constructor(client: VirtualGattClient, handles: ReadonlyMap<string, number>) {
    this.#client = client;
    this.#handles = handles;
  }

  /** Discovers the endpoints. Rejects with ProtocommError if there are none. */
  static async open(client: VirtualGattClient): Promise<GattClientTransport> {
    const handles = new Map<string, number>();
    for (const { characteristics } of await client.discover())
      for (const { handle, descriptors } of characteristics) {
        const description = descriptors.find(({ uuid }) => uuid === userDescription);
        if (!description) continue;
        const name = await client.read(description.handle);
        handles.set(utf8Text(name), handle);
      }
    if (!handles.has("prov-session")) throw new ProtocommError("the device offers no provisioning");
    return new GattClientTransport(client, handles);
  }

  async send(endpoint: string, request: Uint8Array): Promise<Uint8Array> {
    const handle = this.#handles.get(endpoint);
    if (handle === undefined) throw new ProtocommError(`the device has no endpoint ${endpoint}`);
    try {
      await this.#client.write(handle, request);
      return await this.#client.read(handle);
    } catch (error) {
      if (error instanceof AttError) throw new ProtocommRefusedError(endpoint, error.message);
      if (error instanceof DisconnectedError)
        throw new ProtocommError(error.message, { cause: error });
      throw error;
    }
  }

  close(): void {
    this.#client.disconnect();
  }
}
