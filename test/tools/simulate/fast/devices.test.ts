import test from "ava";
import { SeededRandom } from "../../../../hosts/node/seeded-random.js";
import { MemoryStore } from "../../../../hosts/node/store.js";
import { VirtualClock } from "../../../../hosts/node/virtual-clock.js";
import { VirtualAir } from "../../../../tools/air/air.js";
import { fastFirmware } from "../../../../tools/simulate/fast/devices.js";
import { FastProgram } from "../../../../tools/simulate/fast/simulated-device.js";

for (const host of ["xs", "node"] as const)
  for (const policy of ["adaptive", "espressif"] as const)
    test.serial(`a device on ${host}, policy ${policy}, beacons and tells its state`, async (t) => {
      const clock = new VirtualClock();
      const air = new VirtualAir({ clock, seed: 1 });
      const devices = new FastProgram(
        await fastFirmware({ host, policy }),
        new SeededRandom("light"),
      );
      const station = air.attach({ name: "light" });
      const device = devices.boot({
        name: "light",
        clock,
        station,
        random: new SeededRandom("light"),
        store: new MemoryStore(),
        ecdhMilliseconds: 200,
        onFailure: (error) => t.fail(error.message),
      });
      await clock.run(5000);
      const state = devices.stateOf("light");
      t.regex(state.uuid, /^dddd[0-9a-f]{28}$/);
      t.like(state, { address: undefined, activity: "idle", litAt: undefined, unreported: 0 });
      t.deepEqual(state.children, []);
      t.true(station.counters.events > 0);
      device.close();
      devices.close();
    });
