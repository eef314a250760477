/**
 * The fuzzed node's keys and addresses, which the fuzzer knows; an attacker with fewer keys can
 * do less.
 */
export const known = {
  address: 0x0100,
  /** Number of elements. */
  elements: 2,
  netKey: "f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1",
  appKey: "a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2",
  deviceKey: "d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3",
  ivIndex: 7,
  group: 0xc000,
  /**
   * Address of a source that sends only valid messages, and has an entry in the replay protection
   * list.
   */
  friend: 0x0200,
} as const;
