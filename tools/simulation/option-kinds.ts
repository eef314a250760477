import { checkOptionsOf } from "../../modules/checks/check-options.js";
import { type Check, checkKind, oneOf, valueText } from "../../modules/checks/kinds.js";
import type { OptionKinds, OptionTable } from "../../modules/checks/option-table.js";
import { airModels } from "../air/model.js";
import { airKinds, parameterKinds, stationKinds } from "../air/option-kinds.js";

/** Values that have checks of their own. */
const any: Check = () => undefined;

/** An object whose properties are of a table. */
const object =
  (table: () => OptionTable): Check =>
  (name, value) =>
    checkOptionsOf(name, value, table());

const parameters = object(() => [parameterKinds, []]);
const host = oneOf("xs", "node");

const firmware: Check = (name, value) => {
  if (typeof value !== "string" && typeof value !== "function" && !(value instanceof URL))
    throw new TypeError(
      `${name}: ${valueText(value)} where the path of a module, its URL or its start function is needed`,
    );
};

/** A name, an address, or an array of them. */
const names: Check = (name, value) => {
  for (const item of Array.isArray(value) ? (value as readonly unknown[]) : [value])
    if (typeof item !== "string" && typeof item !== "number")
      throw new TypeError(`${name}: ${valueText(item)} where a name or an address is needed`);
};

const publish: Check = (name, value) => {
  if (typeof value === "string" || typeof value === "number") return;
  const kinds: OptionKinds = {
    to: names,
    period: "time",
    ttl: 127,
    retransmissions: 7,
    interval: "time",
  };
  checkOptionsOf(name, value, [kinds, ["to"]]);
};

const model = object(() => [
  { model: names, element: 255, bind: names, subscribe: names, publish },
  ["model"],
]);

const nodes: Check = (name, value) => {
  checkKind(name, value, "object");
  for (const [device, models] of Object.entries(value as object)) {
    checkKind(`${name}.${device}`, models, "array");
    for (const item of models as readonly unknown[]) model(`${name}.${device}`, item);
  }
};

const groups: Check = (name, value) => {
  if (!Array.isArray(value)) checkKind(name, value, "object");
};

const networkTable: OptionTable = [
  {
    appKeys: "array",
    groups,
    nodes,
    position: stationKinds["position"]!,
    clients: "array",
  },
  [],
];
const network = object(() => networkTable);

const oob = object(() => [{ static: any, output: "function", input: "function" }, []]);

const deviceKinds: OptionKinds = {
  ...stationKinds,
  firmware,
  oob,
  stays: "boolean",
  ecdhMilliseconds: "time",
  store: "object",
  config: "object",
  wifi: "object",
  http: "object",
  powered: "boolean",
};

const devices: Check = (name, value) => {
  checkKind(name, value, "object");
  for (const [device, options] of Object.entries(value as object))
    checkOptionsOf(`${name}.${device}`, options, [deviceKinds, ["firmware"]]);
};

const tables = {
  Simulation: [{ ...airKinds, air: oneOf(...airModels), parameters }, []],
  World: [
    {
      ...airKinds,
      air: oneOf(...airModels),
      parameters,
      host,
      gatt: "boolean",
      network,
      capture: any,
      onLog: "function",
      onEvent: "function",
      onFailure: "function",
      onStep: "function",
      folder: "string",
      load: "function",
      firmwareEventsOnly: "boolean",
    },
    [],
  ],
  network: networkTable,
  device: [deviceKinds, ["firmware"]],
  SimulatedHost: [
    {
      ...stationKinds,
      name: "string",
      store: "object",
      ecdhMilliseconds: "time",
      trace: "function",
      wifi: "object",
      http: "object",
    },
    ["name"],
  ],
  script: [
    {
      ...airKinds,
      title: "string",
      air: oneOf(...airModels),
      parameters,
      host,
      devices,
      network,
      join: "boolean",
      run: "function",
    },
    ["devices"],
  ],
} satisfies Record<string, OptionTable>;

/**
 * Checks the options of a class or function of the simulation. Throws TypeError or RangeError
 * naming the option that is wrong, and the right name of one that is misspelt.
 */
export function checkSimulationOptions(name: keyof typeof tables, options: unknown): void {
  checkOptionsOf(name, options, tables[name]);
}
