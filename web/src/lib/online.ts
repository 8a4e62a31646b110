import { signal } from "@preact/signals";

/** Since when the network is away, in milliseconds since 1970; 0 while it is there. */
export const offlineSince = signal(0);

if (typeof window !== "undefined") {
  if (!navigator.onLine) offlineSince.value = Date.now();
  window.addEventListener("offline", () => { offlineSince.value = Date.now(); });
  window.addEventListener("online", () => { offlineSince.value = 0; });
}
