import { Timer } from "../../base/timer.js";
import type { Sensor } from "../../host/board.js";
import type { Host } from "../../host/host.js";
import {
  PreciseTotalDeviceEnergyUse,
  PresentDeviceInputPower,
} from "../../models/common/device-properties/energy.js";
import { SensorServer } from "../../models/sensor/server.js";
import { SensorSetupServer } from "../../models/sensor/setup-server.js";
import { SensorState } from "../../models/sensor/sensor-state.js";
import { Node } from "../../node/node.js";
import { NlcProfile, type ProfileConfig, profilesOf } from "../profiles.js";
import type { Board, Firmware } from "../start.js";

/** For experiments: 0xFFFF stands for no company (Assigned Numbers). */
const companyId = 0xffff;
const productId = 0x0015;

/** Milliseconds from one measurement to the next. */
const measureInterval = 1000;
/** Watt-hours after which the sum is stored: it loses as much at a power cut, and flash wears. */
const storedStep = 10;
/** Octets of the record: watt-hours, little-endian. */
const recordLength = 4;
const recordKey = "energy";
/** What the property can represent, kWh. */
const most = 4_294_967.293;

/**
 * An energy monitor: the sensor "power" of its board, W, and the energy that the device has used in its
 * life, which is kept over power cuts and resets.
 */
class EnergyMonitor implements Firmware {
  readonly node: Node;
  private readonly power: Sensor;
  private readonly host: Host;
  private readonly timer: Timer<EnergyMonitor>;
  /** Watt-hours, and those that are stored. */
  private energy: number;
  private stored: number;

  constructor(host: Host, board: Board, config: ProfileConfig) {
    this.host = host;
    this.power = board.sensor("power");
    const record = host.store.read(recordKey);
    const isWhole = record?.length === recordLength;
    this.stored = isWhole ? new DataView(record.slice().buffer).getUint32(0, true) : 0;
    this.energy = this.stored;
    const server = new SensorServer({
      sensors: [
        new SensorState(PresentDeviceInputPower, { read: () => Math.max(0, this.power.read()) }),
        new SensorState(PreciseTotalDeviceEnergyUse, {
          read: () => Math.min(most, this.energy / 1000),
          samplingFunction: "accumulated",
        }),
      ],
    });
    this.node = new Node({
      host,
      companyId,
      productId,
      elements: [{ models: [server, new SensorSetupServer(server)] }],
      ...profilesOf(config, NlcProfile.energyMonitor, 0),
    });
    this.timer = new Timer(host.clock, measure, this);
    this.timer.start(measureInterval);
  }

  /** Adds the energy of the last interval. */
  measure(): void {
    this.energy += (Math.max(0, this.power.read()) * measureInterval) / 3_600_000;
    if (this.energy - this.stored >= storedStep) this.store();
    this.timer.start(measureInterval);
  }

  private store(): void {
    const record = new Uint8Array(recordLength);
    this.stored = Math.floor(this.energy);
    new DataView(record.buffer).setUint32(0, this.stored, true);
    this.host.store.write(recordKey, record);
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

function measure(monitor: EnergyMonitor): void {
  monitor.measure();
}

/** Starts an energy monitor. */
export function start(host: Host, board: Board, config: ProfileConfig = {}): Firmware {
  return new EnergyMonitor(host, board, config);
}
