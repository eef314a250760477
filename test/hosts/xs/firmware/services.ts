// A firmware that does with the services of its host what tests ask of it.
import type { Firmware } from "../../../../modules/firmware/start.js";
import type { GattCharacteristic, GattService } from "../../../../modules/host/gatt.js";
import type { Host } from "../../../../modules/host/host.js";
import type { WifiScanOptions } from "../../../../modules/host/wifi.js";

export function start(host: Host): Firmware {
  const log: string[] = [];
  const { wifi, http } = host;
  const { gatt } = host.radio;
  let endScan: (() => void) | undefined;
  const first: GattCharacteristic = {
    uuid: Uint8Array.from({ length: 16 }, (_, i) => i),
    read: true,
    write: true,
    answers: true,
    descriptors: [{ uuid: 0x2901, value: Uint8Array.of(65) }],
    onWrite: (connection, value) => {
      log.push(`write ${connection} ${Array.from(value).join()}`);
      if (value[0] === 0xff) gatt!.refuse!(first);
      else gatt!.setValue(first, value.reverse());
    },
  };
  const second: GattCharacteristic = {
    uuid: 0x2a05,
    indicate: true,
    onSubscribe: (connection, whether) => log.push(`subscribe ${connection} ${whether}`),
  };
  const service = (characteristics: readonly GattCharacteristic[]): GattService => ({
    uuid: 0x1234,
    characteristics,
    onConnect: (connection) => log.push(`connect ${connection}`),
    onDisconnect: (connection, reason) => log.push(`disconnect ${connection} ${reason}`),
    onRoom: (connection) => log.push(`room ${connection}`),
  });
  const commands: Record<string, (argument: never) => unknown> = {
    log: () => log.splice(0),
    present: () => ({
      gatt: gatt !== undefined,
      wifi: wifi !== undefined,
      http: http !== undefined,
      ...(gatt && { connections: gatt.connections }),
    }),
    address: () => Array.from(wifi!.address),
    serve: () => {
      gatt!.addService(service([first, second]));
      gatt!.advertise({
        data: Uint8Array.of(2, 1, 6),
        scanResponse: Uint8Array.of(2, 9, 65),
        interval: 100,
      });
    },
    advertisePrivately: (privateAddress: number) =>
      gatt!.advertise({ data: Uint8Array.of(2, 1, 6), interval: 20, privateAddress }),
    serveTooMuch: () => gatt!.addService(service([first, second, first])),
    notify: ([connection, octets]: [number, number[]]) =>
      gatt!.notify(connection, second, new Uint8Array(octets)),
    mtu: (connection: number) => gatt!.mtu(connection),
    disconnect: (connection: number) => gatt!.disconnect(connection),
    scan: (options: WifiScanOptions) => {
      endScan = wifi!.scan(
        options,
        ({ rssi }) => log.push(`found ${rssi}`),
        (succeeded) => log.push(succeeded ? "scanned" : "scan failed"),
      );
    },
    endScan: () => endScan!(),
    join: (ssid: number[]) => {
      wifi!.observe((state) => log.push(typeof state === "string" ? state : state.address));
      wifi!.connect({ ssid: new Uint8Array(ssid), passphrase: new Uint8Array(8) });
    },
    answerWith: (length: number) =>
      http!.serve((_, respond) => respond({ status: 200, body: new Uint8Array(length) })),
    listenSilently: () => http!.serve(() => undefined),
    listen: () =>
      http!.serve(({ method, path, connection, cookie, body }, respond) => {
        log.push(`${method} ${path} ${connection} ${cookie} ${Array.from(body).join()}`);
        respond({ status: 201, body, cookie: "c", contentType: "t" });
      }),
  };
  return { close: () => undefined, call: (name, argument) => commands[name]!(argument as never) };
}
