import { VirtualClock } from "../../../hosts/node/virtual-clock.js";
import type { OuterHost } from "../../../hosts/xs/bridge.js";
import type { PacketReceiver } from "../../../modules/host/radio.js";
import type { TraceEvent } from "../../../modules/host/trace.js";

/** A host outside of a machine that a test looks into. */
export class TestOuterHost implements OuterHost {
  readonly clock = new VirtualClock(1000);
  readonly records = new Map<string, Uint8Array>();
  readonly traced: TraceEvent[] = [];
  readonly sent: { data: number[]; events: number; interval: number; done: () => void }[] = [];
  readonly stopped: number[] = [];
  receiver: PacketReceiver | undefined;

  readonly radio = {
    sets: 2,
    advertise: (data: Uint8Array, events: number, interval: number, done: () => void): number => {
      if (interval < 20) throw new RangeError("interval: at least 20 ms");
      return this.sent.push({ data: Array.from(data), events, interval, done });
    },
    stop: (handle: number): void => void this.stopped.push(handle),
    scan: (receiver: PacketReceiver | undefined): void => {
      this.receiver = receiver;
    },
    close: (): void => undefined,
  };

  readonly random = {
    fill: (bytes: Uint8Array): void => bytes.forEach((_, i) => (bytes[i] = i * 3)),
  };

  readonly store = {
    read: (key: string): Uint8Array | undefined => this.records.get(key),
    write: (key: string, value: Uint8Array): void => {
      if (key === "fail") throw new Error("the medium failed");
      this.records.set(key, value);
    },
    delete: (key: string): void => void this.records.delete(key),
    keys: (): string[] => [...this.records.keys()],
  };

  readonly trace = (event: TraceEvent): void => void this.traced.push(event);
}
