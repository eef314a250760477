import { type Field, FieldError } from "../../access/field.js";
import { bits, boolean, remainder, uint8, unsigned } from "../../access/fields.js";
import { message } from "../../access/message.js";
import { frozen } from "../../base/frozen.js";
import type { Retransmission } from "../../network/settings.js";

/** Transmissions (1..8) in 3 bits, (n + 1) * 10 ms in 5. Mesh Protocol 1.1 §4.2.19, §4.2.20. */
const retransmitBits = bits(1, { count: 3, steps: 5 });
export const retransmission: Field<Retransmission> = frozen({
  minimum: 1,
  read(reader) {
    const { count, steps } = retransmitBits.read(reader);
    return { transmissions: count + 1, interval: (steps + 1) * 10 };
  },
  write(writer, { transmissions, interval }, name) {
    const value = { count: transmissions - 1, steps: Math.ceil(interval / 10) - 1 };
    retransmitBits.write(writer, value, name);
  },
});

/** A feature's state: 0 disabled, 1 enabled, 2 not supported. */
const feature = unsigned(1, 0, 2);

const anyTtl = unsigned(1, 0, 127);

/** TTL 1 and those above 127 are prohibited. §4.2.8 */
const defaultTtl: Field<number> = frozen({
  minimum: 1,
  read(reader) {
    const ttl = reader.number(1);
    if (ttl === 1 || ttl > 127) reader.ok = false;
    return ttl;
  },
  write(writer, ttl, name) {
    if (ttl === 1) throw new FieldError(`${name}: 1 is prohibited, 0 or 2..127`);
    anyTtl.write(writer, ttl, name);
  },
});

export const BeaconStatus = message("Config Beacon Status", 0x800b, { beacon: boolean });
export const BeaconGet = message("Config Beacon Get", 0x8009, {}, BeaconStatus);
export const BeaconSet = message("Config Beacon Set", 0x800a, { beacon: boolean }, BeaconStatus);

export const CompositionDataStatus = message("Config Composition Data Status", 0x02, {
  page: uint8,
  data: remainder,
});
export const CompositionDataGet = message(
  "Config Composition Data Get",
  0x8008,
  { page: uint8 },
  CompositionDataStatus,
);

export const DefaultTtlStatus = message("Config Default TTL Status", 0x800e, { ttl: defaultTtl });
export const DefaultTtlGet = message("Config Default TTL Get", 0x800c, {}, DefaultTtlStatus);
export const DefaultTtlSet = message(
  "Config Default TTL Set",
  0x800d,
  { ttl: defaultTtl },
  DefaultTtlStatus,
);

export const FriendStatus = message("Config Friend Status", 0x8011, { friend: feature });
export const FriendGet = message("Config Friend Get", 0x800f, {}, FriendStatus);
export const FriendSet = message("Config Friend Set", 0x8010, { friend: boolean }, FriendStatus);

export const GattProxyStatus = message("Config GATT Proxy Status", 0x8014, { gattProxy: feature });
export const GattProxyGet = message("Config GATT Proxy Get", 0x8012, {}, GattProxyStatus);
export const GattProxySet = message(
  "Config GATT Proxy Set",
  0x8013,
  { gattProxy: boolean },
  GattProxyStatus,
);

export const RelayStatus = message("Config Relay Status", 0x8028, {
  relay: feature,
  retransmit: retransmission,
});
export const RelayGet = message("Config Relay Get", 0x8026, {}, RelayStatus);
export const RelaySet = message(
  "Config Relay Set",
  0x8027,
  { relay: boolean, retransmit: retransmission },
  RelayStatus,
);

export const NetworkTransmitStatus = message("Config Network Transmit Status", 0x8025, {
  transmit: retransmission,
});
export const NetworkTransmitGet = message(
  "Config Network Transmit Get",
  0x8023,
  {},
  NetworkTransmitStatus,
);
export const NetworkTransmitSet = message(
  "Config Network Transmit Set",
  0x8024,
  { transmit: retransmission },
  NetworkTransmitStatus,
);

export const LowPowerNodePollTimeoutStatus = message(
  "Config Low Power Node PollTimeout Status",
  0x802e,
  { address: unsigned(2), pollTimeout: unsigned(3) },
);
export const LowPowerNodePollTimeoutGet = message(
  "Config Low Power Node PollTimeout Get",
  0x802d,
  { address: unsigned(2, 0x0001, 0x7fff) },
  LowPowerNodePollTimeoutStatus,
);

export const NodeResetStatus = message("Config Node Reset Status", 0x804a, {});
export const NodeReset = message("Config Node Reset", 0x8049, {}, NodeResetStatus);

/** What a server answers with. */
export const stateAnswers = frozen([
  BeaconStatus,
  CompositionDataStatus,
  DefaultTtlStatus,
  FriendStatus,
  GattProxyStatus,
  RelayStatus,
  NetworkTransmitStatus,
  LowPowerNodePollTimeoutStatus,
  NodeResetStatus,
]);
