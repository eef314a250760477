import test from "ava";
import { AdvertisingBearer } from "../../../modules/bearer/advertising-bearer.js";
import { Diagnostics } from "../../../modules/base/diagnostics.js";
import type { Radio, RadioWatcher } from "../../../modules/host/radio.js";
import type { TraceEvent } from "../../../modules/host/trace.js";
import { TestClock } from "../../support/test-clock.js";
import { TestRandom } from "../../support/test-random.js";

/** A radio that has trouble, and tells of it. */
class TroubledRadio implements Radio {
  readonly sets = 1;
  watcher: RadioWatcher | undefined;

  advertise(): number {
    return 1;
  }

  stop(): void {
    // Nothing is ever on the air.
  }

  scan(): void {
    // Nothing is ever heard.
  }

  watch(watcher: RadioWatcher): void {
    this.watcher = watcher;
  }

  close(): void {
    this.watcher = undefined;
  }
}

test("a radio's trouble reaches the node's trace and its counters", (t) => {
  const traced: TraceEvent[] = [];
  const diagnostics = new Diagnostics((event) => traced.push(event));
  const radio = new TroubledRadio();
  const bearer = new AdvertisingBearer({
    ...{ radio, clock: new TestClock(), random: new TestRandom(1), diagnostics },
  });
  const reset = { type: "radio", state: "reset", count: 1, message: "no answer" } as const;
  radio.watcher!.emit(reset);
  radio.watcher!.drop("radio.unsent", 31);
  t.deepEqual(traced, [reset, { type: "drop", reason: "radio.unsent", octets: 31 }]);
  t.deepEqual(diagnostics.drops(), { "radio.unsent": 1 });
  bearer.close();
});
