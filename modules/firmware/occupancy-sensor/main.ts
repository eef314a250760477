import { Timer } from "../../base/timer.js";
import type { Host } from "../../host/host.js";
import type { Sensor } from "../../host/board.js";
import {
  PresenceDetected,
  TimeSincePresenceDetected,
} from "../../models/common/device-properties/occupancy.js";
import { SensorServer } from "../../models/sensor/server.js";
import { SensorSetupServer } from "../../models/sensor/setup-server.js";
import { SensorState } from "../../models/sensor/sensor-state.js";
import { Node } from "../../node/node.js";
import { NlcProfile, type ProfileConfig, profilesOf } from "../profiles.js";
import type { Board, Firmware } from "../start.js";

/** For experiments: 0xFFFF stands for no company (Assigned Numbers). */
const companyId = 0xffff;
const productId = 0x0012;

/** Milliseconds from one look at the motion detector to the next. */
const lookInterval = 100;
/** Milliseconds for which somebody counts as present after the last motion: who sits still does not leave. */
const holdTime = 20_000;

/**
 * An occupancy sensor: the motion detector (PIR) that is the sensor "motion" of its board. It reports
 * presence when that begins and ends, and each publish period, which a light controller needs, since
 * it goes dark by itself. The lamp "lamp", if there is one, shows the presence.
 */
class OccupancySensor implements Firmware {
  readonly node: Node;
  private readonly presence = new SensorState(PresenceDetected, {
    value: false,
    samplingFunction: "instantaneous",
    cadence: {
      fastPeriodDivisor: 0,
      deltaDown: 0,
      deltaUp: 0,
      minInterval: 512,
      fastLow: 0,
      fastHigh: 0,
    },
  });
  private readonly board: Board;
  private readonly motion: Sensor;
  private readonly host: Host;
  private readonly timer: Timer<OccupancySensor>;
  /** When motion was detected last, ms of the clock; undefined: never. */
  private movedAt: number | undefined = undefined;

  constructor(host: Host, board: Board, config: ProfileConfig) {
    this.host = host;
    this.board = board;
    this.motion = board.sensor("motion");
    const since = new SensorState(TimeSincePresenceDetected, { read: () => this.since });
    const server = new SensorServer({ sensors: [this.presence, since] });
    this.node = new Node({
      host,
      companyId,
      productId,
      elements: [{ models: [server, new SensorSetupServer(server)] }],
      ...profilesOf(config, NlcProfile.occupancySensor, 0),
    });
    this.timer = new Timer(host.clock, look, this);
    this.timer.start(lookInterval);
  }

  /** Seconds since presence was detected; undefined: not since the start. */
  private get since(): number | undefined {
    if (this.movedAt === undefined) return undefined;
    return Math.min(0xfffe, Math.floor((this.host.clock.now() - this.movedAt) / 1000));
  }

  /** Looks whether something moves, and reports what that changes. */
  look(): void {
    const now = this.host.clock.now();
    if (this.motion.read() > 0) this.movedAt = now;
    const { movedAt } = this;
    const present = movedAt !== undefined && now - movedAt < holdTime;
    if (present !== this.presence.value) {
      this.presence.update(present);
      this.board.light(present);
    }
    this.timer.start(lookInterval);
  }

  call(name: string): unknown {
    return this.node.call(name);
  }

  reset(): void {
    this.node.reset();
  }

  close(): void {
    this.timer.stop();
    this.node.close();
  }
}

function look(sensor: OccupancySensor): void {
  sensor.look();
}

/** Starts an occupancy sensor. */
export function start(host: Host, board: Board, config: ProfileConfig = {}): Firmware {
  return new OccupancySensor(host, board, config);
}
