// A client of the Mesh Provisioning Service that a test plays.
import { fromHex, toHex } from "../../modules/base/bytes.js";
import type { RemoteCharacteristic } from "../../modules/host/gatt-client.js";
import { Rig, type DeviceRig, type RigOptions } from "./provisioning.js";
import { type TestGattServer, TestGattClient } from "./test-gatt.js";

/** One connection to the device. */
export interface PlayedClient {
  /** What the device notified, in hexadecimal, and "end" with the HCI reason. */
  readonly heard: string[];
  readonly peer: Awaited<ReturnType<TestGattClient["connect"]>>;
  readonly dataIn: RemoteCharacteristic;
  subscribe(on?: boolean): Promise<void>;
  /** Writes octets as they are, and lets them arrive. */
  write(...pdus: string[]): Promise<void>;
}

/** An unprovisioned device, and clients that do what a test says. */
export async function gattProvisionerRig(
  device: Parameters<Rig["device"]>[0] = {},
  options: RigOptions = {},
) {
  const rig = new Rig({ gatt: {}, ...options });
  const one: DeviceRig = rig.device(device);
  const server = one.radio.gatt as TestGattServer;
  const client = new TestGattClient(rig.gatt!);

  const during = async <T>(promise: Promise<T>): Promise<T> => {
    const outcome = await rig.outcome(promise);
    if (outcome instanceof Error) throw outcome;
    return outcome;
  };

  const connect = async (): Promise<PlayedClient> => {
    const heard: string[] = [];
    const peer = await during(
      client.connect(server.address, { onDisconnect: (reason) => heard.push(`end ${reason}`) }),
    );
    const service = await during(peer.discover(0x1827));
    const [dataIn, dataOut] = service!.characteristics;
    const subscribe = (on = true) =>
      during(peer.subscribe(dataOut!, on ? (value) => heard.push(toHex(value)) : undefined));
    const write = async (...pdus: string[]) => {
      for (const pdu of pdus) {
        peer.writeWithoutResponse(dataIn!, fromHex(pdu));
        await rig.clock.run(35);
      }
      await rig.clock.run(100);
    };
    return { heard, peer, dataIn: dataIn!, subscribe, write };
  };

  await rig.clock.run(10);
  return { rig, device: one, server, connect };
}
