import { checkOptions, type OptionKinds, valueText } from "../base/check.js";
import { frozen } from "../base/frozen.js";

/** Number and interval of the transmissions of a network PDU. */
export interface Retransmission {
  /** Number of transmissions, 1..8. */
  transmissions: number;
  /** Milliseconds between transmissions, 10..320 in steps of 10. */
  interval: number;
}

/** The states of the network layer, set by the Configuration Server. Mesh Protocol 1.1 §4.2. */
export interface NetworkSettings {
  /** Secure Network Beacon state. §4.2.11 */
  beacon: boolean;
  /** Relay state; undefined where the feature is not supported. §4.2.9 */
  relay: boolean | undefined;
  /** GATT Proxy state; absent where the feature is not supported. §4.2.12 */
  proxy?: boolean;
  /** Relay Retransmit state. §4.2.20 */
  relayRetransmit: Retransmission;
  /** Network Transmit state. §4.2.19 */
  networkTransmit: Retransmission;
  /** Default TTL state: 0 or 2..127. §4.2.8 */
  defaultTtl: number;
}

/** The states of a new node. Every PDU is sent three times: with packet loss that avoids most retries. */
export function defaultNetworkSettings(): NetworkSettings {
  return {
    beacon: true,
    relay: false,
    relayRetransmit: { transmissions: 3, interval: 20 },
    networkTransmit: { transmissions: 3, interval: 20 },
    defaultTtl: 7,
  };
}

const kinds: OptionKinds = frozen({
  beacon: "boolean",
  relay: "boolean",
  proxy: "boolean",
  relayRetransmit: "object",
  networkTransmit: "object",
});

/** Throws RangeError naming the setting that is out of range, TypeError for one of another kind. */
export function checkSettings(settings: Partial<NetworkSettings>): void {
  checkOptions("settings", settings, kinds);
  const { defaultTtl, networkTransmit, relayRetransmit } = settings;
  if (defaultTtl !== undefined && !(isWhole(defaultTtl, 0, 127) && defaultTtl !== 1))
    throw new RangeError(`settings.defaultTtl: ${valueText(defaultTtl)} is neither 0 nor 2..127`);
  for (const [name, state] of Object.entries({ networkTransmit, relayRetransmit })) {
    if (!state) continue;
    const { transmissions, interval } = state;
    if (!isWhole(transmissions, 1, 8))
      throw new RangeError(
        `settings.${name}.transmissions: ${valueText(transmissions)} is not 1..8`,
      );
    if (!isWhole(interval / 10, 1, 32))
      throw new RangeError(
        `settings.${name}.interval: ${valueText(interval)} is not 10..320 ms in tens`,
      );
  }
}

function isWhole(value: number, low: number, high: number): boolean {
  return Number.isInteger(value) && value >= low && value <= high;
}
