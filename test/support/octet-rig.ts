import { Element } from "../../modules/access/element.js";
import type { Model } from "../../modules/access/model.js";
import { getOpcode, opcodeLength } from "../../modules/access/opcode.js";
import { FakeServices, hand, testContext } from "./fake-services.js";
import { publicationTo } from "./publication.js";

/** What a message led to. */
export interface Outcome {
  /** False: the message is malformed for the model; undefined: no model handles it. */
  readonly taken: boolean | undefined;
  /** The answer, if there was one. */
  readonly answer: Uint8Array | undefined;
}

/** What a model has written. */
export interface Write {
  /** Which of all models, in the order of the elements. */
  readonly index: number;
  readonly data: Uint8Array;
}

/**
 * Models on the elements of a node that is on a network, to which octets are sent as by a stack of which nothing is known here. All
 * have a publish address. `stored`: what is in the store, as `stored` of an earlier rig returned it; `parts`: the same of records that
 * models have several of.
 */
export class OctetRig {
  readonly services = new FakeServices();
  readonly models: readonly Model[];
  /** All that was stored, in order. */
  readonly writes: Write[] = [];
  readonly #elements: readonly (readonly Model[])[];
  #published = 0;

  constructor(
    elements: readonly (readonly Model[])[],
    stored: readonly Write[] = [],
    parts: OctetRig["parts"] = [],
  ) {
    const { services } = this;
    this.#elements = elements;
    this.models = elements.flat();
    services.elements = elements.map((models, index) => new Element({ index, models }));
    for (const { data, index } of stored) services.stored.set(this.models[index]!, data);
    for (const [index, all] of parts) services.partsOf.set(this.models[index]!, new Map(all));
    services.store = (model, data) => {
      this.writes.push({ index: this.models.indexOf(model), data: data.slice() });
      services.stored.set(model, data);
      return true;
    };
    for (const model of this.models)
      model.configuration = { bindings: [0], publication: publicationTo(0xc000) };
    for (const model of this.models) model.start(services);
    services.clock.advance(0);
  }

  get now(): number {
    return this.services.clock.now();
  }

  /** What is in the store: the last write of each model. */
  get stored(): readonly Write[] {
    return this.models.flatMap((model, index) => {
      const data = this.services.stored.get(model);
      return data ? [{ index, data }] : [];
    });
  }

  /** The records of models that have several. */
  get parts(): readonly (readonly [index: number, parts: ReadonlyMap<number, Uint8Array>])[] {
    return [...this.services.partsOf].map(([model, all]) => [this.models.indexOf(model), all]);
  }

  /** Hands octets to an element. */
  say(element: number, octets: Uint8Array, src = 5): Outcome {
    const { replies } = this.services;
    const before = replies.length;
    const opcode = getOpcode(octets, octets.length);
    const model = this.#elements[element]!.find((each) => each.handles(opcode));
    const taken = model && hand(model, opcode, testContext({ src }), octets);
    this.services.clock.advance(0);
    return { taken, answer: replies[before] };
  }

  /** Lets time pass. */
  pass(milliseconds: number): void {
    this.services.clock.advance(milliseconds);
  }

  /** The opcodes of what was published since the last call, in hexadecimal, sorted. */
  published(): string[] {
    const all = this.services.published.slice(this.#published);
    this.#published += all.length;
    return all.map((octets) => getOpcode(octets, octets.length).toString(16)).sort();
  }
}

/** An access message: its opcode, and numbers with their octets, little-endian. */
export function octetsOf(
  opcode: number,
  ...fields: readonly (readonly [value: number, octets: number])[]
): Uint8Array {
  const octets: number[] = opcodeLength(opcode) === 1 ? [opcode] : [opcode >> 8, opcode & 0xff];
  for (const [value, count] of fields)
    for (let i = 0; i < count; i++) octets.push(Math.floor(value / 256 ** i) & 0xff);
  return Uint8Array.from(octets);
}

/** The numbers after the opcode of a message; undefined: it has another length. */
export function numbersOf(octets: Uint8Array, counts: readonly number[]): number[] | undefined {
  let at = opcodeLength(getOpcode(octets, octets.length));
  const numbers = counts.map((count) => {
    let value = 0;
    for (let i = count - 1; i >= 0; i--) value = value * 256 + (octets[at + i] ?? 0);
    at += count;
    return value;
  });
  return at === octets.length ? numbers : undefined;
}
