/** What `boot` is told in one number. */
export const BootFlag = {
  /** The host takes trace events. */
  traced: 1,
  /** Random octets come from the host. */
  random: 2,
} as const;
