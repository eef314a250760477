// Options that are objects: each with an example of what is right, whose properties a test changes
// one at a time.
import { adaptivePolicy } from "../../../modules/espressif/fast-provisioning/policy/adaptive-policy.js";
import { standardTiming } from "../../../modules/provisioning/pb-adv/timing.js";
import {
  defaultSarReceiver,
  defaultSarTransmitter,
} from "../../../modules/transport/sar-configuration.js";
import { optionTables } from "./option-tables.js";

export interface NestedOption {
  /** Of `optionTables`. */
  readonly className: string;
  readonly option: string;
  readonly right: () => Readonly<Record<string, unknown>>;
  /** Properties that may be undefined. */
  readonly maybeUndefined?: readonly string[];
  /** Whether properties may be missing. */
  readonly partial?: boolean;
}

const transmitter = () => ({ ...defaultSarTransmitter });
const receiver = () => ({ ...defaultSarReceiver });
const timing = () => ({ ...standardTiming });
const policy = () => ({ ...adaptivePolicy });
/** Two properties are undefined in other policies. */
const maybeUndefined = ["enterDelay", "sar"];
const network = () => ({ ssid: Uint8Array.of(1), passphrase: new Uint8Array(0) });
const retransmission = () => ({ transmissions: 2, interval: 30 });

export const nestedOptions: readonly NestedOption[] = [
  ...["Node", "FastProvisioningNode", "Provisioner"].flatMap((className) => [
    { className, option: "sarTransmitter", right: transmitter },
    { className, option: "sarReceiver", right: receiver },
    {
      className,
      option: "settings",
      partial: true,
      right: () => ({
        beacon: true,
        defaultTtl: 5,
        relayRetransmit: retransmission(),
        networkTransmit: retransmission(),
      }),
    },
  ]),
  ...["Provisioner", "RemoteProvisioningServer"].map((className) => ({
    className,
    option: "timing",
    right: timing,
  })),
  ...["FastProvisioningNode", "TopProvisioner"].map((className) => ({
    className,
    option: "policy",
    right: policy,
    maybeUndefined,
  })),
  {
    className: "Node",
    option: "provisioning",
    partial: true,
    right: () => ({ inviteTimeout: 60_000, protocolTimeout: 60_000, timing: timing() }),
  },
  {
    className: "Node",
    option: "outputOob",
    right: () => ({ actions: [0], size: 2, show: () => undefined }),
  },
  {
    className: "Node",
    option: "inputOob",
    right: () => ({ actions: [0], size: 2, ask: () => undefined }),
  },
  {
    className: "SensorState",
    option: "cadence",
    partial: true,
    right: () => ({
      fastPeriodDivisor: 2,
      triggerType: "percent",
      deltaDown: 1,
      deltaUp: 2,
      minInterval: 1000,
      fastLow: 3,
      fastHigh: 4,
    }),
  },
  { className: "StationKeeper", option: "network", right: network },
  { className: "WifiProvisioning", option: "known", right: network },
  {
    className: "WifiProvisioning",
    option: "version",
    partial: true,
    right: () => ({ version: "v1.1", capabilities: ["a"], application: {}, oldest: "3.2" }),
  },
  {
    className: "ProvisioningClient",
    option: "credentials",
    right: () => ({ username: "a", password: "b" }),
  },
];

/** Creates the class with a value of the option. */
export function madeWith({ className, option }: NestedOption, value: unknown): unknown {
  const { make, valid } = optionTables[className]!;
  return make({ ...valid(), [option]: value } as never);
}

/** A copy of an object in which the property at `path` is another. */
export function changed(
  object: Readonly<Record<string, unknown>>,
  [key, ...rest]: readonly string[],
  value: unknown,
): Record<string, unknown> {
  const inner = object[key!] as Readonly<Record<string, unknown>>;
  return { ...object, [key!]: rest.length > 0 ? changed(inner, rest, value) : value };
}

/** The paths of all properties, with their values. */
export function properties(
  object: Readonly<Record<string, unknown>>,
  path: readonly string[] = [],
): readonly (readonly [path: readonly string[], value: unknown])[] {
  return Object.entries(object).flatMap(([key, value]) => {
    const at = [...path, key];
    const isObject =
      typeof value === "object" &&
      value !== null &&
      !Array.isArray(value) &&
      !(value instanceof Uint8Array);
    const inner = isObject ? properties(value as Record<string, unknown>, at) : [];
    return value === undefined ? [] : [[at, value] as const, ...inner];
  });
}
