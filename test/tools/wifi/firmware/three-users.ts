// A mesh light that has Wi-Fi, and a GATT service of the application beside both.
import {
  addAdvertisement,
  claimConnection,
  releaseConnection,
} from "../../../../modules/bearer/connectable-advertiser.js";
import { start as startBesideMesh } from "../../../../modules/firmware/wifi-light/beside-mesh/main.js";
import type { Board, Firmware } from "../../../../modules/firmware/start.js";
import type { GattCharacteristic, GattConnection } from "../../../../modules/host/gatt.js";
import type { Host } from "../../../../modules/host/host.js";

/** Manufacturer data of no company. */
const data = Uint8Array.of(2, 1, 6, 4, 0xff, 0xff, 0xff, 0x07);
const serviceUuid = 0x1234;
const valueUuid = 0x2b00;

export function start(host: Host, board: Board, config: object = {}): Firmware {
  const firmware = startBesideMesh(host, board, config);
  const gatt = host.radio.gatt!;
  let claimed: GattConnection | undefined;
  const value: GattCharacteristic = {
    uuid: valueUuid,
    read: true,
    writeWithoutResponse: true,
    notify: true,
    onWrite: (connection, octets) => {
      gatt.setValue(value, octets);
      gatt.notify(connection, value, octets);
    },
    onSubscribe: (connection) => {
      claimed = connection;
      claimConnection(gatt, connection);
    },
  };
  gatt.addService({
    uuid: serviceUuid,
    characteristics: [value],
    onDisconnect: (connection) => {
      if (connection === claimed) releaseConnection(gatt, connection);
      claimed = undefined;
    },
  });
  addAdvertisement(gatt, host.clock, { data, interval: 100 });
  return firmware;
}
