// What the tests use of the package ble-host, which has no types.
declare module "ble-host" {
  import type { EventEmitter } from "node:events";

  interface Transport extends EventEmitter {
    write(packet: Buffer): void;
  }

  type Status = (error: number) => void;

  interface ClientCharacteristic extends EventEmitter {
    readonly uuid: string;
    readonly valueHandle: number;
    readonly properties: Readonly<Record<string, boolean>>;
    read(done: (error: number, value?: Buffer) => void): void;
    write(value: Buffer, done?: Status): void;
    writeWithoutResponse(value: Buffer, sent?: () => void): void;
    writeCCCD(notifications: boolean, indications: boolean, done: Status): void;
  }

  interface ClientService {
    readonly uuid: string;
    readonly startHandle: number;
    readonly endHandle: number;
    discoverCharacteristics(done: (found: ClientCharacteristic[]) => void): void;
  }

  interface Gatt extends EventEmitter {
    readonly currentMtu: number;
    exchangeMtu(done: Status): void;
    discoverAllPrimaryServices(done: (services: ClientService[]) => void): void;
    discoverServicesByUuid(
      uuid: number | string,
      count: number | undefined,
      done: (services: ClientService[]) => void,
    ): void;
  }

  interface Connection extends EventEmitter {
    readonly gatt: Gatt;
    readonly disconnected: boolean;
    disconnect(reason?: number): void;
    updateConnParams(
      parameters: {
        connIntervalMin: number;
        connIntervalMax: number;
        connLatency: number;
        supervisionTimeout: number;
      },
      done: (status: number) => void,
    ): void;
  }

  interface ServerCharacteristic {
    uuid: number | string;
    properties: string[];
    value?: Buffer;
    onRead?(connection: Connection, done: (error: number, value?: Buffer) => void): void;
    onWrite?(connection: Connection, needsResponse: boolean, value: Buffer, done: Status): void;
    onSubscriptionChange?(
      connection: Connection,
      notification: boolean,
      indication: boolean,
      isWrite: boolean,
    ): void;
    notify?(connection: Connection, value: Buffer): boolean;
    indicate?(connection: Connection, value: Buffer, confirmed?: () => void): boolean;
  }

  interface Manager {
    readonly gattDb: {
      setDeviceName(name: string): void;
      addServices(
        services: { uuid: number | string; characteristics: ServerCharacteristic[] }[],
      ): void;
    };
    connect(
      type: "public" | "random",
      address: string,
      parameters: object,
      done: (connection: Connection) => void,
    ): { cancel(done: () => void): void };
    setAdvertisingData(data: Buffer, done: Status): void;
    startAdvertising(
      parameters: object,
      done: (status: number, connection: Connection) => void,
    ): void;
  }

  const host: {
    readonly BleManager: {
      create(
        transport: Transport,
        options: { staticRandomAddress?: string },
        done: (error: Error | null, manager: Manager) => void,
      ): void;
    };
  };
  export default host;
  export type {
    ClientCharacteristic,
    ClientService,
    Connection,
    Manager,
    ServerCharacteristic,
    Transport,
  };
}
