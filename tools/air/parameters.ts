// Values that all airs have in common. Times in milliseconds, powers in dBm, losses in dB.

/** Octets of a packet beside the AD structures: preamble, access address, header, AdvA, CRC. */
const OVERHEAD = 16;
/** Duration of one octet at 1 Mbit/s. */
const OCTET_MS = 0.008;

export const CHANNELS = [37, 38, 39] as const;
export type Channel = (typeof CHANNELS)[number];

/** Time between the packets of one event on two channels. */
export const CHANNEL_GAP = 0.3;
/**
 * Largest advDelay, a random time added to each advertising interval (Core 5.4, Vol 6 Part B
 * §4.4.2.2.1).
 */
export const ADV_DELAY = 10;
export const MIN_INTERVAL = 20;
export const MAX_INTERVAL = 10_240;
export const MAX_AD_LENGTH = 31;

/** Time before and after an event of its own in which a radio cannot receive. */
export const TURNAROUND = 0.15;

export const SENSITIVITY = -94;
export const WALL_LOSS = 6;
/** Metres from one floor to the next. */
export const FLOOR_HEIGHT = 3.5;
/**
 * Loss through the first floor and through each further one, dB: ITU-R P.1238 has 15 + 4 (n - 1) for
 * offices at 1.8 to 2 GHz.
 */
export const FLOOR_LOSS = 15;
export const FURTHER_FLOOR_LOSS = 4;
/** dB by which a packet must exceed the sum of all that overlap it. */
export const CAPTURE_RATIO = 8;

/** Milliseconds of a packet with `length` octets of AD structures on one channel. */
export function airtime(length: number): number {
  return (OVERHEAD + length) * OCTET_MS;
}

/** Milliseconds of a whole event: the packet on all three channels. */
export function eventTime(length: number): number {
  return CHANNELS.length * airtime(length) + (CHANNELS.length - 1) * CHANNEL_GAP;
}
