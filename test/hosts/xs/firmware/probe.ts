// A firmware that does what tests ask of it.
import type { Host } from "../../../../modules/host/host.js";
import type { Firmware } from "../../../../modules/firmware/start.js";

const shared = { octets: new Uint8Array(4), map: new Map([[1, 2]]) };
const counters = { calls: 0, list: [1, 2, 3] };

export function start(host: Host): Firmware {
  const heard: string[] = [];
  const log: string[] = [];
  const kept: unknown[] = [];
  function recurse(depth: number): number {
    return 1 + recurse(depth + 1);
  }
  const commands: Record<string, (argument: never) => unknown> = {
    echo: (argument: unknown) => argument,
    now: () => host.clock.now(),
    count: () => {
      counters.list.push(counters.calls);
      return [++counters.calls, counters.list.length];
    },
    later: (delay: number) =>
      host.clock.schedule(() => log.push(`later ${host.clock.now()}`), delay),
    cancelled: () => host.clock.cancel(host.clock.schedule(() => log.push("never"), 5)),
    log: () => log.splice(0),
    advertise: (octets: number[]) =>
      host.radio.advertise(new Uint8Array(octets), 3, 20, () => log.push("sent")),
    scan: (on: boolean) =>
      host.radio.scan(
        on
          ? (data, rssi, ...more) =>
              heard.push([Array.from(data).join(","), rssi, data.length, ...more].join(" "))
          : undefined,
      ),
    heard: () => heard.splice(0),
    write: ([key, octets]: [string, number[]]) => host.store.write(key, new Uint8Array(octets)),
    read: (key: string) => {
      const record = host.store.read(key);
      return record && Array.from(record);
    },
    delete: (key: string) => host.store.delete(key),
    keys: () => host.store.keys(),
    caught: () => {
      try {
        host.store.write("fail", new Uint8Array(1));
      } catch (error) {
        return String(error);
      }
      return "nothing was thrown";
    },
    trace: () => host.trace?.({ type: "store.failure", key: 'a"b', message: "line\nfeed \u00e9" }),
    traced: () => host.trace !== undefined,
    random: (length: number) => {
      const bytes = new Uint8Array(length);
      host.random.fill(bytes);
      return Array.from(bytes);
    },
    promise: () => {
      void Promise.resolve()
        .then(() => undefined)
        .then(() => log.push("job"));
    },
    throwLater: () =>
      host.clock.schedule(() => {
        throw new RangeError("thrown on purpose");
      }, 1),
    throwOnPacket: () =>
      host.radio.scan(() => {
        throw new RangeError("thrown on purpose");
      }),
    advertiseTooOften: () => host.radio.advertise(new Uint8Array(1), 1, 19, () => undefined),
    writeTooMuch: () => host.store.write("big", new Uint8Array(17_000)),
    changeShared: () => {
      try {
        shared.octets[0] = 1;
      } catch {
        shared.map.set(3, 4);
      }
    },
    reject: () => void Promise.reject(new Error("rejected on purpose")),
    loop: () => {
      for (;;);
    },
    recurse: () => recurse(0),
    fillSlots: () => {
      for (;;) kept.push({ a: 1 });
    },
    fillChunks: () => {
      for (;;) kept.push(new Uint8Array(1000));
    },
    garbage: (rounds: number) => {
      let sum = 0;
      for (let i = 0; i < rounds; i++) sum += new Uint8Array(100).length;
      return sum;
    },
  };
  return {
    close: () => log.push("closed"),
    call: (name, argument) => commands[name]!(argument as never),
  };
}
