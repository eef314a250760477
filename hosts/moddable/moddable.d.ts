// The parts of Moddable's modules that the hosts on it use, for a type check without the SDK.

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

declare module "file" {
  interface File {
    readonly length: number;
    read(type: typeof ArrayBuffer): ArrayBuffer;
    write(value: ArrayBuffer): void;
    close(): void;
  }
  const files: {
    readonly File: {
      /** Opens a file to be read; with `write` also to be written from its start. Throws if it cannot. */
      new (path: string, write?: boolean): File;
      /** False if there is none. */
      delete(path: string): boolean;
      exists(path: string): boolean;
      /** `name`: the new name in the same folder. */
      rename(path: string, name: string): boolean;
    };
    readonly Iterator: new (folder: string) => {
      next(): { readonly name: string } | undefined;
    };
    readonly Directory: { create(path: string): void };
  };
  export default files;
}

declare module "mc/config" {
  /** The "config" of the manifests. */
  const config: object;
  export default config;
}

declare module "pins/digital" {
  export default class Digital {
    static readonly InputPullUp: number;
    static readonly InputPullDown: number;
    static readonly Output: number;
    constructor(pin: number, mode: number);
    read(): number;
    write(value: number): void;
    close(): void;
  }
}

declare module "pins/analog" {
  export default class Analog {
    /** Measures the voltage at a channel of ADC1: 0 to 1023, which is 3.3 V. */
    static read(channel: number): number;
  }
}

declare module "neopixel" {
  export default class NeoPixel {
    constructor(options: { readonly pin: number; readonly length: number; readonly order: string });
    makeRGB(red: number, green: number, blue: number): number;
    setPixel(index: number, color: number): void;
    update(): void;
    close(): void;
  }
}

/** Writes to the log, which is xsbug, the serial line or the terminal. */
declare function trace(message: string): void;

declare module "Resource" {
  export default class Resource extends ArrayBuffer {
    constructor(path: string);
  }
}

declare module "commodetto/parseBMF" {
  interface Font {
    readonly height: number;
  }
  export default function parseBMF(resource: ArrayBuffer): Font;
}

declare module "commodetto/Poco" {
  import type { Font } from "commodetto/parseBMF";
  export default class Poco {
    constructor(pixelsOut: object, options: { readonly displayListLength: number });
    readonly width: number;
    readonly height: number;
    begin(): void;
    end(): void;
    makeColor(red: number, green: number, blue: number): number;
    fillRectangle(color: number, x: number, y: number, width: number, height: number): void;
    drawText(text: string, font: Font, color: number, x: number, y: number): void;
    getTextWidth(text: string, font: Font): number;
  }
}

/** The simulated screen. */
declare const screen: object;

declare module "embedded:io/pwm" {
  export default class PWM {
    /** `resolution`: bits of the values. Throws for a pin that is taken, and where no channel is left. */
    constructor(options: { pin: number; hz?: number; resolution?: number });
    write(value: number): void;
  }
}

declare module "embedded:io/smbus" {
  /** A device on an I2C bus. */
  export default class SMBus {
    constructor(options: { data: number; clock: number; address: number; hz?: number });
  }
}
