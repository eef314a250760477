import type {
  ReportMessage,
  ReportRecord,
  StateChange,
} from "../../../tools/report/report-record.js";

const on: StateChange = [2000, "board", "lamp lamp", "on"];

/** A record with a number of messages, one each 10 ms, sent by three nodes in turn. */
export function fakeRecord(count: number): ReportRecord {
  const station = (name: string, x: number, address: number) => ({
    name,
    place: { x, y: x / 2 },
    addresses: [[1000, address] as const],
    changes: [
      [1000, "node", "unicast address", `0x000${address}`] as const,
      ...(address === 2 ? [on] : []),
    ],
  });
  const messages = Array.from({ length: count }, (_, i): ReportMessage => {
    const from = i % 3;
    return {
      time: 10 * i,
      kind: i % 10 === 9 ? "beacon" : from === 0 ? "configuration" : "application",
      from,
      name: i % 10 === 9 ? "Secure Network beacon" : "Generic OnOff Set",
      fields: [["TID", String(i % 256)]],
      src: from + 1,
      dst: ((from + 1) % 3) + 1,
      pdus: [{ seq: i, hops: [0, from, 5, 1, 8, (from + 2) % 3, 4, 2] }],
      to: [(from + 1) % 3],
    };
  });
  return {
    title: "three nodes",
    file: "three.pcapng",
    packets: 2 * count,
    length: Math.max(3000, 10 * count),
    notes: [],
    floor: {
      width: 6,
      height: 4,
      walls: [{ from: { x: 3, y: 0 }, to: { x: 3, y: 2 } }],
      rooms: [{ x: 0, y: 0, width: 6, height: 4, name: "hall" }],
    },
    stations: [station("hall", 0, 1), station("kitchen", 2, 2), station("cellar", 4, 3)],
    messages,
  };
}

const hostile = "</script><img src=x onerror=alert(1)>\u2028<!--";

/** Names and values that would leave their place in a page that does not escape them. */
export const hostileRecord: ReportRecord = {
  ...fakeRecord(3),
  title: hostile,
  file: hostile,
  notes: [hostile],
  stations: fakeRecord(3).stations.map((station) => ({ ...station, name: station.name + hostile })),
  messages: fakeRecord(3).messages.map((message) => ({
    ...message,
    name: hostile,
    fields: [[hostile, hostile]],
  })),
};

/** A capture without a packet. */
export const emptyRecord: ReportRecord = {
  title: "empty",
  file: "empty.pcapng",
  packets: 0,
  length: 1,
  notes: ["The capture has no advertising packets."],
  stations: [],
  messages: [],
};
