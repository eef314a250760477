import { setNatives } from "../../support/native.js";

/** The native functions of radio-xs.c and gatt-xs.c: what they were called with, and what NimBLE tells. */
export class TestRadioNatives {
  readonly calls: unknown[][] = [];
  sets = 2;
  /** Of the connections 1 and 2. */
  mtu = 23;
  room = true;
  /** What the next attempts to restart the port return; 0 after that. */
  restarts: number[] = [];
  onPacket!: (length: number, rssi: number, kind: number, address: number) => void;
  onEvent!: (
    kind: number,
    connection: number,
    characteristic: number,
    value: number,
    octets?: ArrayBuffer,
  ) => void;
  onSent!: (slot: number, handle: number) => void;
  buffer!: Uint8Array;

  constructor() {
    const note =
      (name: string) =>
      (...args: unknown[]): void =>
        void this.calls.push([
          name,
          ...args.map((arg) => (arg instanceof Uint8Array ? Array.from(arg) : arg)),
        ]);
    setNatives({
      xs_radio_open: (
        onPacket: typeof this.onPacket,
        onEvent: typeof this.onEvent,
        onSent: typeof this.onSent,
        buffer: Uint8Array,
      ) => Object.assign(this, { onPacket, onEvent, onSent, buffer }),
      xs_radio_close: note("close"),
      xs_radio_restart: () => {
        note("restart")();
        return this.restarts.shift() ?? 0;
      },
      xs_radio_sets: () => this.sets,
      xs_radio_count: (which: number) => 10 + which,
      xs_radio_filtered: (verdict: number) => 20 + verdict,
      // The scheduler in C: these tests are of the radio's own advertisements.
      xs_radio_scheduler: () => undefined,
      xs_radio_advertise: note("advertise"),
      xs_radio_stop: note("stop"),
      xs_radio_scan: note("scan"),
      xs_radio_filter: note("filter"),
      xs_gatt_advertise: note("connectable"),
      xs_gatt_add: note("add"),
      xs_gatt_remove: note("remove"),
      xs_gatt_value: note("value"),
      xs_gatt_notify: (...args: [number, number, Uint8Array]) => {
        note("notify")(...args);
        return this.room;
      },
      xs_gatt_mtu: (connection: number) => (connection <= 2 ? this.mtu : 0),
      xs_gatt_disconnect: note("disconnect"),
      xs_gatt_connections: () => 2,
    });
  }

  /** The calls since the last look. */
  taken(): unknown[][] {
    return this.calls.splice(0);
  }
}
