// A page about one thing of a room keeps itself fresh: when the feed says that something was recorded,
// it asks for itself anew and exchanges the parts that changed. Forms to write in are no parts of it.
(() => {
  "use strict";

  const without = (html) => html.replace(/name="csrfmiddlewaretoken" value="[^"]*"/g, "");
  const seen = new Map();
  document.querySelectorAll("[data-part]").forEach((part) => {
    seen.set(part.dataset.part, without(part.innerHTML));
  });

  const exchange = (fresh) => {
    const { part: name } = fresh.dataset;
    const html = without(fresh.innerHTML);
    const old = document.querySelector(`[data-part="${name}"]`);
    if (!old || seen.get(name) === html) return;
    if (old.contains(document.activeElement)) return; // somebody is about to press something
    seen.set(name, html);
    const live = old.querySelector("[data-live]"); // it knows more than the server of how we hear
    if (live) fresh.querySelector("[data-live]")?.replaceWith(live);
    old.replaceWith(document.adoptNode(fresh));
    document.querySelectorAll(`[data-part="${name}"]`).forEach((one) => window.htmx?.process(one));
  };

  let asking = false;
  let again = false;
  const fetchPage = async () => {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    page.querySelectorAll("[data-part]").forEach(exchange);
  };
  // one question at a time: an older answer must not come after a newer one
  document.addEventListener("room:changed", async () => {
    again = asking;
    if (asking) return;
    asking = true;
    do {
      again = false;
      await fetchPage().catch(() => { /* the feed says itself that it is lost, and fires when it is back */ });
    } while (again);
    asking = false;
  });
})();
