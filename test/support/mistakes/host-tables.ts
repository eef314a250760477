// The options of hosts and simulations for Node.js and browsers, as option-tables.ts has those of
// the modules.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileStore, nodeHost, NodeCrypto, NodeSessionCrypto } from "xs-mesh/node";
import { JsCrypto, JsSessionCrypto } from "xs-mesh/crypto";
import {
  defineScript,
  PlanNames,
  Simulation,
  VirtualAir,
  WifiLandscape,
  World,
} from "xs-mesh/simulation";
import { FastProvisioningServer } from "xs-mesh/espressif";
import { LocalStore, MemoryStore, webHost } from "xs-mesh/web";
import { VirtualClock } from "xs-mesh/node";
import type { OptionTable } from "./option-tables.js";

const clock = () => new VirtualClock();
const folder = mkdtempSync(join(tmpdir(), "xs-mesh-test-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

const hostOptions = {
  radio: "object",
  clock: "object",
  random: "object",
  store: "object",
  crypto: "object",
  trace: "function",
} as const;

const noop = () => undefined;

export const hostTables: Readonly<Record<string, OptionTable>> = {
  FileStore: {
    make: (options) => new FileStore(options),
    valid: () => ({ directory: join(folder, "store") }),
    options: { directory: "string" },
  },
  JsCrypto: {
    make: (options) => new JsCrypto(options),
    valid: () => ({ clock: clock() }),
    options: { clock: "object" },
  },
  JsSessionCrypto: {
    make: (options) => new JsSessionCrypto(options),
    valid: () => ({ clock: clock() }),
    options: { clock: "object" },
  },
  LocalStore: {
    make: (options) => new LocalStore(options),
    valid: () => ({ storage: {} }),
    options: { storage: "object", prefix: "string" },
  },
  MemoryStore: {
    make: (options) => new MemoryStore(options),
    valid: () => ({}),
    options: { fail: "function" },
  },
  NodeCrypto: {
    make: (options) => new NodeCrypto(options),
    valid: () => ({ clock: clock() }),
    options: { clock: "object", ecdhMilliseconds: "time" },
  },
  NodeSessionCrypto: {
    make: (options) => new NodeSessionCrypto(options),
    valid: () => ({ clock: clock() }),
    options: { clock: "object" },
  },
  nodeHost: {
    make: (options) => nodeHost(options),
    valid: () => ({ radio: {} }),
    options: { ...hostOptions, ecdhMilliseconds: "time" },
  },
  webHost: {
    make: (options) => webHost(options),
    valid: () => ({ radio: {} }),
    options: hostOptions,
  },
  FastProvisioningServer: {
    make: (options) => new FastProvisioningServer(options),
    valid: () => ({
      disableTimeout: 1000,
      previousRanges: noop,
      onEnter: noop,
      onEnd: noop,
      onGroupOnly: noop,
      addresses: noop,
      onAddresses: noop,
    }),
    options: {
      disableTimeout: "time",
      enterDelay: "time",
      previousRanges: "function",
      onEnter: "function",
      onEnd: "function",
      onGroupOnly: "function",
      addresses: "function",
      onAddresses: "function",
    },
  },
  Simulation: {
    make: (options) => new Simulation(options),
    valid: () => ({}),
    options: { walls: "array", parameters: "object" },
  },
  SimulatedHost: {
    make: (options) => new Simulation().host(options),
    valid: () => ({ name: "lamp" }),
    options: {
      name: "string",
      walls: "whole",
      sets: "whole",
      receiveDelay: "time",
      hostCost: "time",
      deafness: "time",
      store: "object",
      ecdhMilliseconds: "time",
      trace: "function",
      wifi: "object",
      http: "object",
    },
  },
  World: {
    make: (options) => new World(options),
    valid: () => ({}),
    options: {
      parameters: "object",
      network: "object",
      onLog: "function",
      onEvent: "function",
      onFailure: "function",
      onStep: "function",
      folder: "string",
      load: "function",
      firmwareEventsOnly: "boolean",
    },
  },
  defineScript: {
    make: (options) => defineScript(options),
    valid: () => ({ devices: {} }),
    options: {
      title: "string",
      walls: "array",
      parameters: "object",
      devices: "object",
      network: "object",
      join: "boolean",
      run: "function",
    },
  },
  PlanNames: {
    make: (options) => new PlanNames(options, noop),
    valid: () => ({}),
    options: { appKeys: "array", nodes: "object", position: "object", clients: "array" },
  },
  VirtualAir: {
    make: (options) => new VirtualAir(options),
    valid: () => ({ clock: clock(), seed: 1 }),
    options: { clock: "object", walls: "array" },
  },
  WifiLandscape: {
    make: (options) => new WifiLandscape(options),
    valid: () => ({ clock: clock(), accessPoints: [] }),
    options: { clock: "object", accessPoints: "array" },
  },
};
