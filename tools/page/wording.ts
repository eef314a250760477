// Format of times and counts, on pages and in the terminal.

/** A time as "9.6 s", or a dash for one that is undefined. */
export function seconds(milliseconds: number | undefined, decimals = 1): string {
  if (milliseconds === undefined) return "–";
  const digits = (milliseconds / 1000).toFixed(decimals);
  // A value that is rounded to zero has no sign.
  return `${Number(digits) === 0 ? digits.replace("-", "") : digits.replace("-", "−")} s`;
}

export function count(number: number): string {
  return number.toLocaleString("en");
}

/** "1 link", "2 links". */
export function counted(number: number, noun: string): string {
  return `${count(number)} ${noun}${number === 1 ? "" : "s"}`;
}

export function addressText(address: number | undefined): string {
  return address === undefined ? "–" : `0x${address.toString(16).toUpperCase().padStart(4, "0")}`;
}

export function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`;
}
