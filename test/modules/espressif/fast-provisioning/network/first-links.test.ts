// A provisioner that has taken in nobody yet chooses in another way, and is told how often it tried.
import test from "ava";
import { adaptivePolicy } from "../../../../../modules/espressif/fast-provisioning/adaptive-policy.js";
import { FastNetwork } from "../../../../support/fast-network.js";

/** AD type of PB-ADV. */
const pbAdv = 0x29;

test("links before the first that brings a node are counted, whatever comes after", async (t) => {
  const choices: number[] = [];
  const network = new FastNetwork({
    positions: [1, 1, 1, 1],
    policy: {
      ...adaptivePolicy,
      links: 1,
      enter: () => false,
      choose: (_candidates, { tried }) => {
        choices.push(tried);
        return 0;
      },
    },
  });
  const primary = await network.begin();
  const deaf = { air: network.mesh.air.filter! };
  network.mesh.air.filter = (from, to, data) =>
    deaf.air(from, to, data) && (from !== primary.host.radio.index || data[1] !== pbAdv);
  t.true(await network.until(() => choices.length === 4, 20_000));
  t.deepEqual(choices, [0, 1, 2, 3]);
  network.mesh.air.filter = deaf.air;
  await network.complete();
  const rest = choices.slice(4);
  const atFirst = rest.findIndex((tried) => tried === Infinity);
  t.deepEqual(
    rest.slice(0, atFirst),
    Array.from({ length: atFirst }, (_, i) => 4 + i),
  );
  t.is(rest.slice(atFirst).length, 2, "one device brought it there, two are left");
  t.true(rest.slice(atFirst).every((tried) => tried === Infinity));
  network.close();
});
