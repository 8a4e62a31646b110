import { render } from "preact";
import { App } from "./App.tsx";
import { get } from "./lib/api.ts";
import { t, useLanguage, preferred } from "./lib/i18n.ts";
import { keepOffline } from "./lib/offline.ts";
import { watchOutbox } from "./lib/outbox.ts";
import { listen, place } from "./lib/router.ts";
import { listenToKeys } from "./shell/keyboard.ts";
import { refresh } from "./lib/session.ts";

listen();
const root = document.getElementById("app")!;
// Whoever has a link to a dashboard is nobody here: the page asks for no session and keeps nothing.
const embedded = place.peek().path === "/embed";
if (!embedded) {
  listenToKeys();
  keepOffline(() => get("/session"));
  watchOutbox((count) => window.confirm(t("offline.leave", { count })));
}
void (embedded ? useLanguage(preferred(undefined)) : refresh())
  .catch(() => useLanguage(preferred(undefined)))
  .finally(() => render(<App />, root));
if (!embedded && "serviceWorker" in navigator && window.isSecureContext) {
  void navigator.serviceWorker.register("sw.js").catch(() => undefined);
}
