// A firmware with so many objects at module level that the root's heap has to grow while they are
// made: the first slot of what is added to the heap belongs to one of them.
import type { Firmware } from "../../../../modules/firmware/start.js";

/** An object whose state is in a private field. */
class Box {
  #item: unknown;

  get item(): unknown {
    return this.#item;
  }

  set item(item: unknown) {
    this.#item = item;
  }
}

const count = 10_000;
const lists: unknown[][] = Array.from({ length: count }, () => [0]);
const boxes = Array.from({ length: count }, () => new Box());

interface Item {
  readonly index: number;
}

export function start(): Firmware {
  const commands: Record<string, () => unknown> = {
    /** Writes an object of the machine into each list and box. */
    write: () => {
      for (let index = 0; index < count; index++) {
        lists[index]!.push({ index });
        boxes[index]!.item = { index };
      }
    },
    /** How many lists and boxes are as they were loaded. */
    untouched: () => [
      lists.filter((list) => list.length === 1).length,
      boxes.filter((box) => box.item === undefined).length,
    ],
    /** How many lists and boxes have what `write` wrote. */
    written: () => [
      lists.filter(({ 1: item }, index) => (item as Item | undefined)?.index === index).length,
      boxes.filter(({ item }, index) => (item as Item | undefined)?.index === index).length,
    ],
  };
  return { close: () => undefined, call: (name) => commands[name]!() };
}
