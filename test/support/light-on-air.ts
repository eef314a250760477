import { fileURLToPath } from "node:url";
import { nodeHost } from "../../hosts/node/host.js";
import { SeededRandom } from "../../hosts/node/seeded-random.js";
import { MemoryStore } from "../../hosts/node/store.js";
import { VirtualClock } from "../../hosts/node/virtual-clock.js";
import type { Creation } from "../../hosts/xs/port.js";
import { fromHex } from "../../modules/base/bytes.js";
import type { TraceEvent } from "../../modules/host/trace.js";
import type { NodeState } from "../../modules/node/node.js";
import { Provisioner, type ProvisionerOptions } from "../../modules/provisioner/provisioner.js";
import { VirtualAir } from "../../tools/air/air.js";
import { untilSettled } from "../../tools/air/until-settled.js";
import { GattAir } from "../../tools/air/gatt/gatt-air.js";
import type { AirModel } from "../../tools/air/model.js";
import { WifiLandscape } from "../../tools/wifi/landscape.js";
import { LocalHttpServer } from "../../tools/wifi/local-http.js";
import { startDevice } from "../../tools/wifi/device.js";

const lightFirmware = fileURLToPath(
  new URL("../../modules/firmware/light/main.ts", import.meta.url),
);

export interface LightOnAirOptions {
  readonly engine: "node" | "xs" | "xs32";
  /** Whether the light's radio has a GATT server. Default true. */
  readonly gatt?: boolean;
  readonly mtu?: number;
  readonly interval?: number;
  readonly model?: AirModel;
  readonly seed?: number;
  readonly firmware?: string;
  readonly creation?: Partial<Creation>;
  /** Milliseconds of a P-256 multiplication of the provisioner. */
  readonly ecdhMilliseconds?: number;
  /** Further options of the provisioner. */
  readonly provisioner?: Partial<Pick<ProvisionerOptions, "advertising" | "models">>;
}

/** A light with a GATT server on a virtual air, and a provisioner with a GATT client. */
export async function lightOnAir(options: LightOnAirOptions) {
  const { engine, model = "ideal", seed = 1, firmware = lightFirmware } = options;
  const clock = new VirtualClock();
  const air = new VirtualAir({ clock, seed, model });
  const gattAir = new GattAir(air);
  const random = new SeededRandom(seed);
  const radio = air.attach({ name: "light" });
  const server = options.gatt === false ? undefined : gattAir.server(radio);
  const events: TraceEvent[] = [];
  const landscape = new WifiLandscape({ clock, accessPoints: [] });
  const device = await startDevice({
    engine,
    settings: { security: { version: 0 } },
    firmware,
    ...(options.creation && { creation: options.creation }),
    host: {
      clock,
      random: random.fork("light"),
      radio,
      store: new MemoryStore(),
      wifi: landscape.station(radio.address),
      http: new LocalHttpServer(),
      trace: (event) => events.push(event),
    },
    onFailure: (message) => {
      throw new Error(message);
    },
  });
  const station = air.attach({ name: "provisioner", position: { x: 2, y: 0 } });
  const { interval = 30, mtu = 517 } = options;
  const client = gattAir.client(station, { interval });
  station.gattClient = {
    connections: client.connections,
    connect: (address, how = {}) =>
      client.connect(address, { ...how, mtu: Math.min(mtu, how.mtu ?? mtu) }),
  };
  const provisioner = new Provisioner({
    host: nodeHost({
      clock,
      radio: station,
      random: random.fork("provisioner"),
      ...(options.ecdhMilliseconds !== undefined && {
        ecdhMilliseconds: options.ecdhMilliseconds,
      }),
    }),
    companyId: 0xffff,
    ...options.provisioner,
  });
  const during = <T>(work: Promise<T>): Promise<T> => untilSettled(clock, work);
  const uuid = () => fromHex((device.call("state") as NodeState).uuid);
  const close = () => {
    provisioner.close();
    device.close();
  };
  return { air, clock, close, device, during, events, gattAir, provisioner, server, uuid };
}
