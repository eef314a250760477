import { AttGattClient } from "../../../../hosts/hci/att/gatt-client.js";
import { AttGattServer } from "../../../../hosts/hci/att/gatt-server.js";
import type { AttReceiver } from "../../../../hosts/hci/att/channel.js";
import { VirtualClock } from "../../../../hosts/node/virtual-clock.js";
import { fromHex, toHex } from "../../../../modules/base/bytes.js";
import type { GattCharacteristic, GattService } from "../../../../modules/host/gatt.js";

export const ownUuid = Uint8Array.from({ length: 16 }, (_, i) => i + 1);

/** A channel whose PDUs the test gets, and acknowledges. */
export class TestChannel {
  readonly sent: Uint8Array[] = [];
  receiver: AttReceiver | undefined;
  /** PDUs that have not left; counted only while `holds` is set. */
  waiting = 0;
  holds = false;
  closes = 0;
  onSend: ((pdu: Uint8Array) => void) | undefined;

  attach(receiver: AttReceiver): void {
    this.receiver = receiver;
  }

  send(pdu: Uint8Array): void {
    if (this.holds) this.waiting++;
    this.sent.push(pdu.slice());
    this.onSend?.(pdu.slice());
  }

  close(): void {
    this.closes++;
  }

  /** All PDUs have left. */
  release(): void {
    this.waiting = 0;
    this.receiver?.room();
  }

  /** What was sent since the last call, in hexadecimal digits. */
  take(): string[] {
    return this.sent.splice(0).map(toHex);
  }
}

/** A proxy service, and one with a long value: what the tables of requests are about. */
export function services(log: string[] = []) {
  const dataIn: GattCharacteristic = {
    uuid: 0x2add,
    writeWithoutResponse: true,
    onWrite: (connection, value) => log.push(`write ${connection} ${toHex(value)}`),
  };
  const dataOut: GattCharacteristic = {
    uuid: 0x2ade,
    notify: true,
    onSubscribe: (connection, whether) => log.push(`subscribe ${connection} ${whether}`),
  };
  const long: GattCharacteristic = {
    uuid: ownUuid,
    read: true,
    write: true,
    indicate: true,
    descriptors: [{ uuid: 0x2901, value: fromHex("414243") }],
    onWrite: (connection, value) => log.push(`long ${connection} ${value.length}`),
  };
  const answering: GattCharacteristic = { uuid: 0x2a3d, read: true, write: true, answers: true };
  const proxy: GattService = {
    uuid: 0x1828,
    characteristics: [dataIn, dataOut],
    onConnect: (connection) => log.push(`connect ${connection}`),
    onDisconnect: (connection, reason) => log.push(`disconnect ${connection} ${reason}`),
    onRoom: (connection) => log.push(`room ${connection}`),
  };
  const own: GattService = { uuid: ownUuid, characteristics: [long, answering] };
  return { answering, dataIn, dataOut, log, long, own, proxy };
}

/**
 * A server with its two services: 0x1800 from handle 1, 0x1801 from 6, 0x1828 from 0x0a, the own
 * one from 0x10; and one client, whose PDUs the test makes.
 */
export function serverRig() {
  const clock = new VirtualClock();
  const parts = services();
  const server = new AttGattServer({
    clock,
    connections: 2,
    name: "lamp",
    appearance: 0x0580,
    advertise: (advertisement) => parts.log.push(`advertise ${advertisement !== undefined}`),
  });
  server.addService(parts.proxy);
  server.addService(parts.own);
  const channel = new TestChannel();
  const bearer = server.accept(channel);
  channel.attach(bearer);
  clock.advanceTo(1);
  parts.log.length = 0;
  /** Sends a PDU; what the server sent during that. */
  const ask = (hex: string): string[] => {
    bearer.receive(fromHex(hex));
    return channel.take();
  };
  return { ...parts, ask, bearer, channel, clock, server };
}

/** A client, whose server the test plays: `answer` gets each request, and returns what is sent back. */
export async function clientRig(answer: (request: string) => string[], mtu = 23) {
  const clock = new VirtualClock();
  const channel = new TestChannel();
  const server = new AttGattServer({ clock, connections: 0, advertise: () => undefined });
  const client = new AttGattClient({
    clock,
    connections: 1,
    server,
    establish: () => Promise.resolve(channel),
  });
  const requests: string[] = [];
  channel.onSend = (pdu) => {
    const request = toHex(pdu);
    requests.push(request);
    clock.schedule(() => {
      for (const response of answer(request)) channel.receiver?.receive(fromHex(response));
    }, 1);
  };
  const ended: number[] = [];
  const connecting = client.connect(1, { mtu, onDisconnect: (reason) => ended.push(reason) });
  /** Lets time pass until a promise is settled. */
  const during = async <T>(work: Promise<T>, most = 100_000): Promise<T> => {
    let settled = false;
    const end = (): void => void (settled = true);
    work.then(end, end);
    const last = clock.now() + most;
    clock.schedule(() => undefined, most);
    await clock.run(() => settled || clock.now() >= last);
    if (!settled) throw new Error("it does not settle");
    return work;
  };
  const peer = await during(connecting);
  return { channel, client, clock, during, ended, peer, requests };
}

/** Two bearers with a channel between them: a PDU arrives a millisecond later. */
export function pairRig(mtu = 517) {
  const clock = new VirtualClock();
  const parts = services();
  const server = new AttGattServer({ clock, connections: 3, advertise: () => undefined });
  server.addService(parts.proxy);
  server.addService(parts.own);
  const ends = [new TestChannel(), new TestChannel()] as const;
  ends.forEach((end, i) => {
    const other = ends[1 - i]!;
    end.onSend = (pdu) => {
      end.waiting++;
      clock.schedule(() => {
        end.waiting--;
        other.receiver?.receive(pdu);
        end.receiver?.room();
      }, 1);
    };
    end.close = () => {
      clock.schedule(() => {
        end.receiver?.closed(0x16);
        other.receiver?.closed(0x13);
      }, 1);
    };
  });
  const central = new AttGattServer({ clock, connections: 0, advertise: () => undefined });
  const client = new AttGattClient({
    clock,
    connections: 1,
    server: central,
    establish: () => {
      ends[1].attach(server.accept(ends[1]));
      return Promise.resolve(ends[0]);
    },
  });
  const during = async <T>(work: Promise<T>): Promise<T> => {
    let settled = false;
    const end = (): void => void (settled = true);
    work.then(end, end);
    await clock.run(() => settled);
    return work;
  };
  return { ...parts, clock, connect: () => during(client.connect(1, { mtu })), during, server };
}
