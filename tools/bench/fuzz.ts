import { esp32Creation } from "../../hosts/xs/port.js";
import { fuzz, fuzzGatt, type FuzzReport } from "../fuzz/run.js";
import { table } from "../simulate/report.js";

const inputs = 1_000_000;

/**
 * Sends a million inputs of all kinds to a node with all servers and clients, with the heap and
 * the stack of an ESP32.
 */
export function benchFuzz(): Promise<FuzzReport> {
  return fuzz(inputs, "benchmark");
}

/** The same with its GATT server, to which clients connect. */
export function benchFuzzGatt(): Promise<FuzzReport> {
  return fuzzGatt(inputs, "benchmark");
}

/** `has`: what the node has. */
export function fuzzTable(report: FuzzReport, has: string): string {
  const { chunks: mostChunks, slots: mostSlots, stack: mostStack } = esp32Creation;
  const count = (value: number) => value.toLocaleString("en");
  const dropped = Object.values(report.drops).reduce((sum, value) => sum + value, 0);
  const rows = [
    ["inputs", count(report.inputs)],
    ["packets", count(report.packets)],
    ["dropped and counted", count(dropped)],
    ["access messages taken", count(report.messages)],
    ["access messages sent", count(report.answers)],
    ["power cuts", count(report.powerCuts)],
    ["rounds that took it off its network", count(report.resets)],
    ["slots in use at most", `${count(report.slots)} of ${count(mostSlots)}`],
    ["octets of chunks at most", `${count(report.chunks)} of ${count(mostChunks)}`],
    ["slots of the stack at most", `${count(report.stack)} of ${count(mostStack)}`],
  ];
  return table([`a node with ${has}, fuzzed on XS`, ""], rows);
}
