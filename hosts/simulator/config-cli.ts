// What mcconfig makes as mc/config for the simulator proper: where preferences are kept: in the folder it is started from.
export default { file: { root: "./" } };
