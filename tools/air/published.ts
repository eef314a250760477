/**
 * Measurements of real networks that a run's results are shown with. Each entry names its source.
 */
export const published = {
  /** Strzoda (2022), indoors: distance in metres and received power in dBm, with 0 dBm sent. */
  strengths: {
    source: "Strzoda 2022",
    points: [
      [1, -65.5],
      [5, -78.4],
      [10, -84.1],
      [16, -90.8],
    ],
    /** Standard deviations in dB, the largest and the smallest of the four. */
    deviations: [5.7, 3.5],
  },
  /** Silicon Labs AN1137: round trip over up to six hops, in ms. */
  roundTrips: { source: "Silicon Labs AN1137", sixHops: 200 },
  /** Silicon Labs AN1142: a message to a group of 24 nodes, in ms. */
  multicast: { source: "Silicon Labs AN1142", of24: 200 },
} as const;
