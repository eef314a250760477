// Drivers of sensors that the SDK has in JavaScript, without types.

declare module "embedded:sensor/AmbientLight/APDS9301" {
  import type SMBus from "embedded:io/smbus";
  export default class APDS9301 {
    /** Throws Error where no such sensor is on the bus. */
    constructor(options: { sensor: { io: typeof SMBus; data: number; clock: number } });
    /** lx; undefined where it is overexposed. */
    sample(): { readonly illuminance?: number };
  }
}
