import { fileURLToPath } from "node:url";
import { NodeCrypto } from "../../hosts/node/crypto.js";
import { nodeHost } from "../../hosts/node/host.js";
import { VirtualClock } from "../../hosts/node/virtual-clock.js";
import { Engine } from "../../hosts/xs/engine.js";
import { JsCrypto } from "../../modules/crypto/js-crypto.js";
import { CryptoWork, type Operation, operations, type WorkOrder } from "./crypto-work.js";
import { microseconds, short } from "./measure.js";
import { silentRadio } from "./silent-radio.js";
import { table } from "../simulate/report.js";

export interface CryptoFigures {
  /**
   * Microseconds of one operation by provider and engine; for a key pair, of a machine's first
   * one.
   */
  readonly [operation: string]: {
    readonly nodeNative: number;
    readonly nodeJs: number;
    readonly xsNative: number;
    readonly xsJs: number;
    /** Time of JavaScript in XS divided by that of the native module. */
    readonly ratioInXs: number;
  };
}

const entry = fileURLToPath(new URL("firmware/crypto.ts", import.meta.url));
const rounds = 5;
/** Heap that is large enough for JavaScript's tables of the curve. */
const creation = { chunks: 64 << 20, slots: 1 << 20, stack: 4096, budget: 0 };

function isCurve(operation: Operation): boolean {
  return operation.startsWith("P-256");
}

/**
 * Number of operations in one measurement: enough for the clock's resolution. A key pair is
 * always a machine's first one, so its number is 1.
 */
function countOf(operation: Operation, slow: boolean): number {
  if (operation === "P-256 key pair") return 1;
  if (isCurve(operation)) return slow ? 5 : 50;
  return slow ? 200 : 5000;
}

/** Measures all operations with the native provider and in JavaScript, on Node.js and in XS. */
export async function benchCrypto(): Promise<CryptoFigures> {
  const program = await Engine.load({ entry });
  const inXs = (provider: string, operation: Operation) => {
    const count = countOf(operation, provider === "js");
    const clock = new VirtualClock();
    const host = nodeHost({ clock, radio: silentRadio });
    return microsecondsFresh(count, () => {
      const machine = program.boot({ host, creation });
      machine.call("load", provider);
      const work = (order: WorkOrder) => {
        machine.call("begin", order);
        while (!machine.call("finished")) clock.runNext();
      };
      // The tables of AES are computed at its first use, which is not measured. Those of the
      // curve are part of the cost of a first key pair.
      if (!isCurve(operation)) work({ operation, count: 1 });
      return {
        run: () => work({ operation, count }),
        close: () => machine.close(),
      };
    });
  };
  const onNode = (make: (clock: VirtualClock) => NodeCrypto | JsCrypto, operation: Operation) => {
    const clock = new VirtualClock();
    const crypto = make(clock);
    const count = countOf(operation, false);
    return microseconds(count, rounds, () => {
      const work = new CryptoWork(crypto, { operation, count });
      while (!work.finished) clock.runNext();
    });
  };
  const figures: Record<string, CryptoFigures[string]> = {};
  for (const operation of operations) {
    const xsNative = inXs("native", operation);
    const xsJs = inXs("js", operation);
    figures[operation] = {
      nodeNative: onNode((clock) => new NodeCrypto({ clock }), operation),
      nodeJs: onNode((clock) => new JsCrypto({ clock }), operation),
      xsNative,
      xsJs,
      ratioInXs: xsJs / xsNative,
    };
  }
  program.close();
  return figures;
}

/** As `microseconds`, with a new machine for each round, so that cached tables have no effect. */
function microsecondsFresh(count: number, boot: () => { run(): void; close(): void }): number {
  const machines = Array.from({ length: rounds }, boot);
  const waiting = [...machines];
  const time = microseconds(count, rounds, () => waiting.shift()!.run());
  for (const machine of machines) machine.close();
  return time;
}

export function cryptoTable(figures: CryptoFigures): string {
  return table(
    ["microseconds", "Node, native", "Node, JS", "XS, native", "XS, JS", "XS: JS / native"],
    Object.entries(figures).map(([operation, figure]) => [
      operation,
      short(figure.nodeNative),
      short(figure.nodeJs),
      short(figure.xsNative),
      short(figure.xsJs),
      short(figure.ratioInXs),
    ]),
  );
}
