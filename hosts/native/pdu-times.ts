import type { PduTimes } from "../../modules/host/radio.js";

declare const timesBrand: unique symbol;
/** The times of PDUs in C. The garbage collector frees them; `close` does so at once. */
export interface TimesHandle {
  readonly [timesBrand]: true;
}

/** The native functions of pdu-times-xs.c. */
class Native {
  static age(times: TimesHandle): number {
    return native("xs_pdu_times_age").call(this, times);
  }

  static close(times: TimesHandle): void {
    return native("xs_pdu_times_close").call(this, times);
  }
}

/** The times of a radio's network PDUs, which pdu-times.c keeps. */
export class NativePduTimes implements PduTimes {
  private readonly handle: TimesHandle;

  /** Undefined where the radio has opened none. */
  static of(handle: TimesHandle | undefined): NativePduTimes | undefined {
    return handle && new NativePduTimes(handle);
  }

  private constructor(handle: TimesHandle) {
    this.handle = handle;
  }

  get age(): number {
    return Native.age(this.handle);
  }

  close(): void {
    Native.close(this.handle);
  }
}
