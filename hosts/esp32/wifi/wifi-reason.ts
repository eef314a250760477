/** The functions of wifi-reason.c. */
class Native {
  static watch(): void {
    return native("xs_wifi_watch").call(this);
  }

  static reason(): number {
    return native("xs_wifi_reason").call(this);
  }

  static restart(): void {
    return native("xs_wifi_restart").call(this);
  }
}

/** Notes why the station is disconnected, from now on: called before Wi-Fi is started. Throws Error. */
export function watchReason(): void {
  Native.watch();
}

/** Why the station was disconnected last, a `wifi_err_reason_t` of ESP-IDF; 0 where it was not. */
export function latestReason(): number {
  return Native.reason();
}

/** Restarts the chip. */
export function restart(): void {
  Native.restart();
}
