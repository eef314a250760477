/** What takes the place of the native functions, by name. */
export type Natives = Readonly<Record<string, (...args: never[]) => unknown>>;

/** Gives this process native functions as a host under XS has them. */
export function setNatives(natives: Natives): void {
  (globalThis as unknown as { native: unknown }).native = (name: string) => ({
    call(_self: unknown, ...args: never[]): unknown {
      const found = natives[name];
      if (!found) throw new Error(`no native function ${name}`);
      return found(...args);
    },
  });
}
