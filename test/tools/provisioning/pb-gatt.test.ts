import test from "ava";
import { lightOnAir } from "../../support/light-on-air.js";

for (const engine of ["node", "xs"] as const)
  for (const mtu of [23, 185])
    test(`a light on ${engine} is provisioned over PB-GATT on the virtual air, ATT_MTU ${mtu}`, async (t) => {
      const run = await lightOnAir({ engine, mtu });
      await run.clock.run(1000);
      const uuid = run.uuid();
      await run.during(run.provisioner.scanner.wait(uuid));
      const begun = run.clock.now();
      let complete = 0;
      const { address } = await run.during(
        run.provisioner.provision(uuid, {
          bearer: "pb-gatt",
          onProgress: (step) => {
            t.log(step, run.clock.now() - begun);
            complete = run.clock.now() - begun;
          },
        }),
      );
      t.log(mtu, complete);
      t.like(run.device.call("state"), { address });
      const { configuration } = run.provisioner;
      t.is(await run.during(configuration.getDefaultTtl(address)), 7);
      run.close();
    });
