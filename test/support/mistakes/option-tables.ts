// The options of each public class, and valid ones to change one at a time.
import { Diagnostics } from "../../../modules/base/diagnostics.js";
import { asciiBytes } from "../../../modules/base/bytes.js";
import { Records } from "../../../modules/base/records.js";
import { AdvertisingBearer } from "../../../modules/bearer/advertising-bearer.js";
import { FastProvisioningClient } from "../../../modules/espressif/fast-provisioning/models/client.js";
import { FastProvisioningNode } from "../../../modules/espressif/fast-provisioning/provisioner/fast-provisioning-node.js";
import { TopProvisioner } from "../../../modules/espressif/fast-provisioning/provisioner/top-provisioner.js";
import { HealthClient } from "../../../modules/foundation/health/client.js";
import { HealthServer } from "../../../modules/foundation/health/server.js";
import { LargeCompositionDataServer } from "../../../modules/foundation/large-composition-data/server.js";
import { OnDemandPrivateProxyServer } from "../../../modules/foundation/on-demand-private-proxy/server.js";
import { RemoteProvisioningServer } from "../../../modules/foundation/remote-provisioning/server.js";
import { Node } from "../../../modules/node/node.js";
import { ProxySolicitor } from "../../../modules/proxy/solicitation/proxy-solicitor.js";
import { ProvisioningClient } from "../../../modules/protocomm/client/client.js";
import { GattTransport } from "../../../modules/protocomm/gatt-transport.js";
import { HttpTransport } from "../../../modules/protocomm/http-transport.js";
import { Protocomm } from "../../../modules/protocomm/protocomm.js";
import { srpVerifier } from "../../../modules/protocomm/security/srp.js";
import { StationKeeper } from "../../../modules/protocomm/wifi/keeper.js";
import { WifiProvisioning } from "../../../modules/protocomm/wifi/provisioning.js";
import { StoredNetwork } from "../../../modules/protocomm/wifi/stored-network.js";
import { ProxyClient } from "../../../modules/node/proxy-client.js";
import { NetworkDatabase } from "../../../modules/provisioner/database.js";
import { Provisioner } from "../../../modules/provisioner/provisioner.js";
import { UnprovisionedScanner } from "../../../modules/provisioning/scanner.js";
import { Mesh } from "../mesh.js";
import { lcTables } from "./lc-tables.js";
import { colorTables } from "./color-tables.js";
import { lightnessTables } from "./lightness-tables.js";
import type { Kind, OptionTable } from "./option-table.js";
import { powerLevelTables } from "./power-level-tables.js";
import { genericTables } from "./generic-tables.js";
import { sceneTables } from "./scene-tables.js";
import { timeTables } from "./time-tables.js";
import { schedulerTables } from "./scheduler-tables.js";
import { sensorTables } from "./sensor-tables.js";

export type { Kind, OptionTable };

const uuid = new Uint8Array(16).fill(7);
const service = () => ({});
/** A Wi-Fi station that never connects. */
const wifi = () => ({ observe: () => undefined, connect: () => undefined });

function host() {
  return new Mesh().host();
}

function diagnosed() {
  const { store } = host();
  const diagnostics = new Diagnostics();
  return { diagnostics, records: new Records({ store, diagnostics }), store };
}

const nodeOptions: Readonly<Record<string, Kind>> = {
  uuid: "octets",
  uuidPrefix: "octets",
  companyId: "whole",
  productId: "whole",
  versionId: "whole",
  elements: "array",
  profiles: "array",
  relay: "boolean",
  settings: "object",
  limits: "object",
  sarTransmitter: "object",
  sarReceiver: "object",
  peers: "array",
  provisioning: "object",
  oobInformation: "whole",
  remoteDeviceKeys: "object",
  onAttention: "function",
  onProvisioned: "function",
  onReset: "function",
  provisionable: "boolean",
  algorithms: "array",
  staticOob: "octets",
  onlyAuthenticated: "boolean",
  outputOob: "object",
  inputOob: "object",
  oobPrivateKey: "octets",
};
const node = () => ({ host: host(), companyId: 1, elements: [{ models: [] }] });
const provisioner = () => ({ host: host(), companyId: 1 });
const clock = () => host().clock;

export const optionTables: Readonly<Record<string, OptionTable>> = {
  Node: {
    make: (options) => new Node(options),
    valid: node,
    options: { host: "object", ...nodeOptions },
  },
  FastProvisioningNode: {
    make: (options) => new FastProvisioningNode(options),
    valid: node,
    options: {
      host: "object",
      ...nodeOptions,
      policy: "object",
      recordLimit: "whole",
      endedBy: "string",
      onGattProxy: "function",
    },
  },
  Provisioner: {
    make: (options) => new Provisioner(options),
    valid: provisioner,
    options: {
      host: "object",
      uuid: "octets",
      companyId: "whole",
      models: "array",
      settings: "object",
      limits: "object",
      sarTransmitter: "object",
      sarReceiver: "object",
      timing: "object",
      address: "whole",
      firstAddress: "whole",
      ranges: "array",
      network: "object",
      provisionable: "boolean",
      onFound: "function",
    },
  },
  TopProvisioner: {
    make: (options) => new TopProvisioner(options),
    valid: provisioner,
    options: {
      host: "object",
      uuid: "octets",
      companyId: "whole",
      models: "array",
      settings: "object",
      limits: "object",
      sarTransmitter: "object",
      sarReceiver: "object",
      timing: "object",
      policy: "object",
      firstAddress: "whole",
      onFound: "function",
      onNode: "function",
    },
  },
  ...colorTables,
  ...lightnessTables,
  ...lcTables,
  ...powerLevelTables,
  ...genericTables,
  ...sceneTables,
  ...timeTables,
  ...schedulerTables,
  ...sensorTables,
  HealthServer: {
    make: (options) => new HealthServer(options),
    valid: () => ({ companies: [{ companyId: 1 }] }),
    options: { companies: "array", onTest: "function", onAttention: "function" },
  },
  HealthClient: {
    make: (options) => new HealthClient(options),
    valid: () => ({}),
    options: { onCurrentStatus: "function" },
  },
  LargeCompositionDataServer: {
    make: (options) => new LargeCompositionDataServer(options),
    valid: () => ({}),
    options: { metadata: "array" },
  },
  RemoteProvisioningServer: {
    make: (options) => new RemoteProvisioningServer(options),
    valid: () => ({}),
    options: {
      maximumItems: "whole",
      extendedScans: "whole",
      adStructures: "octets",
      timing: "object",
    },
  },
  FastProvisioningClient: {
    make: (options) => new FastProvisioningClient(options),
    valid: () => ({}),
    options: { onAddresses: "function" },
  },
  UnprovisionedScanner: {
    make: (options) => new UnprovisionedScanner(options),
    valid: () => {
      const machine = host();
      const diagnostics = new Diagnostics();
      const bearer = new AdvertisingBearer({ ...machine, diagnostics });
      return { bearer, clock: machine.clock, diagnostics };
    },
    options: {
      bearer: "object",
      clock: "object",
      diagnostics: "object",
      bearers: "array",
      capacity: "whole",
      onFound: "function",
      onBeacon: "function",
    },
  },
  ProxyClient: {
    make: (options) => new ProxyClient(options),
    valid: () => ({ node: new Mesh({ gatt: {} }).node(1, [{ models: [] }]).node }),
    options: {
      node: "object",
      filter: "string",
      reconnect: "boolean",
      solicit: "boolean",
      nodes: "function",
      onConnect: "function",
      onDisconnect: "function",
    },
  },
  NetworkDatabase: {
    make: (options) => new NetworkDatabase(options),
    valid: () => ({ crypto: host().crypto, records: diagnosed().records, firstAddress: 2 }),
    options: { crypto: "object", records: "object", firstAddress: "whole", ranges: "array" },
  },
  OnDemandPrivateProxyServer: {
    make: (options) => new OnDemandPrivateProxyServer(options),
    valid: () => ({}),
    options: { replayList: "whole" },
  },
  ProxySolicitor: {
    make: (options) => new ProxySolicitor(options),
    valid: () => ({ node: new Node({ host: host(), companyId: 1, elements: [{ models: [] }] }) }),
    options: { node: "object" },
  },
  Records: {
    make: (options) => new Records(options),
    valid: () => ({ store: host().store, diagnostics: new Diagnostics() }),
    options: { store: "object", diagnostics: "object" },
  },
  StoredNetwork: {
    make: (options) => new StoredNetwork(options),
    valid: () => ({ records: diagnosed().records }),
    options: { records: "object" },
  },
  ProvisioningClient: {
    make: (options) => new ProvisioningClient(options),
    valid: () => ({ transport: service(), clock: clock() }),
    options: {
      transport: "object",
      clock: "object",
      proofOfPossession: "string",
      credentials: "object",
      security: "whole",
    },
  },
  Protocomm: {
    make: (options) => new Protocomm(options),
    valid: () => ({
      clock: clock(),
      diagnostics: new Diagnostics(),
      securities: [{ version: 0 }],
    }),
    options: {
      clock: "object",
      diagnostics: "object",
      securities: "array",
      sessionEndpoint: "string",
      onSession: "function",
    },
  },
  GattTransport: {
    make: (options) => new GattTransport(options),
    valid: () => ({
      gatt: service(),
      protocomm: service(),
      diagnostics: new Diagnostics(),
      name: "PROV_1",
    }),
    options: {
      gatt: "object",
      protocomm: "object",
      diagnostics: "object",
      name: "string",
      service: "octets",
      manufacturerData: "octets",
      interval: "time",
    },
  },
  HttpTransport: {
    make: (options) => new HttpTransport(options),
    valid: () => ({
      http: service(),
      protocomm: service(),
      random: host().random,
      diagnostics: new Diagnostics(),
    }),
    options: { http: "object", protocomm: "object", random: "object", diagnostics: "object" },
  },
  StationKeeper: {
    make: (options) => new StationKeeper(options),
    valid: () => ({
      clock: clock(),
      wifi: wifi(),
      network: { ssid: asciiBytes("home"), passphrase: asciiBytes("") },
    }),
    options: {
      clock: "object",
      wifi: "object",
      network: "object",
      connection: "object",
      onChange: "function",
    },
  },
  WifiProvisioning: {
    make: (options) => new WifiProvisioning(options),
    valid: () => ({
      clock: clock(),
      random: host().random,
      crypto: service(),
      wifi: wifi(),
      records: diagnosed().records,
      diagnostics: new Diagnostics(),
      securities: [{ version: 0 }],
      transport: service,
    }),
    options: {
      clock: "object",
      random: "object",
      crypto: "object",
      wifi: "object",
      records: "object",
      diagnostics: "object",
      securities: "array",
      transport: "function",
      version: "object",
      endpoints: "object",
      scanEntries: "whole",
      attempts: "whole",
      known: "object",
      store: "string",
      connectDelay: "time",
      autoStop: "time",
      endDelay: "time",
      onState: "function",
      onSession: "function",
      onEnd: "function",
    },
  },
  srpVerifier: {
    make: (options) => srpVerifier(options, () => undefined),
    valid: () => ({ crypto: service(), salt: uuid, username: uuid, password: uuid }),
    options: { crypto: "object", salt: "octets", username: "octets", password: "octets" },
  },
};

/** Values of each kind: every option refuses those of kinds that are not its own. */
export const wrongValues: Readonly<Record<string, readonly Kind[]>> = {
  null: [],
  NaN: [],
  "-1": [],
  "1.5": ["time"],
  "1e12": ["time"],
  text: ["string"],
  true: ["boolean"],
  "{}": ["object"],
  "[]": ["array"],
  function: ["function"],
  "no octets": ["octets", "object"],
  "an object without its parts": ["object"],
};

const values: Readonly<Record<string, unknown>> = {
  null: null,
  NaN,
  "-1": -1,
  "1.5": 1.5,
  "1e12": 1e12,
  text: "text",
  true: true,
  "{}": {},
  "[]": [],
  function: () => undefined,
  "no octets": new Uint8Array(0),
  "an object without its parts": Object.freeze({ other: 1 }),
};

/** The value of this name. */
export function wrongValue(name: string): unknown {
  return values[name];
}
