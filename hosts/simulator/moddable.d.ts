// The parts of Moddable's modules that the simulator's host uses, for a type check without the SDK.

declare module "timer" {
  type TimerId = { readonly timer: unique symbol };
  const Timer: {
    set(callback: () => void, delay: number): TimerId;
    repeat(callback: () => void, interval: number): TimerId;
    clear(timer: TimerId): void;
  };
  export default Timer;
}

declare module "time" {
  const Time: {
    /** Milliseconds, 32 bits. */
    readonly ticks: number;
    /** Milliseconds from one count of ticks to another, across an overflow. */
    delta(start: number, end?: number): number;
  };
  export default Time;
}

declare module "preference" {
  const Preference: {
    get(domain: string, key: string): ArrayBuffer | string | number | boolean | undefined;
    set(domain: string, key: string, value: ArrayBuffer): void;
    delete(domain: string, key: string): void;
    keys(domain: string): string[];
  };
  export default Preference;
}
