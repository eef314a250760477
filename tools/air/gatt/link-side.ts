/** 0 is the central, which connected; 1 is the peripheral. */
export type Side = 0 | 1;

/** Parameters of a connection. */
export interface LinkParameters {
  /** Milliseconds between connection events. */
  readonly interval: number;
  /** Events that the peripheral may skip. The simulation does not skip any. */
  readonly latency: number;
  /** Milliseconds without contact after which the connection is lost (supervision timeout). */
  readonly supervision: number;
}

/** One end of a connection. Calls come from timers, never inside a call of the link. */
export interface LinkEnd {
  /** Gets a data PDU: a fragment of an L2CAP PDU, or the first one (LLID 2). */
  receive(fragment: Uint8Array, isFirst: boolean): void;
  /** The other end has a data PDU of this one, in the order of `send`. */
  acknowledged(): void;
  closed(reason: number): void;
  /** Has received the first packet of the other end. */
  established?(): void;
  /** Other parameters apply from now on. */
  updated?(parameters: LinkParameters): void;
  /** The central does not accept the parameters that this peripheral asked for. */
  updateRefused?(): void;
  /** The most octets of data PDUs have changed. */
  lengthChanged?(): void;
  /** The peripheral asks the central for other parameters. */
  parametersRequested?(parameters: LinkParameters): void;
}

/** A data PDU: a fragment of an L2CAP PDU. */
export interface DataPdu {
  readonly fragment: Uint8Array;
  readonly isFirst: boolean;
}

/** What a connection knows of one side: what it sends, and when it last received. */
export class LinkSide {
  readonly queue: DataPdu[] = [];
  end: LinkEnd | undefined;
  /** Most octets of its data PDUs. */
  dataLength = 27;
  /** Milliseconds at which it last received a packet. */
  contact = 0;
  /** Whether it has received a packet. */
  established = false;
  /** The first PDU of the queue was received and is not acknowledged yet. */
  #isDelivered = false;
  /** PDUs that were queued when the event began: no host answers within an event. */
  #ready = 0;

  /** A connection event begins. */
  begin(): void {
    this.#ready = this.queue.length;
  }

  get isIdle(): boolean {
    return this.queue.length === 0;
  }

  /** The PDU that it sends next in this event, which may be a repetition. */
  get next(): DataPdu | undefined {
    return this.#ready > 0 ? this.queue[0] : undefined;
  }

  /** Whether it has a PDU that the other side has not received. */
  get hasMore(): boolean {
    return this.#ready > (this.#isDelivered ? 1 : 0);
  }

  heard(now: number): void {
    this.contact = now;
    if (this.established) return;
    this.established = true;
    this.end?.established?.();
  }

  /** The first PDU arrives at the other side: returns it unless it is a repetition. */
  deliver(): DataPdu | undefined {
    const [first] = this.queue;
    if (!first || this.#isDelivered) return undefined;
    this.#isDelivered = true;
    return first;
  }

  /** The other side has the first PDU, if it was delivered. */
  acknowledge(): void {
    if (!this.#isDelivered) return;
    this.#isDelivered = false;
    this.queue.shift();
    this.#ready = Math.max(0, this.#ready - 1);
    this.end?.acknowledged();
  }
}
