// The service worker: the app's shell without a network. What the server said is
// kept by lib/offline.ts, for the one who is signed in, not here.
/// <reference lib="webworker" />
export {};
declare const self: ServiceWorkerGlobalScope;
declare const SHELL: string[];
declare const VERSION: string;

const cacheName = "lore-" + VERSION;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(cacheName).then(async (cache) => {
      await cache.addAll(["./", ...SHELL.filter((name) => name.startsWith("assets/"))]);
      await self.skipWaiting();
    }),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys().then(async (names) => {
      await Promise.all(names.filter((name) => name.startsWith("lore-") && name !== cacheName).map((name) => caches.delete(name)));
      await self.clients.claim();
    }),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const path = new URL(request.url).pathname.slice(new URL(self.registration.scope).pathname.length);
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  if (path.startsWith("assets/")) {
    event.respondWith(caches.match(request, { ignoreVary: true }).then((kept) => kept ?? fetch(request)));
  } else if (request.mode === "navigate" && !/^(api|xapi|stores|embed)\b/.test(path)) {
    event.respondWith(fetch(request).catch(async () => (await caches.match("./")) ?? Response.error()));
  }
});
