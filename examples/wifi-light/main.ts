// A light with Wi-Fi: until it has got a network's credentials it offers provisioning as
// ESP-IDF's example does, over GATT where the radio has it and over HTTP elsewhere; then it
// joins that network, and again whenever it is lost.
//
// Espressif's phone applications provision it, and `npx xs-mesh wifi provision`.
// In a checkout of xs-mesh, `npx ava test/examples` does so with simulated access points.
// On a chip, with Moddable's SDK (hosts/esp32/README.md):
//   mcconfig -m -p esp32 examples/wifi-light/manifest.json
import { type Board, type Firmware, type Host, toHex } from "xs-mesh";
import {
  Diagnostics,
  GattTransport,
  HttpTransport,
  type Protocomm,
  Records,
  StationKeeper,
  StoredNetwork,
  type WifiConnection,
  type WifiNetwork,
  WifiProvisioning,
} from "xs-mesh/protocomm";

/** What the person at the phone has to know, from the label of the device. */
const proofOfPossession = "abcd1234";

/** Starts the light; the lamp is on while there is a network. Throws Error on a host without Wi-Fi. */
export function start(host: Host, board: Board): Firmware {
  const { clock, http, radio, random, sessionCrypto, store, wifi } = host;
  if (!wifi || !sessionCrypto) throw new Error("this host has no Wi-Fi");
  const diagnostics = new Diagnostics(host.trace);
  const records = new Records({ store, diagnostics });
  let provisioning: WifiProvisioning | undefined;
  let keeper: StationKeeper | undefined;

  function join(network: WifiNetwork, connection?: WifiConnection): void {
    provisioning = undefined;
    board.light(connection !== undefined);
    keeper = new StationKeeper({
      clock,
      wifi: wifi!,
      network,
      ...(connection && { connection }),
      onChange: (state) => board.light(typeof state !== "string"),
    });
  }

  function transport(protocomm: Protocomm) {
    const name = `PROV_${toHex(wifi!.address.subarray(3))}`;
    if (radio.gatt) return new GattTransport({ gatt: radio.gatt, protocomm, diagnostics, name });
    if (!http) throw new Error("this host has neither GATT nor HTTP");
    return new HttpTransport({ http, protocomm, diagnostics, random });
  }

  function offer(): void {
    provisioning = new WifiProvisioning({
      clock,
      random,
      crypto: sessionCrypto!,
      wifi: wifi!,
      records,
      diagnostics,
      securities: [{ version: 1, proofOfPossession }],
      transport,
      onEnd: join,
    });
  }

  function close(): void {
    provisioning?.close();
    keeper?.close();
  }

  const stored = new StoredNetwork({ records });
  const network = stored.read();
  if (network) join(network);
  else offer();
  return {
    close,
    /** Forgets the network and offers provisioning again. */
    reset(): void {
      close();
      stored.forget();
      offer();
    },
  };
}
