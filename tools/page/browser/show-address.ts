/** Milliseconds without a change after which the address is replaced: browsers limit the rate. */
const quiet = 300;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Replaces the address of the page when it has not changed for a moment, for links to it. */
export function showAddress(address: () => string): void {
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (location.hash !== address()) history.replaceState(null, "", address());
  }, quiet);
}
