import { render } from "preact";
import { App } from "./App.tsx";
import { get } from "./lib/api.ts";
import { t, useLanguage, preferred } from "./lib/i18n.ts";
import { keepOffline } from "./lib/offline.ts";
import { watchOutbox } from "./lib/outbox.ts";
import { listen } from "./lib/router.ts";
import { listenToKeys } from "./shell/keyboard.ts";
import { refresh } from "./lib/session.ts";

listen();
listenToKeys();
keepOffline(() => get("/session"));
watchOutbox((count) => window.confirm(t("offline.leave", { count })));
const root = document.getElementById("app")!;
void refresh()
  .catch(() => useLanguage(preferred(undefined)))
  .finally(() => render(<App />, root));
if ("serviceWorker" in navigator && window.isSecureContext) {
  void navigator.serviceWorker.register("sw.js").catch(() => undefined);
}
