import { eventHead, ServiceOperation } from "./services.js";

class Native {
  static ask(operation: number, a: number, b: number, octets: Uint8Array | undefined): number {
    return native("xs_host_ask").call(this, operation, a, b, octets);
  }

  static octets(start: number, end: number): ArrayBuffer {
    return native("xs_host_octets").call(this, start, end);
  }
}

/** Receives an event: two numbers, and data, which the receiver may keep. */
export type EventReceiver = (a: number, b: number, data: Uint8Array) => void;

/** Inside XS: requests to the services of the machine's host, and their events. */
export class ServiceLink {
  readonly #receivers = new Map<number, EventReceiver>();

  ask(operation: number, a = 0, b = 0, octets?: Uint8Array): number {
    return Native.ask(operation, a, b, octets);
  }

  /** Sends a request whose answer is octets. */
  askOctets(operation: number): Uint8Array {
    return new Uint8Array(Native.octets(0, Native.ask(operation, 0, 0, undefined)));
  }

  /** Sets the receiver of the events of a kind. */
  on(kind: number, receiver: EventReceiver): void {
    this.#receivers.set(kind, receiver);
  }

  /** Called when there are events: reads all of them. */
  wake(): void {
    for (;;) {
      const length = Native.ask(ServiceOperation.event, 0, 0, undefined);
      if (length < 0) return;
      // Few variables: what a firmware does with an event is called from here.
      const head = new DataView(Native.octets(0, eventHead));
      this.#receivers.get(head.getUint8(0))?.(
        head.getUint32(1),
        head.getUint32(5),
        new Uint8Array(Native.octets(eventHead, length)),
      );
    }
  }
}
