// A node with sensors and one with a client, on a test air.
import type { Publication } from "../../modules/access/model-configuration.js";
import type { DeviceProperty } from "../../modules/models/common/device-properties/device-property.js";
import { PresentAmbientLightLevel } from "../../modules/models/common/device-properties/light.js";
import type { SensorCadence } from "../../modules/models/sensor/cadence.js";
import { SensorClient } from "../../modules/models/sensor/client.js";
import { SensorServer } from "../../modules/models/sensor/server.js";
import { SensorSetupServer } from "../../modules/models/sensor/setup-server.js";
import { SensorState } from "../../modules/models/sensor/sensor-state.js";
import { appKey, Mesh, type MeshNode } from "./mesh.js";
import { publicationTo } from "./publication.js";
import type { TestStore } from "./records.js";

export const sensorAddress = 0x0100;
export const sensorGroup = 0xc000;
export const askSensor = { dst: sensorAddress, appKeyIndex: 0 };

/** Publish periods: steps of 1 s. */
export const seconds = (count: number) => 0x40 | count;

/** Binds all models to AppKey 0 and subscribes them to the group. */
export function bindSensors({ node }: MeshNode): void {
  node.network!.applicationKeys.add(0, 0, appKey);
  for (const { models } of node.elements)
    for (const model of models) {
      if (model.access === "device") continue;
      model.configuration = { bindings: [0], publication: undefined };
      model.subscriptionList.entries = [{ address: sensorGroup, label: undefined }];
      node.network!.saveModel(model);
    }
}

/** What a client heard. */
export interface HeardStatus {
  /** Milliseconds of the clock of the mesh. */
  readonly time: number;
  readonly ids: readonly number[];
  readonly get: <T>(property: DeviceProperty<T>) => T | undefined;
}

export function sensorRig(makeSensors: () => readonly SensorState[]) {
  const mesh = new Mesh();
  const heard: HeardStatus[] = [];
  const client = new SensorClient({
    onStatus: (values) => {
      heard.push({
        time: mesh.clock.now(),
        ids: values.raw.map(({ propertyId }) => propertyId),
        get: (property) => values.get(property),
      });
    },
  });
  const manager = mesh.node(0x0001, [{ models: [client] }]);
  bindSensors(manager);
  const start = (store?: TestStore) => {
    const sensors = makeSensors();
    const server = new SensorServer({ sensors });
    const setup = new SensorSetupServer(server);
    const made = mesh.node(sensorAddress, [{ models: [server, setup] }], {
      ...(store && { store }),
    });
    return { made, sensors, server, setup };
  };
  const first = start();
  bindSensors(first.made);
  /** Gives the server a publication to the group. */
  const publish = (changes: Partial<Publication> = {}) => {
    const { made, server } = first;
    server.configuration = { bindings: [0], publication: publicationTo(sensorGroup, changes) };
    made.node.network!.saveModel(server);
  };
  const dropped = () => first.made.node.diagnostics.dropped("sensor.value");
  return { client, dropped, heard, manager, mesh, publish, start, ...first };
}

/** A cadence by which nothing is published apart from its period. */
export const withoutCadence: SensorCadence = {
  fastPeriodDivisor: 0,
  deltaDown: undefined,
  deltaUp: undefined,
  minInterval: 1,
  fastLow: undefined,
  fastHigh: undefined,
};

/** A sensor of ambient light. */
export function lightRig(cadence?: Partial<SensorCadence>) {
  const rig = sensorRig(() => [
    new SensorState(PresentAmbientLightLevel, {
      value: 0,
      ...(cadence && { cadence: { ...withoutCadence, ...cadence } }),
    }),
  ]);
  const light = rig.sensors[0]! as SensorState<number | undefined>;
  return { ...rig, light };
}

/** Published values with the times since `begin`. */
export function published<T>(
  rig: { readonly heard: readonly HeardStatus[] },
  property: DeviceProperty<T>,
  begin = 0,
): [number, T | undefined][] {
  return rig.heard
    .filter(({ ids }) => ids.includes(property.id))
    .map(({ get, time }) => [time - begin, get(property)]);
}
