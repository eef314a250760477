import { toHex } from "../../../modules/base/bytes.js";
import { frozen } from "../../../modules/base/frozen.js";
import {
  DefaultTtlGet,
  NetworkTransmitGet,
} from "../../../modules/foundation/configuration/state-messages.js";
import { aggregated } from "../../../modules/foundation/opcodes-aggregator/client.js";
import { healthServerId } from "../../../modules/foundation/health/messages.js";
import { SensorGain } from "../../../modules/models/common/device-properties/energy.js";
import { PresentAmbientLightLevel } from "../../../modules/models/common/device-properties/light.js";
import { genericLevelServerId } from "../../../modules/models/generic-level/messages.js";
import {
  lightCtlServerId,
  lightCtlSetupServerId,
  lightCtlTemperatureServerId,
} from "../../../modules/models/light-ctl/messages.js";
import {
  lightLightnessServerId,
  lightLightnessSetupServerId,
} from "../../../modules/models/light-lightness/messages.js";
import { sensorServerId, sensorSetupServerId } from "../../../modules/models/sensor/messages.js";
import type { Chip } from "./chip.js";
import { solicitationPduRplServerId } from "../../../modules/foundation/solicitation-pdu-rpl/messages.js";
import { companyId, testId } from "./models.js";

export type Procedure = (chip: Chip) => Promise<unknown>;

const group = 0xc000;
const labelOctet = 0xab;
const otherNetKey = 1;

/** The value is in the fast range: published four times each period. */
const cadence = frozen({
  fastPeriodDivisor: 2,
  deltaDown: 0,
  deltaUp: 0,
  minInterval: 64,
  fastLow: 0,
  fastHigh: 1000,
});

function keyOf(octet: number): Uint8Array {
  return new Uint8Array(16).fill(octet);
}

/**
 * The procedures of a provisioner with a node that has all servers, in the order of their
 * execution.
 */
export const procedures: Readonly<Record<string, Procedure>> = frozen({
  "AppKey of one's own": ({ provisioner }) => provisioner.createAppKey(0).then(() => true),
  provision: async (chip) => {
    const { provisioner, uuid } = chip;
    await provisioner.scanner.wait(uuid, { timeout: 30_000 });
    chip.node = (await provisioner.provision(uuid)).address;
  },
  "Configuration: composition": (chip) =>
    chip.several(() => chip.configuration.getComposition(chip.node)).then(() => true),
  "Configuration: AppKey Add": (chip) =>
    chip.several(() => chip.provisioner.addAppKey(chip.node, 0)),
  "Configuration: bind": async (chip) => {
    const { configuration, health, node, onOff, own } = chip;
    await chip.several(() => configuration.bind(node, chip.light, 0));
    await configuration.bind(node, { elementAddress: node, modelId: healthServerId }, 0);
    await configuration.bind(own, { elementAddress: own, modelId: health.id }, 0);
    await configuration.bind(own, { elementAddress: own, modelId: onOff.id }, 0);
    return configuration.getBindings(node, chip.light);
  },
  "Configuration: states": async (chip) => {
    const { configuration, node } = chip;
    const transmit = { transmissions: 1, interval: 20 };
    await chip.several(() => configuration.setBeacon(node, true));
    await chip.several(() => configuration.setDefaultTtl(node, 5));
    await chip.several(() => configuration.setRelay(node, { relay: true, retransmit: transmit }));
    await chip.several(() => configuration.setNetworkTransmit(node, transmit));
  },
  "Configuration: heartbeat": async (chip) => {
    const { configuration, node } = chip;
    const { address: source } = chip.provisioner;
    const period = 2;
    const endless = { destination: group, count: 0xffff, period, ttl: 5, features: 1 };
    const publication = { ...endless, netKeyIndex: 0 };
    const subscription = { source, destination: group, period: 64 };
    await chip.several(() => configuration.setHeartbeatSubscription(node, subscription));
    await chip.several(() => configuration.setHeartbeatPublication(node, publication));
    await chip.several(() => configuration.getHeartbeatPublication(node));
    await chip.several(() =>
      configuration.setHeartbeatPublication(node, { ...publication, destination: 0 }),
    );
  },
  "Configuration: subscriptions": async (chip) => {
    const { configuration, node } = chip;
    const label = keyOf(labelOctet);
    await chip.several(() => configuration.subscribe(node, chip.light, label));
    await chip.several(() => configuration.getSubscriptions(node, chip.light));
    await chip.several(() => configuration.unsubscribe(node, chip.light, label));
    await chip.several(() => configuration.overwriteSubscriptions(node, chip.light, group));
    await configuration.unsubscribeAll(node, chip.light);
    await chip.several(() => configuration.subscribe(node, chip.light, group));
  },
  "Configuration: publication": async (chip) => {
    const { configuration, node } = chip;
    const publication = {
      address: group,
      appKeyIndex: 0,
      ttl: 5,
      period: 500,
      retransmitCount: 2,
      retransmitInterval: 100,
    };
    const virtual = { ...publication, address: keyOf(labelOctet) };
    await configuration.setPublication(node, chip.light, virtual);
    await chip.several(() => configuration.setPublication(node, chip.light, publication));
    await chip.pause(3000);
    await configuration.setPublication(node, chip.light, undefined);
  },
  "Configuration: keys": async ({ configuration, node, own, several }) => {
    await several(() => configuration.addNetKey(node, otherNetKey, keyOf(0x55)));
    await configuration.addNetKey(own, otherNetKey, keyOf(0x55));
    await several(() => configuration.getNetKeys(node));
    await configuration.addAppKey(node, otherNetKey, 1, keyOf(0x56));
    await configuration.updateNetKey(node, otherNetKey, keyOf(0x57));
    await configuration.updateAppKey(node, otherNetKey, 1, keyOf(0x58));
    await several(() => configuration.getKeyRefreshPhase(node, otherNetKey));
    await configuration.setKeyRefreshPhase(node, otherNetKey, 2);
    await configuration.setKeyRefreshPhase(node, otherNetKey, 3);
    await configuration.getAppKeys(node, otherNetKey);
    await configuration.deleteAppKey(node, otherNetKey, 1);
    await configuration.deleteNetKey(node, otherNetKey);
    await configuration.deleteNetKey(own, otherNetKey);
  },
  Health: async ({ asked, health, pause, several }) => {
    await several(() => health.getFaults(companyId, asked()));
    const { faults } = await health.test(testId, companyId, asked());
    await several(() => health.test(testId, companyId, asked()));
    await several(() => health.clearFaults(companyId, asked()));
    await several(() => health.setPeriod(2, asked()));
    await several(() => health.setAttention(1, asked()));
    await pause(2000);
    return faults;
  },
  "SAR Configuration": async ({ node, sar, several }) => {
    const transmitter = await sar.getTransmitter(node);
    await several(() => sar.setTransmitter(node, transmitter));
    const receiver = await sar.getReceiver(node);
    await several(() => sar.setReceiver(node, receiver));
  },
  "Opcodes Aggregator": async ({ aggregator, node, several }) => {
    const [ttl, transmit] = [aggregated(DefaultTtlGet, {}), aggregated(NetworkTransmitGet, {})];
    const messages = [ttl, transmit, ttl, transmit, ttl] as const;
    const all = await several(() => aggregator.sequence(messages, { dst: node, device: true }));
    return all[0]!.carriedOut;
  },
  "Large Composition Data": async ({ large, node, several }) => {
    await several(() => large.getCompositionData(node, 0));
    await several(() => large.getMetadata(node, 0));
  },
  "Private Beacon": async ({ node, pause, privateBeacon, several }) => {
    await several(() =>
      privateBeacon.setBeacon(node, { beacon: true, randomUpdateIntervalSteps: 1 }),
    );
    await several(() => privateBeacon.getGattProxy(node));
    await several(() => privateBeacon.getNodeIdentity(node, 0));
    await pause(25_000);
    await privateBeacon.setBeacon(node, { beacon: false });
  },
  "On-Demand Private Proxy": ({ node, onDemand, several }) =>
    several(() => onDemand.setDuration(node, 1)),
  "Solicitation PDU RPL Configuration": async (chip) => {
    const { asked, configuration, node, own, several, solicitationRpl } = chip;
    const modelId = solicitationPduRplServerId;
    await configuration.bind(node, { elementAddress: node, modelId }, 0);
    await configuration.bind(own, { elementAddress: own, modelId: solicitationRpl.id }, 0);
    await several(() => solicitationRpl.clearItems({ address: 1, count: 255 }, asked()));
  },
  "Generic OnOff": async ({ asked, onOff, pause, several }) => {
    await several(() => onOff.get(asked()));
    await several(() => onOff.set(true, asked()));
    await several(() => onOff.set(false, asked(), { time: 500, delay: 10 }));
    for (let i = 0; i < 5; i++)
      onOff.setUnacknowledged(i % 2 === 0, { dst: group, appKeyIndex: 0 });
    await pause(3000);
    return (await onOff.get(asked())).present;
  },
  "Light Lightness": async (chip) => {
    const { configuration, level, lightness, node, own, pause, several } = chip;
    const elementAddress = node + 1;
    const asked = { dst: elementAddress, appKeyIndex: 0 };
    const servers = [genericLevelServerId, lightLightnessServerId, lightLightnessSetupServerId];
    // Each server publishes what is changed through another one.
    const publication = { address: group, appKeyIndex: 0, ttl: 5, period: 0 };
    for (const modelId of servers) {
      await configuration.bind(node, { elementAddress, modelId }, 0);
      await configuration.setPublication(node, { elementAddress, modelId }, publication);
    }
    for (const modelId of [level.id, lightness.id])
      await configuration.bind(own, { elementAddress: own, modelId }, 0);
    await several(() => lightness.setRange({ minimum: 100, maximum: 60_000 }, asked));
    await several(() => lightness.setDefault(500, asked));
    await several(() => lightness.set(1000, asked, { time: 500, delay: 10 }));
    await several(() => level.delta(100, asked));
    await several(() => lightness.setLinear(1000, asked));
    await pause(1000);
    await several(() => lightness.getLinear(asked));
    for (const modelId of servers)
      await configuration.setPublication(node, { elementAddress, modelId }, undefined);
    return (await lightness.set(60_001, asked)).present;
  },
  "Light CTL": async (chip) => {
    const { configuration, ctl, node, own, pause, several } = chip;
    const asked = { dst: node + 1, appKeyIndex: 0 };
    const main = [lightCtlServerId, lightCtlSetupServerId, lightLightnessServerId];
    const other = [lightCtlTemperatureServerId, genericLevelServerId];
    const at = (element: number, modelId: number) => ({ elementAddress: node + element, modelId });
    const servers = [...main.map((id) => at(1, id)), ...other.map((id) => at(2, id))];
    const publication = { address: group, appKeyIndex: 0, ttl: 5, period: 0 };
    for (const server of servers) {
      await configuration.bind(node, server, 0);
      await configuration.setPublication(node, server, publication);
    }
    await configuration.bind(own, { elementAddress: own, modelId: ctl.id }, 0);
    const light = { lightness: 1000, temperature: 4000, deltaUv: 0.5 };
    await several(() => ctl.setTemperatureRange({ minimum: 2700, maximum: 6500 }, asked));
    await several(() => ctl.setDefault(light, asked));
    await several(() => ctl.set(light, asked, { time: 500, delay: 10 }));
    await pause(1000);
    const temperature = { dst: node + 2, appKeyIndex: 0 };
    await several(() => ctl.setTemperature({ temperature: 5000 }, temperature));
    await several(() => ctl.get(asked));
    for (const server of servers) await configuration.setPublication(node, server, undefined);
    return (await ctl.set({ lightness: 60_001, temperature: 800 }, asked)).present.temperature;
  },
  Sensor: async (chip) => {
    const { asked, configuration, node, own, pause, sensor, several } = chip;
    for (const modelId of [sensorServerId, sensorSetupServerId])
      await configuration.bind(node, { elementAddress: node, modelId }, 0);
    await configuration.bind(own, { elementAddress: own, modelId: sensor.id }, 0);
    const light = PresentAmbientLightLevel;
    await several(() => sensor.getDescriptors(asked()));
    await several(() => sensor.getAll(asked()));
    await several(() => sensor.getSeries(light, asked()));
    await several(() => sensor.setCadence(light, cadence, asked()));
    await several(() => sensor.setSetting(light, SensorGain, 2, asked()));
    const publication = { address: group, appKeyIndex: 0, ttl: 5, period: 1000 };
    const server = { elementAddress: node, modelId: sensorServerId };
    await configuration.setPublication(node, server, publication);
    await pause(3000);
    await configuration.setPublication(node, server, undefined);
    return sensor.get(light, asked());
  },
  "Remote Provisioning: states": async ({ node, remote, several }) => {
    await several(() => remote.getScanCapabilities(node));
    await several(() => remote.getScanStatus(node));
    await several(() => remote.getLinkState(node));
    await several(() => remote.stopScan(node));
  },
  "Remote Provisioning: scan": async ({ node: server, provisioner }) => {
    const found: string[] = [];
    for await (const { uuid } of provisioner.scan({ server, timeout: 5 })) found.push(toHex(uuid));
    return found.length;
  },
  "Remote Provisioning: extended scan": async ({ node: server, provisioner, uuid }) => {
    const types = Uint8Array.of(0x09, 0x24);
    const { oobInformation } = await provisioner.scanExtended({ server, uuid, types, timeout: 5 });
    await provisioner.scanExtended({ server, types });
    return oobInformation;
  },
  "Remote Provisioning: provision": ({ node: server, provisioner, uuid }) =>
    provisioner.provision({ server, uuid }).then(({ address }) => address),
  "Remote Provisioning: device key refresh": ({ node, provisioner }) =>
    provisioner.reprovision(node).then(({ address }) => address),
  "Remote Provisioning: address refresh": async (chip) => {
    chip.node = (await chip.provisioner.reprovision(chip.node, { address: "next" })).address;
    return chip.node;
  },
  "Node Reset": ({ node, provisioner }) => provisioner.remove(node),
});
