// Replaces mc/config, which mcconfig makes for the simulator with a screen. `file.root` is the
// folder of the preferences: the one in which the simulator is started.
export default { file: { root: "./" } };
