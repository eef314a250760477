import { fileURLToPath } from "node:url";
import { NodeCrypto } from "../../hosts/node/crypto.js";
import { nodeHost } from "../../hosts/node/host.js";
import { VirtualClock } from "../../hosts/node/virtual-clock.js";
import { Engine } from "../../hosts/xs/engine.js";
import { table } from "../simulate/report.js";
import { CipherWork } from "./cipher-work.js";
import { microseconds, short } from "./measure.js";
import { silentRadio } from "./silent-radio.js";

const entry = fileURLToPath(new URL("firmware/cipher.ts", import.meta.url));
const count = 5000;
const rounds = 7;

/** Network PDUs a second: encrypted and obfuscated, or the reverse. */
export interface CipherFigures {
  readonly node: { readonly sealed: number; readonly opened: number };
  readonly xs: { readonly sealed: number; readonly opened: number };
}

function aSecond(work: () => void): number {
  return 1e6 / microseconds(count, rounds, work);
}

/** Measures each engine with the cipher that its nodes use. */
export async function benchCipher(): Promise<CipherFigures> {
  const clock = new VirtualClock();
  const program = await Engine.load({ entry });
  const machine = program.boot({
    host: nodeHost({ clock, radio: silentRadio }),
    creation: { budget: 0 },
  });
  const xs = {
    sealed: aSecond(() => void machine.call("seal", count)),
    opened: aSecond(() => void machine.call("open", count)),
  };
  program.close();
  const work = new CipherWork(new NodeCrypto({ clock }));
  const node = {
    sealed: aSecond(() => work.seal(count)),
    opened: aSecond(() => work.open(count)),
  };
  return { node, xs };
}

export function cipherTable({ node, xs }: CipherFigures): string {
  return table(
    ["network PDUs a second", "Node", "XS", "XS : Node"],
    [
      ["encrypted", short(node.sealed), short(xs.sealed), short(xs.sealed / node.sealed)],
      ["decrypted", short(node.opened), short(xs.opened), short(xs.opened / node.opened)],
    ],
  );
}
