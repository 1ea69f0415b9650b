// The day of many events: arrows choose one, a figure and Enter record what the caller says.
(() => {
  "use strict";

  const form = document.querySelector("[data-day]");
  const find = form?.querySelector("[data-find]");
  if (!find) return;
  const said = form.querySelector("[data-said]");
  const fold = (text) =>
    text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/\u0111/g, "d");
  const rows = () => [...form.querySelectorAll("tr[data-event]:not([hidden])")];
  const cursor = () => form.querySelector("tr.is-cursor");
  let pending = null;

  const forget = () => { pending = null; said.textContent = ""; };
  const choose = (row) => {
    cursor()?.classList.remove("is-cursor");
    row?.classList.add("is-cursor");
    row?.scrollIntoView({ block: "nearest" });
    forget();
  };
  const step = (by) => {
    const all = rows();
    const at = all.indexOf(cursor());
    choose(all[Math.min(all.length - 1, Math.max(0, at + by))]);
  };

  find.addEventListener("input", () => {
    const wanted = fold(find.value.trim());
    for (const row of form.querySelectorAll("tr[data-event]"))
      row.hidden = !fold(row.querySelector("th").textContent).includes(wanted);
    choose(rows()[0]);
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const field = event.target.closest?.("input, textarea, select");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (field && field !== find) return;
      step(event.key === "ArrowDown" ? 1 : -1);
      event.preventDefault();
    } else if (event.key === "Escape") {
      forget();
    } else if (event.key === "Enter" && pending) {
      event.preventDefault();
      pending.click();
    } else if (event.key === "Enter" && field) {
      event.preventDefault(); // alone in a field it would press the first button of the table
    } else if (/^[0-9]$/.test(event.key) && (!field || field === find)) {
      const button = cursor()?.querySelector(`button[data-code="${event.key}"]`);
      if (!button) return;
      event.preventDefault();
      pending = button;
      said.textContent = `${button.title}. ${form.dataset.saidConfirm}`;
    } else if (event.key === "/" && !field) {
      find.focus();
      event.preventDefault();
    }
  });
  choose(form.querySelector("tr[data-event]:target") || rows()[0]);
})();
