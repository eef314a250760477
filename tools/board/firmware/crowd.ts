import type { Firmware } from "../../../modules/firmware/start.js";
import type { Host } from "../../../modules/host/host.js";
import { start as startReceiver } from "../../bench/firmware/receiver.js";

/** The first of the source addresses. */
const first = 0x1000;

/**
 * The light of `node.ts` in a network with many nodes; "sources" makes it receive from a number
 * of other sources.
 */
export function start(host: Host): Firmware {
  const node = startReceiver(host, { replayList: 512 });
  return {
    close: () => node.close(),
    call(name, count) {
      if (name !== "sources") return node.call(name);
      const bytes = new Uint8Array(8);
      for (let i = 0; i < (count as number); i++) {
        const numbers = { ivIndex: 0, seq: 1, firstSeq: 1, segmented: false };
        node.network!.replay.admit({ src: first + i, ...numbers, bytes }, false);
      }
      return null;
    },
  };
}
