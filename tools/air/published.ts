/** What was measured in real networks, as far as a run is shown beside it. Sources are named at each. */
export const published = {
  /** Strzoda (2022), indoors: metres and dBm at a receiver, 0 dBm sent. */
  strengths: {
    source: "Strzoda 2022",
    points: [
      [1, -65.5],
      [5, -78.4],
      [10, -84.1],
      [16, -90.8],
    ],
    /** dB, the largest and the least of the four. */
    deviations: [5.7, 3.5],
  },
  /** Silicon Labs AN1137: there and back over up to six hops, in ms. */
  roundTrips: { source: "Silicon Labs AN1137", sixHops: 200 },
  /** Silicon Labs AN1142: a message to a group of 24 nodes, in ms. */
  multicast: { source: "Silicon Labs AN1142", of24: 200 },
} as const;
