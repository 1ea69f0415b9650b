// The screen of a room keeps itself fresh: it asks for its parts and exchanges those that changed.
// "room:changed" on the document makes it ask at once; the live feed sends that. While the feed is
// there it asks by itself only for what time alone changes: who is silent, what is overdue.
(() => {
  "use strict";

  const EVERY_MS = 3000;
  const LIVE_EVERY_MS = 15000;
  const LONGEST_MS = 60000;
  const screen = document.querySelector("[data-screen]");
  if (!screen) return;

  // The server's clock: the difference to ours is shown, and all timers go by it.
  let ahead_ms = 0;
  let east_ms = 0;
  const started = performance.now();
  const settle = (root) => {
    const clock = root.querySelector("[data-clock]");
    if (!clock) return;
    ahead_ms = Date.parse(clock.dataset.clock) - (performance.now() - started);
    const zone = /([+-])(\d\d):(\d\d)$/.exec(clock.dataset.clock);
    east_ms = zone ? (zone[1] === "-" ? -1 : 1) * (60 * zone[2] + +zone[3]) * 60000 : 0;
  };
  const now = () => ahead_ms + (performance.now() - started);
  const two = (n) => String(n).padStart(2, "0");
  // hours as the installation counts them, whatever zone this browser believes to be in
  const hours = (at) => new Date(at + east_ms).toISOString().slice(11, 19);
  const uuid = () =>
    crypto.randomUUID
      ? crypto.randomUUID()
      : "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
          (+c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (+c / 4)))).toString(16));
  window.musterRoom = { now, hours, uuid };

  const tick = () => {
    document.querySelectorAll("[data-clock]").forEach((place) => {
      place.textContent = hours(now());
    });
    document.querySelectorAll("[data-since]").forEach((place) => {
      const seconds = Math.max(0, Math.floor((now() - Date.parse(place.dataset.since)) / 1000));
      const over = Math.floor(seconds / 3600);
      const rest = `${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
      place.textContent = over ? `${over}:${rest}` : rest;
    });
  };

  const without = (html) => html.replace(/name="csrfmiddlewaretoken" value="[^"]*"/g, "");
  const seen = new Map();
  const exchange = (holder) => {
    holder.querySelectorAll("[data-part]").forEach((fresh) => {
      const name = fresh.dataset.part;
      const html = without(fresh.innerHTML);
      if (seen.get(name) === html) return;
      seen.set(name, html);
      const old = screen.querySelector(`[data-part="${name}"]`);
      const had = old.contains(document.activeElement);
      const top = old.querySelector(".scroll")?.scrollTop || 0;
      const onList = had && document.activeElement.matches(".scroll");
      if (had && !onList) return seen.delete(name); // somebody is about to press a button
      const live = old.querySelector("[data-live]"); // it knows more than the server of how we hear
      if (live) fresh.querySelector("[data-live]")?.replaceWith(live);
      const cursor = old.querySelector(".is-cursor")?.dataset;
      old.replaceWith(fresh);
      const scroll = fresh.querySelector(".scroll");
      if (scroll) scroll.scrollTop = top;
      if (cursor?.team) fresh.querySelector(`[data-team="${cursor.team}"]`)?.classList.add("is-cursor");
      if (cursor?.task) fresh.querySelector(`[data-task="${cursor.task}"]`)?.classList.add("is-cursor");
      if (had) scroll?.focus();
    });
  };

  let every = EVERY_MS;
  let wait = EVERY_MS;
  let timer = 0;
  let asking = false;
  let again = false;
  const fetchParts = async () => {
    try {
      const answer = await fetch(screen.dataset.screen, { headers: { "HX-Request": "true" } });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const holder = document.createElement("div");
      holder.innerHTML = await answer.text();
      settle(holder);
      exchange(holder);
      wait = every;
      screen.classList.remove("is-stale");
    } catch {
      wait = Math.min(LONGEST_MS, wait * 2);
      screen.classList.add("is-stale");
    }
  };
  // one question at a time: an older answer must not come after a newer one
  const ask = async () => {
    again = asking;
    if (asking) return;
    asking = true;
    clearTimeout(timer);
    do {
      again = false;
      await fetchParts();
    } while (again);
    asking = false;
    const jitter = 0.75 + Math.random() / 2;
    timer = setTimeout(ask, wait * jitter);
  };

  screen.querySelectorAll("[data-part]").forEach((part) => {
    seen.set(part.dataset.part, without(part.innerHTML));
  });
  settle(document);
  tick();
  setInterval(tick, 1000);
  timer = setTimeout(ask, wait);
  document.addEventListener("room:changed", ask);
  document.addEventListener("live:state", ({ detail }) => {
    every = detail.name === "live" ? LIVE_EVERY_MS : EVERY_MS;
    if (every !== EVERY_MS) return;
    wait = every;
    clearTimeout(timer);
    timer = setTimeout(ask, wait);
  });
})();
