// What others see over the air of a device that is being provisioned.
import test from "ava";
import { networks } from "../../../tools/wifi/networks.js";
import { DeviceOnAir } from "../../../tools/wifi/on-air.js";

const proofOfPossession = "abcd1234";
const home = {
  ssid: new Uint8Array(Buffer.from("home")),
  passphrase: new Uint8Array(Buffer.from("correct horse")),
};

for (const engine of ["node", "xs"] as const)
  test(`nobody else can connect while a session is established, the device on ${engine}`, async (t) => {
    const run = await DeviceOnAir.start({
      engine,
      settings: { security: { version: 1, proofOfPossession } },
      accessPoints: networks([{ ssid: "home", passphrase: "correct horse" }]),
    });
    let advertised = 0;
    run.air.onPacket(({ data }) => {
      if (data[0] === 2 && data[1] === 1 && data[4] === 7) advertised++;
    });
    const heard = async (milliseconds: number): Promise<boolean> => {
      advertised = 0;
      await run.clock.run(run.clock.now() + milliseconds);
      return advertised > 0;
    };
    t.true(await heard(2000));
    const bystander = await run.during(run.connect());
    t.true(await heard(2000), "who merely connects keeps nobody away");
    const client = await run.during(run.client({ proofOfPossession }));
    await run.during(client.open());
    t.false(await heard(5000));
    // who was connected before may write what he likes
    for (const { characteristics } of await run.during(bystander.services()))
      for (const { handle } of characteristics.filter(({ descriptors }) =>
        descriptors.some(({ uuid }) => uuid === 0x2901),
      ))
        await run.during(bystander.att.write(handle, new Uint8Array(40).fill(0x10)));
    bystander.disconnect();
    t.false(await heard(5000), "nor does his leaving end the session");
    t.like(await run.during(client.status()), { state: "disconnected" });
    client.close();
    t.true(await heard(2000), "with its client the session ends");
    const next = await run.during(run.client({ proofOfPossession }));
    await run.during(next.open());
    t.like(await run.during(next.provision(home)), { state: "connected" });
    run.close();
  });
