import type { Firmware } from "../../../modules/firmware/start.js";

const octets = new Uint8Array(32).fill(7);

class Point {
  readonly x = 1;
  readonly #y = 2;
  z = 3;
  get sum(): number {
    return this.x + this.#y;
  }
  add(a: number): number {
    return this.z + a;
  }
  privateField(): number {
    return this.#y;
  }
}

function plain(a: number): number {
  return a + 1;
}

function withObject({ a, b }: { a: number; b: number }): number {
  return a + b;
}

/** The alternatives to be measured; each runs its code `count` times. */
const idioms = (): Record<string, (count: number) => unknown> => {
  const point = new Point();
  const own = new Uint8Array(octets);
  const view = new DataView(own.buffer);
  const list = Array.from({ length: 8 }, (_, i) => i);
  const map = new Map(list.map((i) => [i, i]));
  const fields = { a: 1, b: 2, c: 3 };
  let kept: unknown;
  return {
    "an empty loop": (n) => {
      for (let i = 0; i < n; i++);
    },
    "a + b, two locals": (n) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum = sum + i;
      return sum;
    },
    "object.property": (n) => {
      for (let i = 0; i < n; i++) kept = point.x;
    },
    "this.#private, by a method": (n) => {
      for (let i = 0; i < n; i++) kept = point.privateField();
    },
    "object.getter": (n) => {
      for (let i = 0; i < n; i++) kept = point.sum;
    },
    "f(a)": (n) => {
      for (let i = 0; i < n; i++) kept = plain(i);
    },
    "object.method(a)": (n) => {
      for (let i = 0; i < n; i++) kept = point.add(i);
    },
    "f({ a, b }), taken apart": (n) => {
      for (let i = 0; i < n; i++) kept = withObject({ a: i, b: i });
    },
    "{ ...object, d } of three": (n) => {
      for (let i = 0; i < n; i++) kept = { ...fields, d: i };
    },
    "new Class of three fields": (n) => {
      for (let i = 0; i < n; i++) kept = new Point();
    },
    "a closure": (n) => {
      for (let i = 0; i < n; i++) kept = () => i;
    },
    "[a, b] = [b, a]": (n) => {
      let [a, b] = [1, 2];
      for (let i = 0; i < n; i++) [a, b] = [b, a];
      return a + b;
    },
    "array[i]": (n) => {
      for (let i = 0; i < n; i++) kept = list[i & 7];
    },
    "octets[i]": (n) => {
      for (let i = 0; i < n; i++) kept = own[i & 15];
    },
    "octets[i] = a": (n) => {
      for (let i = 0; i < n; i++) own[i & 15] = i;
    },
    "octets.length": (n) => {
      for (let i = 0; i < n; i++) kept = own.length;
    },
    "view.getUint16": (n) => {
      for (let i = 0; i < n; i++) kept = view.getUint16(2);
    },
    "octets.subarray": (n) => {
      for (let i = 0; i < n; i++) kept = own.subarray(2, 10);
    },
    "octets.set of 8": (n) => {
      const eight = new Uint8Array(8);
      for (let i = 0; i < n; i++) own.set(eight, 2);
    },
    "octets.copyWithin of 8": (n) => {
      for (let i = 0; i < n; i++) own.copyWithin(0, 8, 16);
    },
    "new Uint8Array(16)": (n) => {
      for (let i = 0; i < n; i++) kept = new Uint8Array(16);
    },
    "Uint8Array.of(a, b)": (n) => {
      for (let i = 0; i < n; i++) kept = Uint8Array.of(i, 2);
    },
    "map.get": (n) => {
      for (let i = 0; i < n; i++) kept = map.get(i & 7);
    },
    "Math.imul": (n) => {
      for (let i = 0; i < n; i++) kept = Math.imul(i, 7);
    },
    "a >>> 0 above 31 bits": (n) => {
      for (let i = 0; i < n; i++) kept = (i | 0x8000_0000) >>> 0;
    },
    "for of, 8 items": (n) => {
      for (let i = 0; i < n; i++) for (const item of list) kept = item;
    },
    "for with an index, 8 items": (n) => {
      for (let i = 0; i < n; i++) for (let j = 0; j < list.length; j++) kept = list[j];
    },
    "list.find, the 8th of 8": (n) => {
      for (let i = 0; i < n; i++) kept = list.find((item) => item === 7);
    },
    "list.some, the 8th of 8": (n) => {
      for (let i = 0; i < n; i++) kept = list.some((item) => item === 7);
    },
    "a.toString(16)": (n) => {
      for (let i = 0; i < n; i++) kept = i.toString(16);
    },
    "`${a} ${b}`": (n) => {
      for (let i = 0; i < n; i++) kept = `${i} ${n}`;
    },
    "try around nothing": (n) => {
      for (let i = 0; i < n; i++)
        try {
          kept = i;
        } catch {
          kept = 0;
        }
    },
    "throw and catch": (n) => {
      for (let i = 0; i < n; i++)
        try {
          throw kept;
        } catch {
          kept = 0;
        }
    },
  };
};

/** Runs the measured alternatives, for `npm run board -- --idioms`. */
export function start(): Firmware {
  const all = idioms();
  return {
    close: () => undefined,
    call(name, argument) {
      if (name === "names") return Object.keys(all);
      all[name]!(argument as number);
      return null;
    },
  };
}
