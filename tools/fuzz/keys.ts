/** What the fuzzed node has, and the fuzzer knows: an attacker with less can do less. */
export const known = {
  address: 0x0100,
  /** Of the first element and of the second. */
  elements: 2,
  netKey: "f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1",
  appKey: "a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2",
  deviceKey: "d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3",
  ivIndex: 7,
  group: 0xc000,
  /** Who sends only what is right, and has a place in the replay list. */
  friend: 0x0200,
} as const;
