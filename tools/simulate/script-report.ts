import { captureLines } from "../capture/wireshark.js";
import { airLossText, airName } from "./air-report.js";
import { table } from "./report.js";
import type { ScriptReport } from "./run-script.js";

/** The report of a script as text for a terminal. */
export function scriptReportText(report: ScriptReport): string {
  const figure = (value: number | undefined) => value?.toLocaleString("en") ?? "-";
  const rows = report.devices.map((device) => [
    device.name,
    device.address?.toString(16).padStart(4, "0") ?? "-",
    figure(device.messages),
    figure(device.heap?.slots),
    figure(device.heap?.chunks),
    figure(device.heap?.stackPeak),
    device.failure ? "failed" : device.lit.join(", ") || "-",
  ]);
  const expected = report.steps.filter(({ device }) => device === undefined);
  const kept = expected.filter(({ ok }) => ok).length;
  return [
    table(["device", "node", "messages", "slots", "chunks", "stack", "lamps on"], rows),
    "",
    report.failure === undefined
      ? `${kept} of ${expected.length} expectations hold.`
      : `Failed: ${report.failure}`,
    `${(report.simulatedMs / 1000).toFixed(2)} s simulated in ${(report.wallMs / 1000).toFixed(2)} s, ` +
      `${report.pdus} advertising events.`,
    `Air: ${airName(report.air)}, a model. ${airLossText(report.air)}`,
    ...captureLines(report.capture, report.keys),
  ].join("\n");
}

/** The report of a script as one JSON object. Times are simulated milliseconds from the first boot. */
export function scriptReportJson(report: ScriptReport) {
  return {
    title: report.title ?? null,
    ok: report.failure === undefined,
    failure: report.failure ?? null,
    steps: report.steps.map(({ device, ok, text, time }) => ({
      time,
      device: device ?? null,
      text,
      ok,
    })),
    simulatedMs: report.simulatedMs,
    wallMs: report.wallMs,
    pdus: report.pdus,
    air: report.air,
    capture: report.capture,
    keys: report.keys,
    devices: report.devices.map((device) => ({
      ...device,
      address: device.address ?? null,
      uuid: device.uuid ?? null,
      heap: device.heap ?? null,
      failure: device.failure ?? null,
    })),
  };
}
