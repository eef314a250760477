import test from "ava";
import { ReportRoute, Route } from "../../../../modules/espressif/node-records/report-route.js";

const collectors = { collector: 0x0001, parent: 0x0005 };
const collectorIsParent = { collector: 0x0001, parent: 0x0001 };
const yes = { congested: () => true, deferral: () => 0, noLinksHeard: () => true };
const no = { congested: () => false, deferral: () => 0, noLinksHeard: () => false };
const { direct, parent, relayed } = Route;

/** Routes after so many that failed, and whether a round begins with each. */
function afterFailures(count: number, from = collectors, noLinksHeard = yes) {
  const route = new ReportRoute();
  const routes: (readonly [number, boolean])[] = [];
  for (let i = 0; i < count; i++) {
    const begins = route.next(from, noLinksHeard);
    routes.push([route.current, begins]);
  }
  return routes;
}

const round = [
  [parent, false],
  [parent, false],
  [direct, true],
] as const;

test("three rounds of the direct route and twice the parent, then relays", (t) => {
  t.deepEqual(afterFailures(10), [
    ...round,
    ...round,
    ...round.slice(0, 2),
    [relayed, false],
    [direct, true],
  ]);
});

test("while a node in range provisions the rounds go on without relays", (t) => {
  t.deepEqual(afterFailures(12, collectors, no), [...round, ...round, ...round, ...round]);
});

test("a direct route that has delivered is tried three times more, each after a delay, then the parent", (t) => {
  const route = new ReportRoute();
  route.delivered(collectors, no);
  for (let round = 0; round < 2; round++) {
    const routes: (readonly [number, boolean])[] = [];
    for (let i = 0; i < 5; i++) {
      route.answered();
      const begins = route.next(collectors, yes);
      t.false(route.reachable);
      routes.push([route.current, begins]);
    }
    t.deepEqual(routes, [
      [direct, true],
      [direct, true],
      [direct, true],
      [parent, false],
      [parent, false],
    ]);
    route.next(collectors, yes);
    route.delivered(collectors, no);
  }
  route.reset();
  route.next(collectors, yes);
  t.is(route.current, parent, "of another collector nothing is known");
  const calm = new ReportRoute();
  calm.delivered(collectors, no);
  t.true(calm.next(collectors, { ...no, deferral: () => 40 }));
  t.is(calm.current, direct, "others are reporting");
  t.false(calm.next(collectors, no));
  t.is(calm.current, parent, "nothing is heard: it is out of range");
});

test("where the parent is the collector each route but relays is the direct one", (t) => {
  t.deepEqual(
    afterFailures(9, collectorIsParent).map(([route]) => route),
    [direct, direct, direct, direct, direct, direct, direct, direct, relayed],
  );
});

test("an answer puts relays off by all rounds, and says that the destination is in range", (t) => {
  const route = new ReportRoute();
  for (let i = 0; i < 7; i++) route.next(collectors, yes);
  t.is(route.current, parent);
  t.false(route.reachable);
  route.answered();
  t.true(route.reachable);
  route.next(collectors, yes);
  t.is(route.current, parent);
  t.false(route.reachable);
  for (let i = 0; i < 6; i++) route.next(collectors, yes);
  t.is(route.current, parent);
  route.next(collectors, yes);
  t.is(route.current, relayed);
});

test("the direct route is tried again after 1, 2, 4 reports that the parent took", (t) => {
  const route = new ReportRoute();
  const counts: number[] = [];
  for (let i = 0; i < 4; i++) {
    t.is(route.retriesDirect, i > 0);
    route.next(collectors, yes);
    let count = 0;
    while (route.current === parent) {
      route.delivered(collectors, no);
      count++;
    }
    counts.push(count);
  }
  t.deepEqual(counts, [1, 2, 4, 8]);
  route.delivered(collectors, no);
  t.false(route.retriesDirect, "the direct route works: a count from the start");
});

test("congestion puts that off, not the return from relays", (t) => {
  const route = new ReportRoute();
  route.next(collectors, yes);
  for (let i = 0; i < 5; i++) route.delivered(collectors, yes);
  t.is(route.current, parent);
  route.delivered(collectors, no);
  t.deepEqual([route.current], [direct]);
  for (let i = 0; i < 9; i++) route.next(collectors, yes);
  t.deepEqual([route.current], [relayed]);
  route.delivered(collectors, yes);
  t.is(route.current, direct);
});

test("new collectors are reached directly first", (t) => {
  const route = new ReportRoute();
  route.next(collectors, yes);
  route.answered();
  route.reset();
  t.is(route.current, direct);
  t.false(route.reachable);
  t.false(route.retriesDirect);
});
