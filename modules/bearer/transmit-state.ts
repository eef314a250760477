/** A Network Transmit or Relay Retransmit state, Mesh Protocol 1.1 §4.2.19, §4.2.20. */
export interface TransmitState {
  /** Transmissions beside the first, 0..7. */
  readonly count: number;
  /** Steps of 10 ms between them, less one: 0..31. */
  readonly intervalSteps: number;
}

/** How a bearer sends by that state: `transmissions` 1..8, `interval` 20 ms or more, as advertising allows no less. */
export function transmitParameters(state: TransmitState): {
  readonly transmissions: number;
  readonly interval: number;
} {
  return {
    transmissions: state.count + 1,
    interval: Math.max(20, (state.intervalSteps + 1) * 10),
  };
}
