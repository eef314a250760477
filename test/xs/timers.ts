/**
 * Gives an engine without the timers of browsers something in their place, as fast-check
 * looks for them when it is loaded. Tests have virtual time: none of them may be called.
 */
export function provideTimers(): void {
  const none = () => {
    throw new Error("there is no real time in a test of modules/");
  };
  for (const name of ["setTimeout", "clearTimeout"])
    if (!(name in globalThis)) Object.defineProperty(globalThis, name, { value: none });
}
