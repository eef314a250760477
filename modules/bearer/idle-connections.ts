import { Timer } from "../base/timer.js";
import type { Clock } from "../host/clock.js";
import type { GattConnection, GattServer } from "../host/gatt.js";
import { isClaimed } from "./connectable-advertiser.js";

/** Milliseconds after which a connection that is not used is ended. */
export const idleTime = 60_000;

/**
 * Connections to a user of a GATT server that have not begun to use its service: each is ended after
 * `idleTime`, so that none keeps the place of another client. One that another user has
 * claimed stays, and waits again; so does one that `keeps` names.
 */
export class IdleConnections {
  private readonly gatt: GattServer;
  private readonly clock: Clock;
  private readonly keeps: ((connection: GattConnection) => boolean) | undefined;
  /** Each connection is followed by the instant at which it ends, in the order of these. */
  private readonly waiting: number[] = [];
  private readonly timer: Timer<IdleConnections>;

  constructor(
    gatt: GattServer,
    clock: Clock,
    keeps: ((connection: GattConnection) => boolean) | undefined = undefined,
  ) {
    this.gatt = gatt;
    this.clock = clock;
    this.keeps = keeps;
    this.timer = new Timer(clock, IdleConnections.#end, this);
  }

  /** Number of these connections. */
  get count(): number {
    return this.waiting.length / 2;
  }

  /** The connection is not used from now on. */
  add(connection: GattConnection): void {
    this.delete(connection);
    this.waiting.push(connection, this.clock.now() + idleTime);
    if (!this.timer.running) this.timer.start(idleTime);
  }

  /** The connection is used, or has ended. */
  delete(connection: GattConnection): void {
    const { waiting } = this;
    for (let i = waiting.length - 2; i >= 0; i -= 2)
      if (waiting[i] === connection) waiting.splice(i, 2);
    if (waiting.length === 0) this.timer.stop();
  }

  /** Ends all that are not claimed, and forgets the others. */
  close(): void {
    this.timer.stop();
    const { gatt, waiting } = this;
    for (let i = 0; i < waiting.length; i += 2)
      if (!isClaimed(gatt, waiting[i]!)) gatt.disconnect(waiting[i]!);
    waiting.length = 0;
  }

  static #end(idle: IdleConnections): void {
    const { clock, gatt, waiting } = idle;
    const now = clock.now();
    // The first one came first: each waits equally long.
    while (waiting.length > 0 && waiting[1]! <= now) {
      const connection = waiting[0]!;
      waiting.splice(0, 2);
      if (isClaimed(gatt, connection) || idle.keeps?.(connection))
        waiting.push(connection, now + idleTime);
      else gatt.disconnect(connection);
    }
    if (waiting.length > 0) idle.timer.start(waiting[1]! - now);
  }
}
