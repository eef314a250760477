import test from "ava";
import { VirtualClock } from "../../../hosts/node/virtual-clock.js";
import { VirtualAir, type VirtualAirOptions } from "../../../tools/air/air.js";
import { airPlot } from "../../../tools/simulate/air-plot.js";
import { airLossText, airName } from "../../../tools/simulate/air-report.js";
import { airReport } from "../../../tools/simulate/read-air.js";

function busyAir(options: Partial<VirtualAirOptions>) {
  const clock = new VirtualClock();
  const air = new VirtualAir({ clock, seed: 1, ...options });
  for (let i = 0; i < 8; i++) {
    const station = air.attach({ name: `${i}`, position: { x: 3 * i, y: 0 } });
    station.scan(() => undefined);
    station.advertise(new Uint8Array(31).fill(1), 200, 20, () => undefined);
  }
  clock.advanceTo(5000);
  return airReport(air);
}

test("an air says what it was, and what each effect cost", (t) => {
  const report = busyAir({ model: "harsh", deafness: 5, interference: 3, scanDuty: [60, 100] });
  t.is(airName(report), "harsh (deafness 5, scanDuty 60-100, interference 3)");
  const sum = report.losses.reduce((packets, loss) => packets + loss.packets, report.received);
  t.is(sum, report.packets);
  const effects = report.losses.map(({ effect }) => effect);
  for (const effect of ["chance", "interference", "Wi-Fi on the same radio"])
    t.true(effects.includes(effect), effect);
  t.deepEqual(
    report.losses.map(({ packets }) => packets),
    report.losses.map(({ packets }) => packets).sort((a, b) => b - a),
  );
  const text = airLossText(report);
  t.regex(
    text,
    /^Of [\d,]+ packets strong enough for a receiver \d+\.\d % were received; lost were /,
  );
  t.regex(text, /the deafness after an event/);
  t.regex(text, /waited \d+\.\d ms on average for a host at work\.$/);
});

test("an ideal air has nothing to say", (t) => {
  const report = busyAir({});
  t.is(airName(report), "ideal");
  t.deepEqual(report.losses, []);
  t.regex(airLossText(report), /100\.0 % were received\.$/);
  t.is(airLossText({ ...report, packets: 0 }), "No packet came to anybody.");
});

test("strengths fall with the distance as the model has it", (t) => {
  const { strengths } = busyAir({ model: "kind", shadowing: 0 });
  t.true(strengths.length >= 5);
  for (const [metres, dBm] of strengths)
    t.true(Math.abs(dBm - (-40 - 30 * Math.log10(metres))) < 0.5, `${metres} m: ${dBm}`);
});

test("the plot shows the run beside what was published", (t) => {
  const colours = { ink: "#111", faint: "#222", grid: "#333", run: "#444", published: "#555" };
  const report = busyAir({ model: "typical" });
  for (const what of ["round trips", "group message"] as const) {
    const svg = airPlot(report, { what, milliseconds: [30, 90, 500] }, colours).join("");
    t.notRegex(svg, /NaN|undefined|Infinity/);
    t.is(svg.match(/<circle /g)!.length, 4);
    t.regex(svg, what === "round trips" ? /AN1137: within 200 ms/ : /AN1142: within 200 ms/);
    // Two of three are within the plot: the line ends at two thirds.
    t.regex(svg, /<path d="M530,174H554\.8V130\.7H604\.3V87\.3"/);
  }
  t.notThrows(() =>
    airPlot({ ...report, strengths: [] }, { what: "round trips", milliseconds: [] }, colours),
  );
});
