// What is the same on every air. Times in milliseconds, powers in dBm, losses in dB.

/** Octets on the air beside the AD structures: preamble, access address, header, AdvA, CRC. */
const OVERHEAD = 16;
/** One octet at 1 Mbit/s. */
const OCTET_MS = 0.008;

export const CHANNELS = [37, 38, 39] as const;
export type Channel = (typeof CHANNELS)[number];

/** Between the packets of one event on two channels. */
export const CHANNEL_GAP = 0.3;
/** Added at random to each advertising interval (Core 5.4, Vol 6 Part B §4.4.2.2.1). */
export const ADV_DELAY = 10;
export const MIN_INTERVAL = 20;
export const MAX_INTERVAL = 10_240;
export const MAX_AD_LENGTH = 31;

/** Deaf before and after an event of one's own. */
export const TURNAROUND = 0.15;

export const SENSITIVITY = -94;
export const WALL_LOSS = 6;
/** What a packet must be stronger by than all that overlaps it. */
export const CAPTURE_RATIO = 8;

/** Milliseconds that a packet with `length` octets of AD structures takes on one channel. */
export function airtime(length: number): number {
  return (OVERHEAD + length) * OCTET_MS;
}

/** Milliseconds of a whole event: the packet on all three channels. */
export function eventTime(length: number): number {
  return CHANNELS.length * airtime(length) + (CHANNELS.length - 1) * CHANNEL_GAP;
}
