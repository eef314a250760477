// npm's esp-idf-provisioning-web, a client for browsers, provisions our device.
import { createRequire } from "node:module";
import type { Peer } from "../support/peer.js";
import { peerTest } from "../support/peer.js";
import { webBluetoothDevice } from "../support/web-bluetooth.js";
import { componentService } from "../../modules/protocomm/gatt-transport.js";
import { networks } from "../../tools/wifi/networks.js";
import { DeviceOnAir } from "../../tools/wifi/on-air.js";

const name = "esp-idf-provisioning-web";
const require = createRequire(import.meta.url);

function missing(): string | undefined {
  try {
    require.resolve(name);
    return undefined;
  } catch {
    return "not installed";
  }
}

const library: Peer = { name, missing: missing(), hint: `npm install --no-save ${name}@0.0.5` };

/** What of it the test uses. */
interface Library {
  readonly ESPDevice: new (device: unknown) => {
    connect(): Promise<void>;
    scanWifiList(): Promise<{ readonly ssid: string; readonly rssi: number }[]>;
    provision(ssid: string, passphrase: string): Promise<void>;
    fetchWifiStatus(): Promise<{ readonly staState: unknown; readonly failedReason: unknown }>;
    sendData(path: string, data: Uint8Array): Promise<Uint8Array>;
    disconnect(): void;
  };
  readonly ESPWifiStaState: Readonly<Record<string, unknown>>;
  readonly ESPConnectFailReason: Readonly<Record<string, unknown>>;
}

// it tells its developers much
Object.assign(console, { debug: () => undefined });

const accessPoints = networks([
  { ssid: "home", passphrase: "correct horse" },
  { ssid: "guests", rssi: -80 },
]);

for (const engine of ["node", "xs"] as const)
  peerTest([library], `${name} provisions our device on ${engine}`, async (t) => {
    const { ESPDevice, ESPWifiStaState, ESPConnectFailReason } = require(name) as Library;
    const settings = { security: { version: 0 }, service: componentService() } as const;
    const run = await DeviceOnAir.start({ engine, settings, accessPoints });
    const device = new ESPDevice(webBluetoothDevice("PROV_", () => run.connect({ mtu: 185 })));
    await run.during(device.connect());
    const found = await run.during(device.scanWifiList());
    t.deepEqual(
      found.map(({ ssid, rssi }) => [ssid, rssi]),
      [
        ["home", -40],
        ["guests", -80],
      ],
    );
    const answer = await run.during(device.sendData("proto-ver", new Uint8Array(1)));
    t.like(JSON.parse(Buffer.from(answer).toString()), { prov: { ver: "v1.1" } });
    const settled = async () => {
      for (;;) {
        const status = await run.during(device.fetchWifiStatus());
        if (status.staState !== ESPWifiStaState["connecting"]) return status;
        await run.clock.run(run.clock.now() + 500);
      }
    };
    await run.during(device.provision("home", "wrong"));
    t.like(await settled(), {
      staState: ESPWifiStaState["failed"],
      failedReason: ESPConnectFailReason["authError"],
    });
    await run.during(device.provision("home", "correct horse"));
    t.like(await settled(), { staState: ESPWifiStaState["connected"] });
    device.disconnect();
    await run.clock.run(run.clock.now() + 5000);
    t.like(run.device.call("state"), { provisioning: false, ssid: "686f6d65" });
    run.close();
  });
