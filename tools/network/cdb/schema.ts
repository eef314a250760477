import * as z from "zod";
import {
  address,
  hex4,
  key,
  keyIndex,
  modelId,
  oneOf,
  range,
  security,
  text,
  time,
  truth,
  uuid,
  wanted,
  whole,
} from "./forms.js";

// The objects of a Mesh Configuration Database 1.0.1, in the order in which their members are written.
// Members that are not named are kept.

const object = <Shape extends z.core.$ZodLooseShape>(shape: Shape) =>
  z.looseObject(shape, wanted("an object"));
const list = <Item extends z.core.SomeType>(item: Item) => z.array(item, wanted("a list"));

const isGroup = (value: number) => value >= 0xc000 && value <= 0xfeff;
/** Groups, and the fixed ones: all-directed-forwarding-nodes and those above it. */
const isSubscribed = (value: number) => isGroup(value) || (value >= 0xfff9 && value <= 0xffff);
const isVirtual = (value: number) => value >= 0x8000 && value <= 0xbfff;

const unicast = hex4("a unicast address", 0x0001, 0x7fff);

const netKey = object({
  name: text,
  index: keyIndex,
  phase: oneOf(0, 1, 2),
  key: key("a NetKey"),
  minSecurity: security,
  oldKey: key("a NetKey").optional(),
  timestamp: time,
});

const appKey = object({
  name: text,
  index: keyIndex,
  boundNetKey: keyIndex,
  key: key("an AppKey"),
  oldKey: key("an AppKey").optional(),
});

const addressRange = (what: string, low: number, high: number) =>
  object({ lowAddress: hex4(what, low, high), highAddress: hex4(what, low, high) });
const sceneNumber = hex4("a scene number", 0x0001);

const provisioner = object({
  provisionerName: text,
  UUID: uuid("the UUID of a provisioner"),
  allocatedUnicastRange: list(addressRange("a unicast address", 0x0001, 0x7fff)),
  allocatedGroupRange: list(addressRange("a group address", 0xc000, 0xfeff)),
  allocatedSceneRange: list(object({ firstScene: sceneNumber, lastScene: sceneNumber })),
});

const nodeKey = object({ index: keyIndex, updated: truth });

/** Transmissions and milliseconds; both 0 where a program knows neither. */
function transmit(most: number, step: number, longest: number) {
  const interval = `a multiple of ${step} from ${step} to ${longest}, or 0 with a count of 0,`;
  return object({
    count: range(0, most),
    interval: whole(interval, (value) => value >= 0 && value % step === 0 && value <= longest),
  }).refine(({ count, interval }) => count === 0 || interval > 0, {
    path: ["interval"],
    error: `0 where ${interval} is needed`,
  });
}

const publication = object({
  address: address("an address, 0000 for none,", (value) => !isVirtual(value)),
  index: keyIndex,
  ttl: whole(
    "0 to 127, or 255 for the default TTL,",
    (ttl) => (ttl >= 0 && ttl <= 127) || ttl === 255,
  ),
  period: object({
    numberOfSteps: range(0, 63),
    resolution: oneOf(100, 1000, 10_000, 600_000),
  }),
  retransmit: transmit(7, 50, 1600),
  credentials: oneOf(0, 1),
});

const model = object({
  modelId: modelId(),
  subscribe: list(address("a group address", isSubscribed)),
  publish: publication.optional(),
  bind: list(keyIndex),
});

const element = object({
  name: text.optional(),
  index: range(0, 255),
  location: hex4("a location"),
  models: list(model),
});

const feature = oneOf(0, 1, 2).optional();
const featureName = z.enum(["relay", "proxy", "friend", "lowPower"], wanted("a feature"));

/** 0, powers of two, or 65535 for the logarithm 0x11. */
const heartbeatPeriod = whole(
  "0, a power of two up to 65536, or 65535,",
  (period) =>
    period === 0xffff || (period >= 0 && period <= 0x1_0000 && (period & (period - 1)) === 0),
);

const node = object({
  UUID: uuid("a device UUID"),
  name: text.optional(),
  deviceKey: key("a device key").optional(),
  unicastAddress: unicast,
  security,
  cid: hex4("a company identifier").optional(),
  pid: hex4("a product identifier").optional(),
  vid: hex4("a version identifier").optional(),
  crpl: hex4("the size of a replay protection list").optional(),
  features: object({
    relay: feature,
    proxy: feature,
    friend: feature,
    lowPower: feature,
  }).optional(),
  elements: list(element),
  configComplete: truth,
  netKeys: list(nodeKey),
  appKeys: list(nodeKey),
  networkTransmit: transmit(8, 10, 320).optional(),
  relayRetransmit: transmit(8, 10, 320).optional(),
  secureNetworkBeacon: truth.optional(),
  defaultTTL: whole("0, or 2 to 127,", (ttl) => ttl >= 0 && ttl <= 127 && ttl !== 1).optional(),
  excluded: truth,
  heartbeatPub: object({
    address: hex4("an address, 0000 for none,"),
    period: heartbeatPeriod,
    ttl: range(0, 127),
    index: keyIndex,
    features: list(featureName),
  }).optional(),
  heartbeatSub: object({
    source: hex4("a unicast address, 0000 for none,", 0, 0x7fff),
    destination: hex4("an address, 0000 for none,"),
  }).optional(),
});

const group = object({
  name: text,
  address: address("a group address", isGroup),
  parentAddress: address(
    "a group address, 0000 for none,",
    (value) => value === 0 || isGroup(value),
  ),
});

const scene = object({ name: text, addresses: list(unicast), number: sceneNumber });

const exclusion = object({
  ivIndex: whole("an IV Index", (value) => value >= 0 && value <= 0xffff_ffff),
  addresses: list(unicast),
});

/** The whole database, without the members that tell the version of the file. */
export const databaseSchema = object({
  meshUUID: uuid("the UUID of a mesh network"),
  meshName: text,
  timestamp: time,
  partial: truth,
  netKeys: list(netKey),
  appKeys: list(appKey),
  provisioners: list(provisioner),
  nodes: list(node),
  groups: list(group),
  scenes: list(scene),
  networkExclusions: list(exclusion).optional(),
});
