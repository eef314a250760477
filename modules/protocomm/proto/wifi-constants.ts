/* eslint max-lines: "off" */
// Made from wifi-constants.proto by tools/proto: not to be edited.

export const StationState = {
  Connected: 0,
  Connecting: 1,
  Disconnected: 2,
  ConnectionFailed: 3,
} as const;

export const FailReason = {
  AuthError: 0,
  NetworkNotFound: 1,
} as const;

export const AuthMode = {
  Open: 0,
  Wep: 1,
  WpaPsk: 2,
  Wpa2Psk: 3,
  WpaWpa2Psk: 4,
  Wpa2Enterprise: 5,
  Wpa3Psk: 6,
  Wpa2Wpa3Psk: 7,
} as const;
