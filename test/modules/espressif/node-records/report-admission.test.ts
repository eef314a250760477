import test from "ava";
import { ReportAdmission } from "../../../../modules/espressif/node-records/report-admission.js";

/** Addresses of reporters. */
const [a, b, c, d, e, f, g] = [1, 2, 3, 4, 5, 6, 7] as const;

/** An admission with four reporters admitted at 0 ms. */
function full(): ReportAdmission {
  const admission = new ReportAdmission();
  for (const src of [a, b, c, d]) admission.ask(src, 0);
  return admission;
}

test("four reporters are admitted, and asking again does not change that", (t) => {
  const admission = new ReportAdmission();
  t.deepEqual(
    [a, b, c, a, d].map((src) => admission.ask(src, 0)),
    [0, 0, 0, 0, 0],
  );
  t.is(admission.ask(e, 0), 75);
  t.is(admission.ask(a, 0), 0);
});

test("the others wait by their places, in the order in which they asked first", (t) => {
  const admission = full();
  t.deepEqual(
    [e, f, g, e, g].map((src) => admission.ask(src, 10)),
    [75, 150, 225, 75, 225],
  );
});

test("who asks next gets the place of a report that has come", (t) => {
  const admission = full();
  admission.ask(e, 10);
  admission.over(b);
  t.is(admission.ask(f, 20), 0);
  t.is(admission.ask(e, 85), 75);
  admission.over(c);
  t.is(admission.ask(e, 160), 0);
  t.is(admission.ask(g, 160), 75, "nobody waits before it any longer");
});

test("the place of a report that does not come is free after a second", (t) => {
  const admission = full();
  t.is(admission.ask(e, 1000), 75);
  t.is(admission.ask(e, 1001), 0);
});

test("a reporter that does not ask again loses its place two seconds after its wait", (t) => {
  for (const [time, wait] of [
    [2075, 150],
    [2076, 75],
  ] as const) {
    const admission = full();
    admission.ask(e, 0);
    // The admitted ones ask again, so that their places do not end.
    for (const at of [900, 1800]) for (const src of [a, b, c, d]) admission.ask(src, at);
    t.is(admission.ask(f, time), wait);
  }
});

test("a reporter whose report has come lets those who wait go first", (t) => {
  const admission = full();
  t.is(admission.courtesy(0), 0);
  admission.ask(e, 0);
  t.is(admission.courtesy(0), 75);
  admission.ask(f, 0);
  t.is(admission.courtesy(0), 150);
  t.is(admission.courtesy(3000), 0);
});
