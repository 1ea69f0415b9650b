// Keeps the shell of the phone's page for times without a network. VERSION, PAGE and FILES stand
// in front of this text when it is served. Nothing that is about anybody passes through here: the
// api is never answered from a cache, and the page itself holds no names.
"use strict";

const CACHE = `muster-phone-${VERSION}`;
const PATIENCE_MS = 4000;

const keepPage = async (cache) => {
  const answer = await fetch(PAGE, { credentials: "same-origin" });
  // a page that asks for signing in is not the shell
  if (answer.ok && !answer.redirected) await cache.put(PAGE, answer);
};

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll(FILES.map((file) => new Request(file, { cache: "reload" })));
    await keepPage(cache).catch(() => {});
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const names = await caches.keys();
    const old = names.filter((name) => name.startsWith("muster-phone-") && name !== CACHE);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

const patiently = (request) =>
  Promise.race([
    fetch(request),
    new Promise((_, reject) => { setTimeout(() => reject(new Error("slow")), PATIENCE_MS); }),
  ]);

const thePage = async (request) => {
  const kept = () => caches.match(PAGE, { cacheName: CACHE });
  try {
    const answer = await patiently(request);
    if (answer.ok && !answer.redirected && answer.type === "basic") {
      const cache = await caches.open(CACHE);
      await cache.put(PAGE, answer.clone());
    }
    return answer.status < 500 ? answer : (await kept()) || answer;
  } catch (fault) {
    const found = await kept();
    if (found) return found;
    throw fault;
  }
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.mode === "navigate" && url.pathname === PAGE) event.respondWith(thePage(request));
  else if (FILES.includes(url.pathname)) {
    event.respondWith(
      caches.match(request, { cacheName: CACHE, ignoreSearch: true }).then((found) => found || fetch(request)));
  }
});
