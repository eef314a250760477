import { counterNames, noCounters, type StationCounters } from "./station-counters.js";

/** A column for each counter, with an entry for each station, by its index. */
export type CounterColumns = { [Name in keyof StationCounters]: Float64Array };

/** Columns for no station. */
export function noColumns(): CounterColumns {
  return Object.fromEntries(
    counterNames.map((name) => [name, new Float64Array(0)]),
  ) as CounterColumns;
}

/** Makes room for the counters of `length` stations. */
export function growColumns(columns: CounterColumns, length: number): void {
  for (const name of counterNames) columns[name] = grown(columns[name], length);
}

/** The sums of all stations are added to `sum`. */
export function addColumns(sum: StationCounters, columns: CounterColumns): void {
  for (const name of counterNames) for (const value of columns[name]) sum[name] += value;
}

/** A longer column with the same beginning. */
export function grown(column: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const longer = new Float64Array(length);
  longer.set(column);
  return longer;
}

/**
 * The counters of one station in columns. A packet is counted at many stations: they are side by
 * side in memory, where objects would each be read from another place.
 */
export class ColumnCounters {
  readonly #columns: CounterColumns;
  readonly #index: number;
  /** What was counted until `freeUp`. */
  #kept: StationCounters | undefined;

  /** Sets all counters to 0. */
  constructor(columns: CounterColumns, index: number) {
    this.#columns = columns;
    this.#index = index;
    for (const name of counterNames) columns[name][index] = 0;
  }

  /** Keeps what was counted and frees its place in the columns. */
  freeUp(): void {
    const kept = noCounters();
    for (const name of counterNames) {
      kept[name] = this.get(name);
      this.#columns[name][this.#index] = 0;
    }
    this.#kept = kept;
  }

  get(name: keyof StationCounters): number {
    return this.#kept ? this.#kept[name] : this.#columns[name][this.#index]!;
  }

  set(name: keyof StationCounters, value: number): void {
    if (this.#kept) this.#kept[name] = value;
    else this.#columns[name][this.#index] = value;
  }

  /** As an object with a property for each counter. */
  get view(): StationCounters {
    return new CounterView(this) as unknown as StationCounters;
  }
}

class CounterView {
  readonly counters: ColumnCounters;

  constructor(counters: ColumnCounters) {
    this.counters = counters;
    Object.defineProperty(this, "counters", { enumerable: false });
  }
}

for (const name of counterNames)
  Object.defineProperty(CounterView.prototype, name, {
    enumerable: true,
    get(this: CounterView) {
      return this.counters.get(name);
    },
    set(this: CounterView, value: number) {
      this.counters.set(name, value);
    },
  });
