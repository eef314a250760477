import { oneOf } from "./kinds.js";
import { like, type OptionKinds, type OptionTable, partly } from "./option-table.js";
import { colorKinds } from "./color-kinds.js";
import { genericKinds } from "./generic-kinds.js";
import { sensorKinds } from "./sensor-kinds.js";
import { timeKinds } from "./time-kinds.js";
import { stateKinds } from "./state-kinds.js";
import { frozen } from "../base/frozen.js";
import { defaultLimits } from "../node/limits.js";
import { standardTiming } from "../provisioning/pb-adv/timing.js";
import { defaultSarReceiver, defaultSarTransmitter } from "../transport/sar-configuration.js";

const retransmission = like({ transmissions: 1, interval: 20 });
/** Of a Wi-Fi network: octets, as SSIDs and passphrases need not be text. */
const wifiNetwork = like({
  ssid: new Uint8Array(0),
  passphrase: new Uint8Array(0),
  bssid: undefined,
});

const nodeKinds: OptionKinds = frozen({
  host: "object",
  uuid: "octets",
  uuidPrefix: "octets",
  companyId: 0xffff,
  productId: 0xffff,
  versionId: 0xffff,
  elements: "array",
  profiles: "array",
  relay: "boolean",
  proxy: "boolean",
  advertising: "boolean",
  settings: "object",
  limits: "object",
  sarTransmitter: like(defaultSarTransmitter),
  sarReceiver: like(defaultSarReceiver),
  peers: "array",
  provisioning: "object",
  oobInformation: 0xffff,
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
});

const hostKinds: OptionKinds = frozen({
  radio: "object",
  clock: "object",
  random: "object",
  store: "object",
  crypto: "object",
  trace: "function",
});

/** Each limit has its own check, which names its range. */
const limitKinds: OptionKinds = frozen(
  Object.fromEntries(Object.keys(defaultLimits).map((name) => [name, Number.MAX_SAFE_INTEGER])),
);

/** Addresses and TTL have checks of their own, which name their ranges. */
const messageKinds: OptionKinds = frozen({
  dst: 0xffff,
  label: "octets",
  appKeyIndex: 0xfff,
  device: "boolean",
  netKeyIndex: 0xfff,
  segmented: "boolean",
  longMic: "boolean",
  signal: "object",
  onStart: "function",
  onEnd: "function",
});

/** The options of each public class and function that takes an object of them, and which are required. */
export const optionKinds: Readonly<Record<string, OptionTable>> = frozen({
  FastProvisioningServer: [
    {
      disableTimeout: "time",
      enterDelay: "time",
      previousRanges: "function",
      onEnter: "function",
      onEnd: "function",
      onGroupOnly: "function",
      addresses: "function",
      onAddresses: "function",
    },
    [
      "disableTimeout",
      "previousRanges",
      "onEnter",
      "onEnd",
      "onGroupOnly",
      "addresses",
      "onAddresses",
    ],
  ],
  // Parts of hosts.
  FileStore: [{ directory: "string" }, ["directory"]],
  JsCrypto: [{ clock: "object" }, ["clock"]],
  JsSessionCrypto: [{ clock: "object" }, ["clock"]],
  LocalStore: [{ storage: "object", prefix: "string" }, []],
  MemoryStore: [{ fail: "function" }, []],
  NodeCrypto: [{ clock: "object", ecdhMilliseconds: "time" }, ["clock"]],
  NodeSessionCrypto: [{ clock: "object" }, ["clock"]],
  nodeHost: [{ ...hostKinds, ecdhMilliseconds: "time" }, ["radio"]],
  webHost: [hostKinds, ["radio"]],
  FastProvisioningClient: [{ onAddresses: "function" }, []],
  FastProvisioningNode: [
    {
      ...nodeKinds,
      policy: "object",
      recordLimit: 0xffff,
      endedBy: "string",
      onGattProxy: "function",
    },
    ["host", "companyId", "elements"],
  ],
  StationKeeper: [
    {
      clock: "object",
      wifi: "object",
      network: wifiNetwork,
      connection: "object",
      onChange: "function",
    },
    ["clock", "wifi", "network"],
  ],
  StoredNetwork: [{ records: "object" }, ["records"]],
  WifiProvisioning: [
    {
      clock: "object",
      random: "object",
      crypto: "object",
      wifi: "object",
      records: "object",
      diagnostics: "object",
      securities: "array",
      transport: "function",
      version: partly({ version: "", capabilities: [], application: {}, oldest: "" }),
      endpoints: "object",
      scanEntries: 64,
      attempts: 0xffff,
      known: wifiNetwork,
      store: "string",
      connectDelay: "time",
      autoStop: "delay",
      endDelay: "time",
      onState: "function",
      onSession: "function",
      onEnd: "function",
    },
    ["clock", "random", "crypto", "wifi", "records", "diagnostics", "securities", "transport"],
  ],
  GattTransport: [
    {
      gatt: "object",
      protocomm: "object",
      diagnostics: "object",
      name: "string",
      service: "octets",
      manufacturerData: "octets",
      interval: "time",
    },
    ["gatt", "protocomm", "diagnostics", "name"],
  ],
  Protocomm: [
    {
      clock: "object",
      diagnostics: "object",
      securities: "array",
      sessionEndpoint: "string",
      onSession: "function",
    },
    ["clock", "diagnostics", "securities"],
  ],
  HttpTransport: [
    { http: "object", protocomm: "object", random: "object", diagnostics: "object" },
    ["http", "protocomm", "random", "diagnostics"],
  ],
  ProvisioningClient: [
    {
      transport: "object",
      clock: "object",
      proofOfPossession: "string",
      credentials: like({ username: "", password: "" }),
      security: 2,
    },
    ["transport", "clock"],
  ],
  srpVerifier: [
    { crypto: "object", salt: "octets", username: "octets", password: "octets" },
    ["crypto", "salt", "username", "password"],
  ],
  ...colorKinds,
  ...stateKinds,
  ...genericKinds,
  ...sensorKinds,
  ...timeKinds,
  Records: [{ store: "object", diagnostics: "object" }, ["store", "diagnostics"]],
  LargeCompositionDataServer: [{ metadata: "array" }, []],
  OnDemandPrivateProxyServer: [{ replayList: 10 }, []],
  ProxySolicitor: [{ node: "object" }, ["node"]],
  HealthServer: [
    { companies: "array", onTest: "function", onAttention: "function" },
    ["companies"],
  ],
  HealthClient: [{ onCurrentStatus: "function" }, []],
  RemoteProvisioningServer: [
    {
      maximumItems: 0xff,
      extendedScans: 16,
      adStructures: "octets",
      timing: like(standardTiming),
    },
    [],
  ],
  Provisioner: [
    {
      host: "object",
      uuid: "octets",
      companyId: 0xffff,
      models: "array",
      advertising: "boolean",
      settings: "object",
      sarTransmitter: like(defaultSarTransmitter),
      sarReceiver: like(defaultSarReceiver),
      limits: "object",
      address: 0x7fff,
      firstAddress: 0x7fff,
      ranges: "array",
      network: "object",
      provisionable: "boolean",
      onFound: "function",
      timing: like(standardTiming),
    },
    ["host", "companyId"],
  ],
  ProxyClient: [
    {
      node: "object",
      filter: oneOf("own", "all"),
      reconnect: "boolean",
      solicit: "boolean",
      nodes: "function",
      onConnect: "function",
      onDisconnect: "function",
    },
    ["node"],
  ],
  "a proxy": [{ node: 0x7fff, address: 0x1_ffff_ffff_ffff, timeout: "time", signal: "object" }, []],
  NetworkDatabase: [
    { crypto: "object", records: "object", firstAddress: 0x7fff, ranges: "array" },
    ["crypto", "records"],
  ],
  UnprovisionedScanner: [
    {
      bearer: "object",
      clock: "object",
      diagnostics: "object",
      bearers: "array",
      capacity: 1024,
      onFound: "function",
      onBeacon: "function",
    },
    ["bearer", "clock", "diagnostics"],
  ],
  // A node names the part of the host that is missing.
  Node: [nodeKinds, ["companyId", "elements"]],
  settings: [
    {
      beacon: "boolean",
      relay: "boolean",
      proxy: "boolean",
      relayRetransmit: retransmission,
      networkTransmit: retransmission,
      defaultTtl: 127,
    },
    [],
  ],
  provisioning: [
    {
      beaconInterval: "interval",
      inviteTimeout: "time",
      observer: "object",
      protocolTimeout: "time",
      timing: like(standardTiming),
    },
    [],
  ],
  "a publication": [
    {
      appKeyIndex: 0xfff,
      ttl: 127,
      period: "time",
      retransmitCount: 7,
      retransmitInterval: "time",
      credentialFlag: "boolean",
    },
    [],
  ],
  TopProvisioner: [
    {
      host: "object",
      uuid: "octets",
      companyId: 0xffff,
      models: "array",
      settings: "object",
      sarTransmitter: like(defaultSarTransmitter),
      sarReceiver: like(defaultSarReceiver),
      limits: "object",
      policy: "object",
      firstAddress: 0x7fff,
      onFound: "function",
      onNode: "function",
      timing: like(standardTiming),
    },
    ["host", "companyId"],
  ],
  limits: [limitKinds, []],
  "a message": [messageKinds, ["dst"]],
  "a request": [
    {
      ...messageKinds,
      timeout: "time",
      retryInterval: "time",
      retryFactor: "time",
      onDelivered: "function",
    },
    ["dst"],
  ],
  companies: [{ companyId: 0xffff, tests: "array" }, ["companyId"]],
  securities: [{ version: 2, salt: "octets", verifier: "octets", patchVersion: 1 }, ["version"]],
  outputOob: [{ actions: "array", size: 8, show: "function" }, ["actions", "size", "show"]],
  inputOob: [{ actions: "array", size: 8, ask: "function" }, ["actions", "size", "ask"]],
  "an item of elements": [{ location: 0xffff, models: "array" }, ["models"]],
});
