// A page about one thing of a room keeps itself fresh: when the feed says that something was recorded,
// it asks for itself anew and exchanges the parts that changed. What was typed into a part stays, and
// so does the place of the cursor. A page whose time goes on by itself says how often it asks.
(() => {
  "use strict";

  const without = (html) => html.replace(/name="csrfmiddlewaretoken" value="[^"]*"/g, "");
  const seen = new Map();
  document.querySelectorAll("[data-part]").forEach((part) => {
    seen.set(part.dataset.part, without(part.innerHTML));
  });

  // Vietnamese is often typed by composing: a field must not go away under half a letter.
  let composing = false;
  document.addEventListener("compositionstart", () => { composing = true; });
  document.addEventListener("compositionend", () => { composing = false; });

  const TEXTS = "input[id]:not([type=hidden], [type=checkbox], [type=radio], [type=file]), textarea[id]";
  const fields = (part) => [...part.querySelectorAll(`${TEXTS}, select[id]`)];
  const untouched = (field) =>
    field.matches("select") ? [...field.options].find((one) => one.defaultSelected)?.value ?? field.options[0]?.value : field.defaultValue;
  const typedIn = (part) => fields(part).filter((field) => field.value !== untouched(field));
  const carry = (old, fresh) => {
    for (const field of typedIn(old)) {
      const there = fields(fresh).find((one) => one.id === field.id);
      if (there) there.value = field.value;
    }
  };
  // Only a field for text that is there afterwards as well gives the cursor on; nothing else is
  // exchanged while somebody is in it, or about to press it.
  const caretIn = (part, fresh) => {
    const field = document.activeElement;
    if (!part.contains(field)) return { free: true };
    if (composing || !field.matches(TEXTS)) return { free: false };
    const { id, selectionStart: from, selectionEnd: to } = field;
    return { free: fields(fresh).some((one) => one.id === id), id, from, to };
  };

  // What was held back comes as soon as nobody is in it any more.
  let held = false;
  document.addEventListener("focusout", () => setTimeout(() => {
    if (!held || composing) return;
    held = false;
    document.dispatchEvent(new Event("room:changed"));
  }, 0));

  const exchange = (fresh) => {
    const { part: name } = fresh.dataset;
    const html = without(fresh.innerHTML);
    const old = document.querySelector(`[data-part="${name}"]`);
    if (!old || seen.get(name) === html) return;
    const caret = caretIn(old, fresh);
    held = held || !caret.free;
    if (!caret.free) return;
    seen.set(name, html);
    const live = old.querySelector("[data-live]"); // it knows more than the server of how we hear
    if (live) fresh.querySelector("[data-live]")?.replaceWith(live);
    carry(old, fresh);
    old.replaceWith(document.adoptNode(fresh));
    document.querySelectorAll(`[data-part="${name}"]`).forEach((one) => window.htmx?.process(one));
    const again = caret.id && document.getElementById(caret.id);
    again?.focus({ preventScroll: true });
    if (again && caret.from !== null) again.setSelectionRange(caret.from, caret.to);
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

  let asked = Date.now();
  setInterval(() => {
    const every_s = document.querySelector("[data-fresh-every]")?.dataset.freshEvery;
    if (!every_s || document.hidden || Date.now() - asked < 1000 * every_s) return;
    asked = Date.now();
    document.dispatchEvent(new Event("room:changed"));
  }, 1000);
})();
