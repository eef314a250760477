import { MemoryStore } from "../../hosts/node/store.js";
import { type Creation, esp32Creation } from "../../hosts/xs/port.js";
import type { WifiNetwork } from "../../modules/host/wifi.js";
import type { ProvisioningClient } from "../../modules/protocomm/client/client.js";
import type { SecurityOptions } from "../../modules/protocomm/security/options.js";
import { makeCredentials } from "../wifi/credentials.js";
import { networks } from "../wifi/networks.js";
import { DeviceOnAir } from "../wifi/on-air.js";

const credentials = { username: "wifiprov", password: "abcd1234" };
const proofOfPossession = "abcd1234";
/**
 * Access points of an apartment building: more than a chip can store at a time, some with the
 * same SSID.
 */
const neighbours = Array.from({ length: 200 }, (_, i) => ({
  ssid: `neighbour ${i % 150}`,
  rssi: -50 - (i % 40),
}));
const homeEntry = { ssid: "home", passphrase: "correct horse", rssi: -40 };
const home: WifiNetwork = {
  ssid: new Uint8Array(Buffer.from(homeEntry.ssid)),
  passphrase: new Uint8Array(Buffer.from(homeEntry.passphrase)),
};
const longest = 600_000;

/** Live slots and bytes of chunks, and the stack's peak since the previous step. */
export interface WifiStep {
  readonly step: string;
  readonly slots: number;
  readonly chunks: number;
  readonly stack: number;
}

/** Runs a Wi-Fi light through all its procedures. */
class WifiSteps {
  readonly steps: WifiStep[] = [];
  readonly #run: DeviceOnAir;

  constructor(run: DeviceOnAir) {
    this.#run = run;
  }

  note(step: string): void {
    const machine = this.#run.device.machine!;
    const { stackPeak } = machine.heap({ forgetStack: true });
    machine.heap({ collect: true });
    const { slots, chunks } = machine.heap({ collect: true });
    this.steps.push({ step, slots, chunks, stack: stackPeak });
    machine.heap({ forgetStack: true });
  }

  /**
   * From a wrong proof of possession to a connected network, which is then lost for an hour and
   * found again.
   */
  async take(connect: (proof: string, password: string) => Promise<ProvisioningClient>) {
    const run = this.#run;
    this.note("boot");
    const wrong = await connect("wrong", "wrong");
    await run.during(wrong.open().catch(() => undefined));
    wrong.close();
    await run.clock.run(run.clock.now() + 10_000);
    const client = await connect(proofOfPossession, credentials.password);
    await run.during(client.open());
    this.note("session");
    const found = await run.during(client.scan());
    if (found.length !== 16) throw new Error(`${found.length} networks were told`);
    this.note("scan of 201 access points");
    const status = await run.during(client.provision(home));
    if (status.state !== "connected") throw new Error(`the device is ${status.state}`);
    this.note("provision");
    client.close();
    await run.clock.run(run.clock.now() + 40_000);
    this.note("settled");
    // Timers keep their callbacks from their first start on, so the second loss adds no live
    // memory.
    for (const step of ["network lost and found", "network lost and found again"]) {
      run.landscape.change([]);
      await run.clock.run(run.clock.now() + longest);
      run.landscape.change(networks([homeEntry]));
      await run.clock.run(run.clock.now() + longest);
      const { address } = run.device.call("state") as { address?: string };
      if (address === undefined) throw new Error("the device does not return to its network");
      this.note(step);
    }
    run.device.call("reset");
    await run.clock.run(run.clock.now() + 1000);
    this.note("reset");
  }
}

/** Configuration of a Wi-Fi light. */
export interface WifiRun {
  readonly name: string;
  readonly transport: "gatt" | "http";
  readonly version: 1 | 2;
}

export const wifiRuns: readonly WifiRun[] = [
  { name: "GATT, security 1", transport: "gatt", version: 1 },
  { name: "GATT, security 2", transport: "gatt", version: 2 },
  { name: "HTTP, security 2", transport: "http", version: 2 },
];

/**
 * Measures a Wi-Fi light on XS with 32-bit words and the heap of an ESP32 (or `creation`), among
 * 201 access points. Rejects if it fails, or does not connect to its network.
 */
export async function measureWifi(
  { transport, version }: WifiRun,
  creation: Partial<Creation> = esp32Creation,
): Promise<WifiStep[]> {
  const security: SecurityOptions =
    version === 1
      ? { version: 1, proofOfPossession }
      : { version: 2, ...(await makeCredentials({ ...credentials, salt: fixedSalt() })) };
  const run = await DeviceOnAir.start({
    engine: "xs32",
    settings: { security, transport },
    accessPoints: networks([...neighbours, homeEntry]),
    store: new MemoryStore(),
    creation,
  });
  try {
    const steps = new WifiSteps(run);
    await steps.take(async (proof, password) => {
      const secrets = { proofOfPossession: proof, credentials: { ...credentials, password } };
      return transport === "http"
        ? run.httpClient(secrets)
        : run.during(run.client({ mtu: 256, ...secrets }));
    });
    return steps.steps;
  } finally {
    run.close();
  }
}

/** A constant salt, so that figures are the same in each run. */
function fixedSalt(): Uint8Array {
  return new Uint8Array(16).fill(7);
}

/** The stack peaks of Wi-Fi lights in slots, by the name of the figure. */
export async function wifiStackPeaks(): Promise<Readonly<Record<string, number>>> {
  const peaks: Record<string, number> = {};
  for (const run of wifiRuns)
    for (const { step, stack } of await measureWifi(run))
      peaks[`Wi-Fi light, ${run.name}: ${step}`] = stack;
  return peaks;
}
