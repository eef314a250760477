import type { Host } from "../../modules/host/host.js";
import type { HttpRequest, HttpResponse, HttpServer } from "../../modules/host/http.js";
import type { TraceEvent } from "../../modules/host/trace.js";
import { ProvisioningClient } from "../../modules/protocomm/client/client.js";
import {
  type ClientTransport,
  ProtocommRefusedError,
} from "../../modules/protocomm/client/transport.js";
import { WifiLandscape } from "../../tools/wifi/landscape.js";
import type { SimulatedAccessPoint } from "../../tools/wifi/landscape.js";
import { crypto } from "./crypto.js";
import { accessPoint, proofOfPossession } from "./protocomm-rig.js";
import { TestStore } from "./records.js";
import { sessionCrypto } from "./session-crypto.js";
import { runPromiseJobs, TestClock } from "./test-clock.js";
import { TestRandom } from "./test-random.js";

export const homes = [accessPoint("home", "correct horse")];

/** A host with Wi-Fi and HTTP; `post` sends it a request. */
export function wifiLightRig(
  options: {
    readonly store?: TestStore;
    readonly accessPoints?: readonly SimulatedAccessPoint[];
  } = {},
) {
  const { store = new TestStore(), accessPoints = homes } = options;
  const clock = new TestClock();
  const events: TraceEvent[] = [];
  const landscape = new WifiLandscape({ clock, accessPoints });
  let receiver: Parameters<HttpServer["serve"]>[0];
  const host: Host = {
    clock,
    crypto,
    sessionCrypto: sessionCrypto(clock),
    random: new TestRandom(1),
    store,
    wifi: landscape.station(Uint8Array.of(0x24, 0x6f, 0x28, 0x0a, 0xbc, 0xde)),
    http: { serve: (next) => void (receiver = next) },
    radio: {
      sets: 1,
      advertise: () => 1,
      stop: () => undefined,
      scan: () => undefined,
      close: () => undefined,
    },
    trace: (event) => events.push(event),
  };
  const transport: ClientTransport = {
    scanPage: 4,
    groupChannels: 5,
    send: (endpoint, body) =>
      new Promise((resolve, reject) => {
        const request: HttpRequest = { method: "POST", path: `/${endpoint}`, connection: 1, body };
        const respond = ({ status, body: octets }: HttpResponse): void =>
          status === 200
            ? resolve(octets)
            : reject(new ProtocommRefusedError(endpoint, String(status)));
        const deliver = (): void => {
          if (receiver) receiver(request, respond);
          else reject(new Error("nobody listens"));
        };
        // Client and device are not on one stack.
        void Promise.resolve().then(deliver);
      }),
    close: () => undefined,
  };
  const client = new ProvisioningClient({
    transport,
    clock,
    random: new TestRandom(2),
    crypto: sessionCrypto(clock),
    proofOfPossession,
  });
  const during = async <T>(work: Promise<T>): Promise<T> => {
    let settled = false;
    const end = (): void => {
      settled = true;
    };
    work.then(end, end);
    await runPromiseJobs();
    for (let i = 0; i < 10_000 && !settled; i++) await clock.run(50, () => settled);
    return work;
  };
  return { client, clock, during, events, host, landscape, serves: () => !!receiver, store };
}
