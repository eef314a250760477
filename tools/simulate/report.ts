import { captureLines } from "../capture/wireshark.js";
import { airLossText, airName } from "./air-report.js";
import type { LightReport, SimulationReport } from "./simulation.js";

function isConfigured({ times }: LightReport): boolean {
  return times.configured !== undefined;
}

function isOn({ times }: LightReport): boolean {
  return times.on !== undefined;
}

/** Simulated milliseconds from the first Link Open to the end of the provisioning. */
function provisioningMs({ times: { began, provisioned } }: LightReport): number | undefined {
  return began === undefined || provisioned === undefined ? undefined : provisioned - began;
}

function stateText(light: LightReport): string {
  if (!light.isLamp) return isConfigured(light) ? "configured" : "-";
  return isOn(light) ? "on" : "off";
}

/** Slots or bytes in use; for the stack, the maximum. */
function heapFigure(figure: number | undefined): string {
  return figure === undefined ? "-" : figure.toLocaleString("en");
}

/** A text table. Columns are as wide as their widest cell; numbers are aligned to the right. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((name, i) =>
    Math.max(name.length, ...rows.map((row) => row[i]!.length)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) =>
        /^[\d.,]+( \w+)?$/.test(cell) ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!),
      )
      .join("  ")
      .trimEnd();
  return [
    line(header),
    widths.map((width) => "-".repeat(width)).join("  "),
    ...rows.map(line),
  ].join("\n");
}

/** Whether the device completed its last step: to be on, or configured if it cannot be switched. */
function isDone(light: LightReport): boolean {
  return light.isLamp ? isOn(light) : isConfigured(light);
}

/**
 * Whether every device completed all steps, and one came back after a restart. A lamp may be off
 * then: whether it restores its state is up to its firmware.
 */
export function succeeded({ lights, restarted }: SimulationReport): boolean {
  return lights.every((light) => isDone(light) && !light.failure) && restarted !== undefined;
}

/** The restart of one light, in words. */
function restartText({ name, on }: NonNullable<SimulationReport["restarted"]>): string {
  const start = `${name} was restarted from its store`;
  if (on === undefined) return `${start}.`;
  return on
    ? `${start}: it is on.`
    : `${start}: it is off. With "restore: true" a GenericOnOffServer comes up as it was.`;
}

/** The report as text for a terminal. */
export function reportText(report: SimulationReport): string {
  const rows = report.lights.map((light) => [
    light.address?.toString(16).padStart(4, "0") ?? "-",
    light.uuid,
    provisioningMs(light)?.toFixed(0).concat(" ms") ?? "-",
    String(light.messages),
    heapFigure(light.heap?.slots),
    heapFigure(light.heap?.chunks),
    heapFigure(light.heap?.stackPeak),
    light.failure?.split("\n")[0] ?? stateText(light),
  ]);
  const count = (test: (light: LightReport) => boolean) => report.lights.filter(test).length;
  const { restarted } = report;
  return [
    table(
      ["node", "uuid", "provisioned in", "messages", "slots", "chunks", "stack", "light"],
      rows,
    ),
    "",
    `${count((light) => light.address !== undefined)} of ${report.lights.length} lights provisioned, ` +
      `${count(isConfigured)} configured, ${count(isOn)} on.`,
    restarted ? restartText(restarted) : "No light could be restarted.",
    `${(report.simulatedMs / 1000).toFixed(2)} s simulated in ${(report.wallMs / 1000).toFixed(2)} s, ` +
      `${report.pdus} advertising events.`,
    `Air: ${airName(report.air)}, a model. ${airLossText(report.air)}`,
    ...captureLines(report.capture, report.keys),
  ].join("\n");
}

/** The time at which the last light completed a step, simulated ms; null if one did not. */
function last(lights: readonly LightReport[], step: "provisioned" | "configured" | "on") {
  const times = lights.map(({ times }) => times[step] ?? Infinity);
  const latest = Math.max(...times);
  return latest < Infinity && lights.length > 0 ? latest : null;
}

/**
 * The report as one JSON object for scripts. Times are simulated milliseconds from the first
 * boot.
 */
export function reportJson(report: SimulationReport) {
  const { lights, restarted } = report;
  const heaps = lights.flatMap(({ heap }) => (heap ? [heap] : []));
  const most = (figure: (heap: (typeof heaps)[number]) => number) =>
    heaps.length > 0 ? Math.max(...heaps.map(figure)) : null;
  return {
    nodes: lights.length,
    provisioned: lights.filter(({ address }) => address !== undefined).length,
    configured: lights.filter(isConfigured).length,
    on: lights.filter(isOn).length,
    restarted: restarted ?? null,
    simulatedMs: report.simulatedMs,
    allNodesMs: last(lights, "provisioned"),
    allConfiguredMs: last(lights, "configured"),
    allLitMs: last(lights, "on"),
    wallMs: report.wallMs,
    pdus: report.pdus,
    air: report.air,
    roundTrips: report.roundTrips,
    heap: {
      slots: most(({ slots }) => slots),
      slotsPeak: most(({ slotsPeak }) => slotsPeak),
      chunks: most(({ chunks }) => chunks),
      chunksPeak: most(({ chunksPeak }) => chunksPeak),
    },
    capture: report.capture,
    keys: report.keys,
    lights: lights.map((light) => ({
      name: light.name,
      address: light.address ?? null,
      uuid: light.uuid,
      provisioningMs: provisioningMs(light) ?? null,
      messages: light.messages,
      on: light.isLamp ? isOn(light) : null,
      log: light.log,
      failure: light.failure ?? null,
    })),
  };
}
