/* eslint max-lines: "off" */
// Made from constants.proto by tools/proto: not to be edited.

export const Status = Object.freeze({
  Success: 0,
  InvalidSecScheme: 1,
  InvalidProto: 2,
  TooManySessions: 3,
  InvalidArgument: 4,
  InternalError: 5,
  CryptoError: 6,
  InvalidSession: 7,
});
