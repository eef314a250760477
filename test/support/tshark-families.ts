// Tests that tshark decodes every message of a family of models.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestFn } from "ava";
import { dissect } from "../../tools/capture/tshark.js";
import { recordPackets } from "./mesh-capture.js";
import { messagesOf } from "./message-vectors.js";
import { peerTest } from "./peer.js";
import { tshark } from "./tshark.js";

const info = "_ws.col.Info";

/** A family of models, and packets with all of its messages. */
export interface Family {
  readonly name: string;
  readonly packets: () => Promise<readonly Uint8Array[]>;
  readonly declared: object;
  readonly count: number;
  /** What tshark reads: fields of `btmesh.model`, and a value that each has. */
  readonly values: Readonly<Record<string, string>>;
}

/** A number as tshark writes it: decimal, or hexadecimal with 0x; octets with or without colons. */
function sameValue(text: string, wanted: string): boolean {
  return text.replaceAll(":", "") === wanted || Number(text) === Number(wanted);
}

/** Declares a test of each family. */
export function testFamilies(test: TestFn, families: readonly Family[]): void {
  const directory = mkdtempSync(join(tmpdir(), "xs-mesh-families-"));
  test.after.always(() => rmSync(directory, { recursive: true, force: true }));
  for (const { count, declared, name, packets, values } of families)
    peerTest([tshark], `tshark names every ${name} message and finds none malformed`, async (t) => {
      const path = join(directory, `${name}.pcapng`);
      recordPackets(path, await packets());
      const fields = [info, ...Object.keys(values).map((field) => `btmesh.model.${field}`)];
      const found = await dissect({ path, fields });
      const infos = found.map((packet) => packet[info]?.[0] ?? "");
      t.deepEqual(
        infos.filter((text) => /malformed|decrypt/i.test(text)),
        [],
      );
      t.deepEqual(await dissect({ path, fields: [info], filter: "_ws.malformed" }), []);
      const messages = messagesOf(declared);
      t.is(messages.length, count);
      for (const message of messages)
        t.true(
          infos.some((text) => text.includes(message.name)),
          message.name,
        );
      for (const [field, wanted] of Object.entries(values)) {
        const texts = found.flatMap((packet) => packet[`btmesh.model.${field}`] ?? []);
        t.true(
          texts.some((text) => sameValue(text, wanted)),
          `${field}: ${texts.join(" ")} has no ${wanted}`,
        );
      }
    });
}
