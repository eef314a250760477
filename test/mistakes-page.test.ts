// docs/mistakes.md: its tables have each mistake of the tests, with the text that comes.
import "../modules/checks/install.js";
import test from "ava";
import { readFileSync } from "node:fs";
import { planGroups, planRequests } from "./support/mistakes/plan.js";
import { refusedGroups, refusedRequests } from "./support/mistakes/refused-requests.js";
import { thrownMistakes } from "./support/mistakes/thrown.js";

const page = readFileSync(new URL("../docs/mistakes.md", import.meta.url), "utf8");

/** Where a text comes from, as the page has it. */
const places = {
  thrown: "thrown, on a chip as well",
  simulation: "thrown in a simulation",
} as const;

const request = "the error of the request, in a simulation";
const group = "`refusals` of the simulation";

const rows = [
  ...refusedRequests.map(({ mistake, text }) => [mistake, text, request]),
  ...refusedGroups.map(({ mistake, text }) => [mistake, text, group]),
  ...planRequests.map(({ mistake, text }) => [
    mistake,
    text,
    request.replace("simulation", "World"),
  ]),
  ...planGroups.map(({ mistake, text }) => [mistake, text, group.replace("simulation", "World")]),
  ...thrownMistakes.map(({ mistake, text, where }) => [mistake, text, places[where]]),
].map((cells) => `| ${cells[0]!} | \`${cells[1]!}\` | ${cells[2]!} |`);

const onPage = page.split("\n").filter((line) => / \| `/.test(line));

test("the page has each mistake with the text that its test expects, and no other", (t) => {
  t.deepEqual(
    onPage.filter((line) => !rows.includes(line)),
    [],
    "no test has these",
  );
  t.deepEqual(
    rows.filter((line) => !onPage.includes(line)),
    [],
    "the page lacks these",
  );
});

for (const { make, mistake, text } of thrownMistakes)
  test(`the text on the page is what comes: ${mistake}`, (t) => {
    t.throws(make, { message: text });
  });

for (const { make, mistake, text } of refusedRequests)
  test(`the text on the page is what comes: ${mistake}`, async (t) => {
    const { request: sent, simulation } = make();
    await t.throwsAsync(simulation.run(sent), { message: text });
  });
