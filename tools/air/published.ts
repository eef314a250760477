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
  /** Silicon Labs AN1137: there and back over up to six hops, in ms; about `threeHops` over three. */
  roundTrips: { source: "Silicon Labs AN1137", sixHops: 200, threeHops: 50 },
  /** Silicon Labs AN1142: a message to a group, in ms: all of 24 nodes, and 97 % of arrivals at 192. */
  multicast: { source: "Silicon Labs AN1142", of24: 200, of192: 250 },
} as const;
