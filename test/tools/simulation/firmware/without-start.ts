/** A module that forgot to export `start`, for the tests of worlds. */
export const begin = 1;
