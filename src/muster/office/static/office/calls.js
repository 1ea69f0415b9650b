// Calling through a list: one key records the marked row and goes on to the next one to be called.
// J and K walk as in every list; without a script each row has its buttons.
(() => {
  "use strict";
  const list = document.querySelector("[data-calls]");
  if (!list) return;
  const rows = () => [...list.querySelectorAll("[data-row]")];
  const marked = () => list.querySelector(".is-cursor");

  const mark = (row) => {
    marked()?.classList.remove("is-cursor");
    row?.classList.add("is-cursor");
    row?.scrollIntoView({ block: "nearest" });
  };

  const next = (from) => {
    const all = rows();
    const at = all.indexOf(from);
    const after = [...all.slice(at + 1), ...all.slice(0, at)];
    return after.find((row) => row.dataset.call === "waiting") || from;
  };

  // a key that comes before the last one is recorded waits for it, and then means the row marked then
  // (a row that has just come back is not bound yet: its button would leave the page)
  const BUSY = ".htmx-request, .htmx-swapping, .htmx-added, .htmx-settling";
  const early = [];
  const press = (key) => {
    const row = marked();
    if (list.querySelector(BUSY)) {
      early.push(key);
      return true;
    }
    const button = row?.querySelector(`[data-do="${CSS.escape(key)}"]`);
    button?.click();
    return Boolean(button);
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.key.length > 1) return;
    if (event.target.closest("input, textarea, select, dialog")) return;
    const key = event.key.toLowerCase();
    if (list.querySelector(`[data-do="${CSS.escape(key)}"]`) && press(key)) event.preventDefault();
  });

  // the row that came back stands where the old one stood; a call that is done leads to the next
  document.addEventListener("htmx:afterSettle", (event) => {
    const { elt, target, requestConfig } = event.detail;
    const id = (target || elt)?.closest("[data-row]")?.id || elt?.id;
    const row = id && document.getElementById(id);
    if (!row || !list.contains(row)) return;
    const done = row.dataset.call !== "waiting" && /(tell|promise)$/.test(requestConfig?.path || "");
    mark(done ? next(row) : row);
    const key = early.shift();
    if (key) press(key);
  });

  // whoever rings from the phone is ringing: nobody else takes that row meanwhile
  list.addEventListener("click", (event) => {
    const row = event.target.closest("[data-row]");
    if (row && !event.target.closest("button, input")) mark(row);
    if (event.target.closest("[data-tel]")) row.querySelector("[data-do=c]")?.click();
  });

  mark(rows().find((row) => row.dataset.call === "waiting"));
})();
