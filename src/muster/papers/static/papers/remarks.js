// Remarks beside a paragraph: J and K walk as in every list, one letter does what its button does.
// A button that needs a reason takes the cursor to it first. Entering: Enter begins the next row.
(() => {
  "use strict";
  const list = document.querySelector("[data-remarks]");
  const rows = () => [...list.querySelectorAll("[data-row]")];
  const marked = () => list?.querySelector(".is-cursor");

  const mark = (row) => {
    marked()?.classList.remove("is-cursor");
    row?.classList.add("is-cursor");
    row?.scrollIntoView({ block: "nearest" });
  };

  // what has no reason yet and needs one asks for it instead of being refused
  const lacksReason = (button) => {
    const reason = button.form?.elements.namedItem("reason");
    if (!button.dataset.needs || !reason || reason.value.trim()) return false;
    reason.focus();
    reason.dataset.after = button.value;
    return true;
  };

  const press = (key) => {
    const at = CSS.escape(key);
    const control = marked()?.querySelector(`[data-do="${at}"]`) || document.querySelector(`:not([data-row] *)[data-do="${at}"]`);
    if (!control) return false;
    if (!lacksReason(control)) control.click();
    return true;
  };

  if (list) {
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.key.length > 1) return;
      if (event.target.closest("input:not([type=checkbox]), textarea, select, dialog")) return;
      if (press(event.key.toLowerCase())) event.preventDefault();
    });
    list.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-needs]");
      if (button && lacksReason(button)) event.preventDefault();
      const row = event.target.closest("[data-row]");
      if (row) mark(row);
    });
    // Enter in the reason sends the answer that asked for it
    list.addEventListener("keydown", (event) => {
      const wanted = event.target.dataset?.after;
      if (event.key !== "Enter" || !wanted || !event.target.value.trim()) return;
      event.preventDefault();
      event.target.form.querySelector(`button[value="${CSS.escape(wanted)}"]`)?.click();
    });
    const here = location.hash && document.getElementById(location.hash.slice(1));
    const from = here && list.contains(here) ? rows().indexOf(here) : 0;
    const all = rows();
    mark(all.slice(Math.max(from, 0)).find((row) => row.dataset.state === "open") || all[Math.max(from, 0)]);
  }

  // ---- entering from paper: Enter goes to the row below, and the last row asks for more
  const sheet = document.querySelector("[data-enter]");
  sheet?.addEventListener("keydown", (event) => {
    const cell = event.target.closest("[data-grid] input, [data-grid] select");
    if (event.key !== "Enter" || !cell || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const row = cell.closest("tr");
    const next = row.nextElementSibling;
    const into = next || (grow(row) && row.nextElementSibling);
    into?.querySelector("input:not([type=hidden]), select")?.focus();
  });

  const grow = (row) => {
    const count = sheet.elements.namedItem("rows");
    const at = Number(count.value);
    if (at >= Number(sheet.dataset.most)) return false;
    const fresh = row.cloneNode(true);
    fresh.classList.remove("hot");
    fresh.querySelectorAll(".c-late").forEach((one) => one.remove());
    fresh.querySelectorAll("input, select").forEach((one) => {
      one.name = one.name.replace(/^r\d+-/, `r${at}-`);
      one.removeAttribute("autofocus");
      one.setAttribute("aria-label", one.getAttribute("aria-label")?.replace(/\d+$/, String(at + 1)) || "");
      if (one.tagName === "INPUT") one.value = "";
    });
    row.after(fresh);
    count.value = String(at + 1);
    return true;
  };

  // a pasted block makes its own room; what is beyond the most is said, not dropped unseen
  sheet?.addEventListener("block", (event) => {
    const body = sheet.querySelector("[data-grid] tbody");
    while (body.rows.length < event.detail.rows && grow(body.rows[body.rows.length - 1]));
    const left = event.detail.rows - body.rows.length;
    const told = sheet.querySelector("[data-too-many]");
    told.hidden = left <= 0;
    told.querySelector("b").textContent = String(Math.max(left, 0));
  });
})();
