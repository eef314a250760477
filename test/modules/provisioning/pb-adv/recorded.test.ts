import test from "ava";
import { equalBytes, fromHex, toHex } from "../../../../modules/base/bytes.js";
import type { EcdhKeyPair } from "../../../../modules/host/crypto.js";
import { Algorithm, noAuthValue, staticAuthValue } from "../../../../modules/provisioning/oob.js";
import { decodeGeneric, pbAdvHeader } from "../../../../modules/provisioning/pb-adv/generic-pdu.js";
import {
  initialReceiver,
  reduceReceiver,
} from "../../../../modules/provisioning/pb-adv/transaction-receiver.js";
import { decodePdu, type ProvisioningPdu } from "../../../../modules/provisioning/pdu.js";
import {
  confirmation,
  confirmationInputs,
  confirmationSecrets,
  openProvisioningData,
  sessionSecrets,
} from "../../../../modules/provisioning/session-keys.js";
import { crypto } from "../../../support/crypto.js";
import cmacStatic from "../../../vectors/pb-adv/cmac-static.json" with { type: "json" };
import hmacNone from "../../../vectors/pb-adv/hmac-none.json" with { type: "json" };

type Recording = typeof cmacStatic | typeof hmacNone;

/** What both sides said, put together by our receivers; control PDUs by their kind. */
function replay(recording: Recording) {
  const control: string[] = [];
  const pdus: ProvisioningPdu[] = [];
  const receivers = { A: initialReceiver(0x00), B: initialReceiver(0x80) };
  let acknowledgements = 0;
  for (const [, from, hex] of recording.packets as [number, "A" | "B", string][]) {
    const data = fromHex(hex);
    if (data[1] !== 0x29) continue;
    const generic = decodeGeneric(data, 2 + pbAdvHeader, data.length);
    if (typeof generic === "string") throw new Error(generic);
    if (generic.type === "ack") acknowledgements++;
    else if (generic.type !== "start" && generic.type !== "continuation") {
      const what = generic.type === "link-close" ? `close ${generic.reason}` : generic.type;
      if (control[control.length - 1] !== what) control.push(what);
      if (generic.type === "link-open") control.push(toHex(generic.uuid));
    } else {
      const step = reduceReceiver(receivers[from], { transaction: data[6]!, pdu: generic });
      receivers[from] = step.state;
      for (const effect of step.effects) {
        if (effect.type === "drop") throw new Error(effect.reason);
        if (effect.type !== "deliver") continue;
        const pdu = decodePdu(effect.pdu);
        if (typeof pdu === "string") throw new Error(pdu);
        pdus.push(pdu);
      }
    }
  }
  return { control, pdus, acknowledgements };
}

function only<Type extends ProvisioningPdu["type"]>(
  pdus: readonly ProvisioningPdu[],
  type: Type,
): Extract<ProvisioningPdu, { type: Type }>[] {
  return pdus.filter((pdu): pdu is Extract<ProvisioningPdu, { type: Type }> => pdu.type === type);
}

for (const recording of [cmacStatic, hmacNone])
  test(`recorded provisioning, ${recording.algorithm}: every PDU is put together, every key recomputed`, async (t) => {
    const { control, pdus, acknowledgements } = replay(recording);
    t.deepEqual([...new Set(control)], ["link-open", recording.uuid, "link-ack", "close 0"]);
    t.true(acknowledgements > 0);
    t.deepEqual(
      pdus.map(({ type }) => type as number),
      [0, 1, 2, 3, 3, 5, 5, 6, 6, 7, 8],
    );

    const [invite] = only(pdus, 0x00);
    const [capabilities] = only(pdus, 0x01);
    const [start] = only(pdus, 0x02);
    const [provisionerKey, deviceKey] = only(pdus, 0x03);
    t.is(toHex(provisionerKey!.publicKey), recording.provisioner.publicKey);
    t.is(toHex(deviceKey!.publicKey), recording.device.publicKey);

    const pair = await new Promise<EcdhKeyPair>((resolve) =>
      crypto.ecdhKeyPair(fromHex(recording.device.privateKey), resolve),
    );
    t.true(equalBytes(pair.publicKey, deviceKey!.publicKey));
    const secret = await new Promise<Uint8Array | undefined>((resolve) =>
      pair.sharedSecret(provisionerKey!.publicKey, resolve),
    );
    t.is(toHex(secret!), recording.ecdhSecret);

    const algorithm = recording.algorithm === "hmac" ? Algorithm.hmac : Algorithm.cmac;
    t.is(start!.algorithm, algorithm);
    const authValue =
      recording.staticOob === ""
        ? noAuthValue(algorithm)
        : staticAuthValue(algorithm, fromHex(recording.staticOob));
    const inputs = confirmationInputs({
      attention: invite!.attentionDuration,
      capabilities: capabilities!,
      start: start!,
      provisionerKey: provisionerKey!.publicKey,
      deviceKey: deviceKey!.publicKey,
    });
    t.is(toHex(inputs), recording.confirmationInputs);
    const secrets = confirmationSecrets(crypto, algorithm, secret!, authValue, inputs);
    t.is(toHex(secrets.salt), recording.confirmationSalt);
    t.is(toHex(secrets.key), recording.confirmationKey);

    const [confirmationP, confirmationD] = only(pdus, 0x05);
    const [randomP, randomD] = only(pdus, 0x06);
    t.is(toHex(randomP!.random), recording.provisioner.random);
    t.is(toHex(randomD!.random), recording.device.random);
    for (const [random, sent] of [
      [randomP!, confirmationP!],
      [randomD!, confirmationD!],
    ] as const)
      t.is(toHex(confirmation(crypto, secrets, random.random)), toHex(sent.confirmation));

    const session = sessionSecrets(crypto, secret!, secrets.salt, randomP!.random, randomD!.random);
    t.is(toHex(session.sessionNonce), recording.sessionNonce);
    t.is(toHex(session.deviceKey), recording.deviceKey);
    const [sealed] = only(pdus, 0x07);
    const data = openProvisioningData(crypto, session, sealed!.encrypted, sealed!.mic);
    if (typeof data === "string") return t.fail(data);
    t.is(toHex(data.netKey), recording.netKey);
    t.is(data.address, recording.address);
    pair.close();
  });
