import type { RunQueue } from "../../modules/base/run-queue.js";

/** The object as a host calls it: each call is an entry, which ends when what it posted has run. */
export function entries<T extends object>(queue: RunQueue, target: T): T {
  return new Proxy(target, {
    get(_target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      return (...args: unknown[]): unknown => {
        queue.entered = true;
        try {
          return Reflect.apply(value as (...args: unknown[]) => unknown, target, args);
        } finally {
          queue.leave();
        }
      };
    },
  });
}
