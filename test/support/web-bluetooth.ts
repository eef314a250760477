import type { GattUuid } from "../../modules/host/gatt.js";
import { toHex } from "../../modules/base/bytes.js";
import type { FoundCharacteristic, FoundService } from "../../hosts/hci/att/discovery.js";
import type { AttGattPeer } from "../../hosts/hci/att/peer.js";

/** As Web Bluetooth writes UUIDs: in full, in lower case, with dashes. */
function text(uuid: GattUuid): string {
  if (typeof uuid === "number")
    return `0000${uuid.toString(16).padStart(4, "0")}-0000-1000-8000-00805f9b34fb`;
  return toHex(uuid).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function view(octets: Uint8Array): DataView {
  return new DataView(octets.slice().buffer);
}

function characteristicOf(client: AttGattPeer, characteristic: FoundCharacteristic) {
  const { uuid, descriptors } = characteristic;
  return {
    uuid: text(uuid),
    getDescriptors: () =>
      Promise.resolve(
        descriptors.map((descriptor) => ({
          uuid: text(descriptor.uuid),
          readValue: async () => view(await client.readDescriptor(descriptor)),
        })),
      ),
    writeValueWithResponse: (value: Uint8Array) => client.write(characteristic, value),
    readValue: async () => view(await client.read(characteristic)),
  };
}

function serviceOf(client: AttGattPeer, service: FoundService) {
  const characteristics = service.characteristics.map((one) => characteristicOf(client, one));
  return {
    uuid: text(service.uuid),
    getCharacteristics: () => Promise.resolve(characteristics),
    getCharacteristic: (uuid: string) =>
      Promise.resolve(characteristics.find((one) => one.uuid === uuid)),
  };
}

/** A BluetoothDevice of the Web Bluetooth API, as far as clients of provisioning use it, on the virtual air. */
export function webBluetoothDevice(name: string, connect: () => Promise<AttGattPeer>) {
  return {
    name,
    gatt: {
      async connect() {
        const client = await connect();
        const services = await client.services();
        return {
          get connected() {
            return client.connected;
          },
          getPrimaryServices: (uuid?: string) =>
            Promise.resolve(
              services
                .map((service) => serviceOf(client, service))
                .filter((service) => uuid === undefined || service.uuid === uuid),
            ),
          disconnect: () => client.disconnect(),
        };
      },
    },
  };
}
