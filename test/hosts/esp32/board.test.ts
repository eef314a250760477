import test from "ava";
import { Button } from "../../../hosts/esp32/board/button.js";
import { pinConfig } from "../../../hosts/esp32/board/config.js";
import { TestClock } from "../../support/test-clock.js";

function make() {
  const clock = new TestClock();
  const state = { down: false, held: 0 };
  const button = new Button({
    clock,
    isPressed: () => state.down,
    hold: 5000,
    onHeld: () => state.held++,
  });
  const hold = (milliseconds: number) => {
    state.down = true;
    clock.advance(milliseconds);
    state.down = false;
    clock.advance(200);
  };
  clock.advance(200);
  return { button, clock, hold, state };
}

test("a button counts once when it was held, and again when it is held again", (t) => {
  const { button, clock, hold, state } = make();
  hold(4900);
  t.is(state.held, 0);
  hold(5200);
  t.is(state.held, 1);
  hold(60_000);
  t.is(state.held, 2);
  hold(100);
  t.is(state.held, 2);
  button.close();
  t.is(clock.pending, 0);
});

test("a button that is down at the start, or stuck, does nothing until it was let go", (t) => {
  const clock = new TestClock();
  const state = { down: true, held: 0 };
  new Button({ clock, isPressed: () => state.down, hold: 5000, onHeld: () => state.held++ });
  clock.advance(60_000);
  t.is(state.held, 0);
  state.down = false;
  clock.advance(100);
  state.down = true;
  clock.advance(6000);
  t.is(state.held, 1);
});

test("pins of a manifest's config, and what is wrong with others", (t) => {
  t.deepEqual(pinConfig({ lamp: { pin: 8 } }, "lamp"), { pin: 8 });
  t.deepEqual(pinConfig({ lamp: { pin: 2, activeLow: true } }, "lamp"), {
    pin: 2,
    activeLow: true,
  });
  t.is(pinConfig({}, "lamp"), undefined);
  t.is(pinConfig({ button: null }, "button"), undefined);
  for (const lamp of [{}, { pin: "8" }, { pin: -1 }, { pin: 64 }, { pin: 1.5 }])
    t.throws(() => pinConfig({ lamp }, "lamp"), { message: /"lamp" needs a "pin"/ });
  t.throws(() => pinConfig({ lamp: { pin: 1, activeLow: 1 } }, "lamp"), { message: /activeLow/ });
});
