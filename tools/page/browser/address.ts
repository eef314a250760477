/** What an address of a page names after "#": a time and what is selected. */
export interface PageAddress {
  /** Milliseconds. */
  readonly time: number | undefined;
  /** Values of other names, such as a device. */
  readonly selected: ReadonlyMap<string, string>;
}

/** Reads "#t=4.8&device=light-3": 4.8 s, and the device light-3. */
export function readAddress(hash: string): PageAddress {
  const values = new Map(new URLSearchParams(hash.replace(/^#/, "")));
  const text = values.get("t") ?? "";
  values.delete("t");
  return { time: /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : undefined, selected: values };
}

/** The part of an address after and with "#"; undefined values are left out. */
export function addressOf(
  time: number,
  selected: Readonly<Record<string, string | undefined>>,
): string {
  const values = new URLSearchParams({ t: String(Number((time / 1000).toFixed(3))) });
  for (const [name, value] of Object.entries(selected))
    if (value !== undefined) values.set(name, value);
  return `#${values.toString()}`;
}
