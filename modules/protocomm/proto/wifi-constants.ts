/* eslint max-lines: "off" */
// Made from wifi-constants.proto by tools/proto: not to be edited.

export const StationState = Object.freeze({
  Connected: 0,
  Connecting: 1,
  Disconnected: 2,
  ConnectionFailed: 3,
});

export const FailReason = Object.freeze({
  AuthError: 0,
  NetworkNotFound: 1,
});

export const AuthMode = Object.freeze({
  Open: 0,
  Wep: 1,
  WpaPsk: 2,
  Wpa2Psk: 3,
  WpaWpa2Psk: 4,
  Wpa2Enterprise: 5,
  Wpa3Psk: 6,
  Wpa2Wpa3Psk: 7,
});
