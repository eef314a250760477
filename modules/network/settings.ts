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
  /** Whether messages are forwarded for the Private GATT Proxy or On-Demand Private GATT Proxy state, §4.2.45, §4.2.47; these are stored by their models. */
  privateProxy?: boolean;
  /** Relay Retransmit state. §4.2.20 */
  relayRetransmit: Retransmission;
  /** Network Transmit state. §4.2.19 */
  networkTransmit: Retransmission;
  /** Default TTL state: 0 or 2..127. §4.2.8 */
  defaultTtl: number;
}

/** Whether the Proxy feature is on: messages are forwarded between proxy clients and the network. §3.4.6.3 */
export function isProxy({ privateProxy, proxy }: Pick<NetworkSettings, "proxy" | "privateProxy">) {
  return proxy === true || privateProxy === true;
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

/** Throws RangeError naming the setting that is out of range. */
export function checkSettings(settings: Partial<NetworkSettings>): void {
  const { defaultTtl, networkTransmit, relayRetransmit } = settings;
  if (defaultTtl !== undefined && !(isWhole(defaultTtl, 0, 127) && defaultTtl !== 1))
    throw new RangeError(`settings.defaultTtl: ${defaultTtl} is neither 0 nor 2..127`);
  for (const [name, state] of Object.entries({ networkTransmit, relayRetransmit })) {
    if (!state) continue;
    const { transmissions, interval } = state;
    if (!isWhole(transmissions, 1, 8))
      throw new RangeError(`settings.${name}.transmissions: ${transmissions} is not 1..8`);
    if (!isWhole(interval / 10, 1, 32))
      throw new RangeError(`settings.${name}.interval: ${interval} is not 10..320 ms in tens`);
  }
}

function isWhole(value: number, low: number, high: number): boolean {
  return Number.isInteger(value) && value >= low && value <= high;
}
