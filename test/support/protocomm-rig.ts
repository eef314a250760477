import { Diagnostics } from "../../modules/base/diagnostics.js";
import { asciiBytes } from "../../modules/base/bytes.js";
import { Records } from "../../modules/base/records.js";
import { WifiAuth, type WifiConnection, type WifiFailure } from "../../modules/host/wifi.js";
import { ProvisioningClient } from "../../modules/protocomm/client/client.js";
import type { ProvisioningClientOptions } from "../../modules/protocomm/client/client.js";
import {
  type ClientTransport,
  ProtocommRefusedError,
} from "../../modules/protocomm/client/transport.js";
import type { Protocomm, SessionEvent } from "../../modules/protocomm/protocomm.js";
import type { SecurityOptions } from "../../modules/protocomm/security/options.js";
import {
  WifiProvisioning,
  type WifiProvisioningOptions,
} from "../../modules/protocomm/wifi/provisioning.js";
import { StoredNetwork } from "../../modules/protocomm/wifi/stored-network.js";
import { type SimulatedAccessPoint, WifiLandscape } from "../../tools/wifi/landscape.js";
import { TestStore } from "./records.js";
import { sessionCrypto } from "./session-crypto.js";
import { runPromiseJobs, TestClock } from "./test-clock.js";
import { TestRandom } from "./test-random.js";

export function accessPoint(
  ssid: string,
  passphrase: string,
  changes: Partial<SimulatedAccessPoint> = {},
): SimulatedAccessPoint {
  return {
    ssid: asciiBytes(ssid),
    passphrase: asciiBytes(passphrase),
    bssid: Uint8Array.of(2, 0, 0, 0, 0, ssid.length),
    channel: 6,
    rssi: -50,
    auth: passphrase === "" ? WifiAuth.open : WifiAuth.wpa2Psk,
    ...changes,
  };
}

export const home = { ssid: asciiBytes("home"), passphrase: asciiBytes("correct horse") };

export const proofOfPossession = "abcd1234";
export const security1: SecurityOptions = { version: 1, proofOfPossession };

/** A client's requests to a Protocomm, directly; `change` may tamper with them, or throw. */
export class DirectTransport implements ClientTransport {
  readonly scanPage = 4;
  readonly groupChannels = 0;
  readonly log: { readonly endpoint: string; readonly request: Uint8Array }[] = [];
  change: ((endpoint: string, request: Uint8Array) => Uint8Array) | undefined;
  changeAnswer: ((endpoint: string, answer: Uint8Array) => Uint8Array) | undefined;
  readonly #protocomm: Protocomm;
  readonly #client: number;

  constructor(protocomm: Protocomm, client: number) {
    this.#protocomm = protocomm;
    this.#client = client;
  }

  send(endpoint: string, request: Uint8Array): Promise<Uint8Array> {
    this.log.push({ endpoint, request });
    return new Promise((resolve, reject) => {
      const changed = this.change?.(endpoint, request) ?? request;
      this.#protocomm.handle(this.#client, endpoint, changed, (answer) => {
        if (answer) resolve(this.changeAnswer?.(endpoint, answer) ?? answer);
        else reject(new ProtocommRefusedError(endpoint, "refused"));
      });
    });
  }

  close(): void {
    this.#protocomm.leave(this.#client);
  }
}

/** A device that is provisioned, and what it stands in. */
export function protocommRig(
  options: Partial<WifiProvisioningOptions> & {
    readonly accessPoints?: readonly SimulatedAccessPoint[];
    readonly seed?: number;
  } = {},
) {
  const { accessPoints = [accessPoint("home", "correct horse")], seed = 1, ...rest } = options;
  const clock = new TestClock();
  const random = new TestRandom(seed);
  const store = new TestStore();
  const diagnostics = new Diagnostics();
  const records = new Records({ store, diagnostics });
  const landscape = new WifiLandscape({ clock, accessPoints });
  const wifi = landscape.station(Uint8Array.of(2, 0, 0, 0xab, 0xcd, 0xef));
  let tellWifi: Parameters<typeof wifi.observe>[0];
  const observe = wifi.observe.bind(wifi);
  wifi.observe = (onChange) => observe((tellWifi = onChange));
  const crypto = sessionCrypto(clock);
  const sessions: SessionEvent[] = [];
  const ended: string[] = [];
  const provisioning = new WifiProvisioning({
    clock,
    random,
    crypto,
    wifi,
    records,
    diagnostics,
    securities: [security1],
    transport: () => ({ close: () => ended.push("transport") }),
    onSession: (event) => sessions.push(event),
    onEnd: (_, { address }) => ended.push(address),
    ...rest,
  });
  let clients = 0;
  const client = (changes: Partial<ProvisioningClientOptions> = {}) => {
    const transport = new DirectTransport(provisioning.protocomm, ++clients);
    const made = new ProvisioningClient({
      transport,
      crypto,
      random,
      clock,
      proofOfPossession,
      ...changes,
    });
    return { client: made, transport };
  };
  /** Runs the clock until a promise is settled; rejects as it does. */
  const during = async <T>(work: Promise<T>): Promise<T> => {
    let settled = false;
    const end = (): void => {
      settled = true;
    };
    work.then(end, end);
    await runPromiseJobs();
    for (let i = 0; i < 10_000 && !settled; i++) await clock.run(50, () => settled);
    if (!settled) throw new Error("it never ends");
    return work;
  };
  const stored = (): ReturnType<StoredNetwork["read"]> => new StoredNetwork({ records }).read();
  return {
    client,
    clock,
    crypto,
    diagnostics,
    during,
    ended,
    landscape,
    protocomm: provisioning.protocomm,
    provisioning,
    random,
    sessions,
    store,
    stored,
    /** What the station would say. */
    tellWifi: (state: WifiConnection | WifiFailure) => tellWifi?.(state),
    wifi,
  };
}
