/** The native functions of wifi-reason.c. */
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

/** Starts to record why the station is disconnected. Call before Wi-Fi starts. Throws Error. */
export function watchReason(): void {
  Native.watch();
}

/** The latest reason for a disconnection, `wifi_err_reason_t` of ESP-IDF; 0 if there was none. */
export function latestReason(): number {
  return Native.reason();
}

/** Restarts the chip. */
export function restart(): void {
  Native.restart();
}
