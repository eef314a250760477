import { getUint16LE, putUint16LE } from "../../base/bytes.js";
import { frozen } from "../../base/frozen.js";

/** A company whose faults a device reports, with the self-tests that it defines. */
export interface HealthCompany {
  /** Company identifier, 16 bits. */
  readonly companyId: number;
  /** Test IDs, 0..255; default: only 0, the standard test. */
  readonly tests?: readonly number[];
}

const standardTest: readonly number[] = frozen([0]);
const noFaults: readonly number[] = frozen([]);

/** The Current Fault and Registered Fault states of one company. Mesh Protocol 1.1 §4.2.15. */
export class CompanyFaults {
  readonly companyId: number;
  readonly tests: readonly number[];
  /** The test that ran last. */
  testId = 0;
  /** Faults that there are now; replaced, never changed. */
  current = noFaults;
  /** Faults that there were since they were last cleared, the first one first. */
  registered = noFaults;

  /** Throws RangeError for an identifier out of range. */
  constructor({ companyId, tests = standardTest }: HealthCompany) {
    checkRange("companyId", companyId, 0, 0xffff);
    for (const test of tests) checkRange("tests", test, 0, 0xff);
    this.companyId = companyId;
    this.tests = tests;
  }

  /** Replaces the current faults, and registers those that are new. Throws RangeError for one that is not 1..255. */
  set(faults: readonly number[]): void {
    for (const fault of faults) checkRange("fault", fault, 1, 0xff);
    this.current = [...new Set(faults)];
    this.registered = [...new Set([...this.registered, ...this.current])];
  }

  /** Clears the registered faults; the current faults stay. */
  clear(): void {
    this.registered = noFaults;
  }
}

function checkRange(name: string, value: number, low: number, high: number): void {
  if (!Number.isInteger(value) || value < low || value > high)
    throw new RangeError(`${name}: ${value} is not a whole number from ${low} to ${high}`);
}

/** The record of a health server: divisor; company (2, little-endian), count and faults of each. */
export function encodeHealthRecord(
  divisor: number,
  companies: readonly CompanyFaults[],
): Uint8Array {
  const length = companies.reduce((sum, { registered }) => sum + 3 + registered.length, 1);
  const record = new Uint8Array(length);
  record[0] = divisor;
  let at = 1;
  for (const { companyId, registered } of companies) {
    putUint16LE(record, at, companyId);
    record[at + 2] = registered.length;
    record.set(registered, at + 3);
    at += 3 + registered.length;
  }
  return record;
}

/** Puts the registered faults back and gives the divisor; malformed entries are left out. */
export function decodeHealthRecord(
  record: Uint8Array,
  companies: readonly CompanyFaults[],
): number {
  for (let at = 1; at + 3 <= record.length;) {
    const companyId = getUint16LE(record, at);
    const end = at + 3 + record[at + 2]!;
    const company = companies.find((each) => each.companyId === companyId);
    if (company && end <= record.length)
      company.registered = [...record.slice(at + 3, end)].filter((fault) => fault > 0);
    at = end;
  }
  return (record[0] ?? 0) & 15;
}
