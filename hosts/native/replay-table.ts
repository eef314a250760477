import type { ReplayTable } from "../../modules/host/replay-table.js";

declare const tableBrand: unique symbol;
/** A table of C, which the garbage collector frees. */
export interface TableHandle {
  readonly [tableBrand]: true;
}

/** The native functions of replay-table-xs.c. */
class Native {
  static table(capacity: number): TableHandle {
    return native("xs_replay_table").call(this, capacity);
  }

  static size(table: TableHandle): number {
    return native("xs_replay_size").call(this, table);
  }

  static trusted(table: TableHandle): number {
    return native("xs_replay_trusted").call(this, table);
  }

  static has(table: TableHandle, src: number): boolean {
    return native("xs_replay_has").call(this, table, src);
  }

  static load(table: TableHandle, src: number, ivIndex: number, seq: number, flags: number): void {
    return native("xs_replay_load").call(this, table, src, ivIndex, seq, flags);
  }

  static add(table: TableHandle, src: number): boolean {
    return native("xs_replay_add").call(this, table, src);
  }

  static isNew(table: TableHandle, src: number, ivIndex: number, seq: number): boolean {
    return native("xs_replay_is_new").call(this, table, src, ivIndex, seq);
  }

  static segmented(table: TableHandle, src: number, ivIndex: number, firstSeq: number): number {
    return native("xs_replay_segmented").call(this, table, src, ivIndex, firstSeq);
  }

  static admit(
    table: TableHandle,
    src: number,
    ivIndex: number,
    seq: number,
    firstSeq: number,
    kind: number,
    record: Uint8Array,
    prefix: string,
  ): string | number {
    return native("xs_replay_admit").call(
      this,
      table,
      src,
      ivIndex,
      seq,
      firstSeq,
      kind,
      record,
      prefix,
    );
  }

  static unwritten(table: TableHandle, src: number): void {
    return native("xs_replay_unwritten").call(this, table, src);
  }

  static expire(table: TableHandle, ivIndex: number): number {
    return native("xs_replay_expire").call(this, table, ivIndex);
  }

  static key(prefix: string, src: number, copy: number): string {
    return native("xs_replay_key").call(this, prefix, src, copy);
  }
}

/** The table of a replay protection list in C: replay-table.c. */
export class NativeReplayTable implements ReplayTable {
  readonly #table: TableHandle;

  /** The table object for the native functions of hosts/native. */
  get handle(): TableHandle {
    return this.#table;
  }

  constructor(capacity: number) {
    this.#table = Native.table(capacity);
  }

  size(): number {
    return Native.size(this.#table);
  }

  trusted(): number {
    return Native.trusted(this.#table);
  }

  has(src: number): boolean {
    return Native.has(this.#table, src);
  }

  load(src: number, ivIndex: number, seq: number, flags: number): void {
    return Native.load(this.#table, src, ivIndex, seq, flags);
  }

  add(src: number): boolean {
    return Native.add(this.#table, src);
  }

  isNew(src: number, ivIndex: number, seq: number): boolean {
    return Native.isNew(this.#table, src, ivIndex, seq);
  }

  segmented(src: number, ivIndex: number, firstSeq: number): number {
    return Native.segmented(this.#table, src, ivIndex, firstSeq);
  }

  admit(
    src: number,
    ivIndex: number,
    seq: number,
    firstSeq: number,
    kind: number,
    record: Uint8Array,
    prefix: string,
  ): string | number {
    return Native.admit(this.#table, src, ivIndex, seq, firstSeq, kind, record, prefix);
  }

  unwritten(src: number): void {
    return Native.unwritten(this.#table, src);
  }

  expire(ivIndex: number): number {
    return Native.expire(this.#table, ivIndex);
  }

  recordKey(prefix: string, src: number, copy: number): string {
    return Native.key(prefix, src, copy);
  }
}
