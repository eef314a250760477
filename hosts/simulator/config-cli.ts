// Replaces mc/config, which mcconfig makes for the simulator with a screen. Frozen, as what is
// preloaded must be.
export default Object.freeze({});
