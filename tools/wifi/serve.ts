import { NodeClock } from "../../hosts/node/clock.js";
import { NodeHttpServer } from "../../hosts/node/http-server.js";
import { NodeRandom } from "../../hosts/node/random.js";
import { MemoryStore } from "../../hosts/node/store.js";
import { wifiEventText } from "../../modules/protocomm/wifi/event-text.js";
import type { TraceEvent } from "../../modules/host/trace.js";
import type { SecurityOptions } from "../../modules/protocomm/security/options.js";
import { makeCredentials } from "./credentials.js";
import { startDevice } from "./device.js";
import { type SimulatedAccessPoint, WifiLandscape } from "./landscape.js";

export interface ServeOptions {
  /** Where HTTP is served: an address of this computer, and a port; 0: any free port. */
  readonly host: string;
  readonly port: number;
  readonly security: 0 | 1 | 2;
  /** Proof of possession of security 1; empty: none. */
  readonly proofOfPossession: string;
  /** Username of security 2. */
  readonly username: string;
  readonly password: string;
  readonly patchVersion: 0 | 1;
  /** Number of failed attempts after which joining has failed. */
  readonly attempts: number;
  readonly oldest?: "readme" | "3.2";
  readonly accessPoints: readonly SimulatedAccessPoint[];
  /** What the firmware runs on. */
  readonly engine: "xs" | "node";
  readonly onEvent: (event: TraceEvent) => void;
}

export interface ServedDevice {
  readonly port: number;
  /**
   * Resolves when the device is provisioned and its service has ended; rejects when the device
   * has failed.
   */
  readonly provisioned: Promise<void>;
  close(): Promise<void>;
}

async function securityOf(options: ServeOptions): Promise<SecurityOptions> {
  const { security, proofOfPossession, username, password, patchVersion } = options;
  switch (security) {
    case 0:
      return { version: 0 };
    case 1:
      return { version: 1, proofOfPossession };
    case 2: {
      const { salt, verifier } = await makeCredentials({ username, password });
      return { version: 2, salt, verifier, patchVersion };
    }
  }
}

/** Runs a wifi-light among simulated access points, with HTTP over IP instead of a SoftAP. */
export async function serve(options: ServeOptions): Promise<ServedDevice> {
  const { host, port, accessPoints, engine, attempts, onEvent } = options;
  const clock = new NodeClock();
  const random = new NodeRandom();
  const address = new Uint8Array(6);
  random.fill(address);
  address[0] = 0x02; // locally administered
  const security = await securityOf(options);
  const http = await NodeHttpServer.listen({ host, port });
  let resolve: () => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const provisioned = new Promise<void>((...functions) => ([resolve, reject] = functions));
  provisioned.catch(() => undefined); // handled here, for callers that do not wait for it
  try {
    const device = await startDevice({
      engine,
      host: {
        clock,
        random,
        http,
        store: new MemoryStore(),
        wifi: new WifiLandscape({ clock, accessPoints }).station(address),
        trace: (event) => {
          onEvent(event);
          if (event.type === "wifi.service" && event.state === "ended") resolve();
        },
      },
      settings: { security, attempts, ...(options.oldest && { oldest: options.oldest }) },
      onFailure: (message) => reject(new Error(message)),
    });
    return {
      port: http.port,
      provisioned,
      close: async () => {
        device.close();
        await http.close();
      },
    };
  } catch (error) {
    await http.close();
    throw error;
  }
}

/** An event as text for the user; undefined for events that are not shown. */
export function eventText(event: TraceEvent): string | undefined {
  return event.type === "drop"
    ? `a request is dropped: ${event.reason}, ${event.octets} octets`
    : wifiEventText(event);
}
