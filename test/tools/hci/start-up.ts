// What hosts send when they start: opcode, parameters, and the return parameters
// expected, from the status on, or how many. Apache NimBLE's and Zephyr's orders
// are theirs; BlueZ's two stand for what its hosts ask, not for when they do.

export type Step = readonly [opcode: number, parameters: string, answer: string | number];

const reset: Step = [0x0c03, "", "00"];
const version: Step = [0x1001, "", "00" + "09" + "0000" + "09" + "ffff" + "0000"];
const commands: Step = [0x1002, "", 65];
const features: Step = [0x1003, "", "00" + "0000000060000000"];
const bufferSize: Step = [0x2002, "", "00" + "fb00" + "08"];
const leFeatures: Step = [0x2003, "", "00" + "2200000000000000"];
const address: Step = [0x1009, "", "00" + "010000000002"];
const rand: Step = [0x2018, "", 9];
/** Of no mesh host's need: what controllers without it answer. */
const unknown = (opcode: number, parameters: string): Step => [opcode, parameters, "01"];

/** Then they scan: passively, all the time, every packet. */
const scan = (parameters: string): readonly Step[] => [
  [0x200b, parameters, "00"],
  [0x200c, "0100", "00"],
];
/** And advertise 31 octets at 20 ms. */
const advertise = (own: string): readonly Step[] => [
  [0x2006, `2000200003${own}00000000000000` + "0700", "00"],
  [0x2008, "1f" + "1e2b".padEnd(62, "0"), "00"],
  [0x200a, "01", "00"],
  [0x200a, "00", "00"],
];
const randomAddress: readonly Step[] = [
  [0x200c, "0000", "00"],
  [0x2005, "010203040506", "00"],
  [0x200c, "0100", "00"],
];

export const startUps: Readonly<Record<string, readonly Step[]>> = {
  "Apache NimBLE": [
    ...[reset, version, commands, features],
    [0x0c01, "90800002008000" + "20", "00"],
    [0x0c63, "0000800000000000", "00"],
    [0x2001, "7f06000000000000", "00"],
    ...[bufferSize, leFeatures, address],
    ...scan("00300030000000"),
    ...advertise("00"),
  ],
  Zephyr: [
    ...[reset, features, version, commands],
    ...[rand, rand, rand, leFeatures],
    [0x2001, "1f00000000000000", "00"],
    [0x0c01, "9080000200800020", "00"],
    address,
    unknown(0xfc09, ""),
    ...scan("00300030000000"),
    ...randomAddress,
    ...advertise("01"),
  ],
  "BlueZ in the kernel": [
    ...[reset, features, version, address, commands],
    [0x0c01, "9000000200800020", "00"],
    ...[bufferSize, leFeatures],
    [0x201c, "", "00" + "0000000000000000"],
    [0x200f, "", "00" + "08"],
    [0x2010, "", "00"],
    [0x2007, "", "00" + "00"],
    unknown(0x0c23, ""),
    unknown(0x202a, ""),
    [0x2023, "", "00" + "1b00" + "4801"],
    [0x2001, "5f0e000000000000", "00"],
    [0x0c6d, "0100", "00"],
    ...scan("01600030000000"),
    ...randomAddress,
    ...advertise("01"),
  ],
  "bluetooth-meshd on a user channel": [
    ...[reset, commands, features],
    [0x0c01, "0000000000000020", "00"],
    [0x2001, "0200000000000000", "00"],
    ...[leFeatures, rand],
    ...scan("00100010000100"),
    ...randomAddress,
    ...advertise("01"),
  ],
};

const extendedFeatures: Step = [0x2003, "", "00" + "2210000000000000"];

/** Then they scan: passively, every packet, with a random address of their own. */
const extendedScan: readonly Step[] = [
  [0x2005, "0102030405c6", "00"],
  [0x2041, "010001" + "0030003000", "00"],
  [0x2042, "010000000000", "00"],
];
/** And put two sets on the air: 31 octets five times at 20 ms, and what can be connected to. */
const advertiseSets: readonly Step[] = [
  [0x2036, "00" + "1000" + "200000200000" + "07010000000000000000" + "7f010001" + "0000", "0000"],
  [0x2035, "00" + "0102030405c6", "00"],
  [0x2037, "0003001f" + "1e2b".padEnd(62, "0"), "00"],
  [0x2036, "01" + "1300" + "a00000a00000" + "07010000000000000000" + "7f010001" + "0100", "0000"],
  [0x2035, "01" + "0102030405c6", "00"],
  [0x2037, "01030003" + "020106", "00"],
  [0x2038, "01030003" + "0201ff", "00"],
  [0x2039, "0101" + "00000005", "00"],
  [0x2039, "0101" + "01000000", "00"],
  [0x2039, "0001" + "00000000", "00"],
];

/** Likewise, of hosts that use extended advertising where they can. */
export const extendedStartUps: Readonly<Record<string, readonly Step[]>> = {
  "Apache NimBLE": [
    ...[reset, version, commands, features],
    [0x0c01, "90800002008000" + "20", "00"],
    [0x0c63, "0000800000000000", "00"],
    [0x2001, "7f1e0e0000000000", "00"],
    ...[bufferSize, extendedFeatures, address],
    unknown(0x202d, "00"),
    ...extendedScan,
    ...advertiseSets,
  ],
  "BlueZ in the kernel": [
    ...[reset, features, version, address, commands],
    [0x0c01, "9000000200800020", "00"],
    ...[bufferSize, extendedFeatures],
    [0x201c, "", "00" + "0000000000000000"],
    [0x200f, "", "00" + "08"],
    [0x2010, "", "00"],
    [0x203b, "", "00" + "05"],
    [0x203a, "", "00" + "1f00"],
    [0x2001, "5f1e060000000000", "00"],
    [0x203d, "", "00"],
    ...extendedScan,
    ...advertiseSets,
  ],
};
