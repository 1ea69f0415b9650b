// What pages do beyond links and forms. Every part is an addition: a page works without it.
// Parts are found by data attributes, so a fragment that arrives later is served as well.
(() => {
  "use strict";

  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const isTyping = (target) => target.closest("input, textarea, select, [contenteditable]");

  // without marks, strokes and capitals: the same folding as muster.shell.text.fold
  const fold = (text) =>
    text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/\u0111/g, "d");

  // ---- menus: fold the pages on a phone, close what is open on Esc or a click beside
  document.addEventListener("click", (event) => {
    const toggle = event.target.closest("[data-toggle]");
    if (toggle) {
      const open = toggle.getAttribute("aria-expanded") !== "true";
      toggle.setAttribute("aria-expanded", String(open));
      all(`#${toggle.dataset.toggle}, .top .find`).forEach((part) => part.classList.toggle("is-open", open));
    }
    all("details.menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
    if (event.target.closest("[data-key=help]")) one("#keys").showModal();
    if (event.target.closest("[data-print]")) print();
    if (event.target.closest("[data-back]") && history.length > 1) {
      event.preventDefault(); // the browser gives back the form as it was typed
      history.back();
    }
    const row = event.target.closest("tr[data-href]");
    if (row && !event.target.closest("a, button, input, label, select")) location.assign(row.dataset.href);
  });

  // ---- choices that apply at once: a select or box marked data-submit sends its form
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
    if (event.target.matches("[data-check-all]")) {
      all(`input[name="${event.target.dataset.checkAll}"]`).forEach((box) => {
        if (!box.disabled && !box.closest("[hidden]")) box.checked = event.target.checked;
      });
    }
  });

  // ---- a question before what cannot be taken back
  document.addEventListener("submit", (event) => {
    const asked = event.submitter?.dataset.confirm || event.target.dataset.confirm;
    if (asked && !confirm(asked)) event.preventDefault();
  });

  // ---- filter the rows of a list that is whole on the page: data-filter names the list
  document.addEventListener("input", (event) => {
    const name = event.target.dataset?.filter;
    if (!name) return;
    const words = fold(event.target.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    all(`#${name} [data-search]`).forEach((row) => {
      const text = row.dataset.folded || (row.dataset.folded = fold(row.dataset.search || row.textContent));
      row.hidden = !words.every((word) => text.includes(word));
      shown += row.hidden ? 0 : 1;
    });
    all(`[data-filter-count="${name}"]`).forEach((place) => { place.textContent = String(shown); });
  });

  // ---- matrix: one cell in the tab order, arrows walk, Enter opens, N urges
  const place = (cell) => {
    const matrix = cell.closest("[data-matrix]");
    all("td.sel", matrix).forEach((old) => { old.classList.remove("sel"); old.tabIndex = -1; });
    cell.classList.add("sel");
    cell.tabIndex = 0;
    cell.focus({ preventScroll: false });
    const told = matrix.dataset.tell && one(`#${matrix.dataset.tell}`);
    if (told && cell.dataset.tell) told.textContent = cell.dataset.tell;
  };

  const cellsOf = (row) => all("td[data-cell]", row);

  const walk = (cell, key) => {
    const row = cell.parentElement;
    const cells = cellsOf(row);
    const at = cells.indexOf(cell);
    if (key === "ArrowLeft") return cells[at - 1];
    if (key === "ArrowRight") return cells[at + 1];
    if (key === "Home") return cells[0];
    if (key === "End") return cells.at(-1);
    const rows = all("tr", row.closest("[data-matrix]")).filter((other) => !other.hidden && cellsOf(other).length);
    const next = rows[rows.indexOf(row) + (key === "ArrowUp" ? -1 : 1)];
    return next && (cellsOf(next)[at] || cellsOf(next).at(-1));
  };

  document.addEventListener("keydown", (event) => {
    const cell = event.target.closest("td[data-cell]");
    if (!cell || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (/^(Arrow|Home|End)/.test(event.key)) {
      const next = walk(cell, event.key);
      if (next) place(next);
      event.preventDefault();
    } else if (event.key === "Enter" && event.target === cell) {
      one("a", cell)?.click();
      if (!one("a", cell) && cell.dataset.href) location.assign(cell.dataset.href);
    } else if (event.key.toLowerCase() === "n") {
      const link = cell.parentElement.dataset.urge;
      if (link) location.assign(link);
    }
  });

  document.addEventListener("click", (event) => {
    const cell = event.target.closest("[data-matrix] td[data-cell]");
    if (cell && !event.target.closest("a")) place(cell);
  });

  const startMatrix = (root) =>
    all("[data-matrix]", root).forEach((matrix) => {
      all("td[data-cell]", matrix).forEach((cell, at) => { cell.tabIndex = at ? -1 : 0; });
    });

  // ---- a list of rows: J and K walk, E changes, Enter opens
  const cursor = (list, step) => {
    const rows = all("[data-row]", list).filter((row) => !row.hidden);
    const at = rows.findIndex((row) => row.classList.contains("is-cursor"));
    rows[at]?.classList.remove("is-cursor");
    const next = rows[Math.min(rows.length - 1, Math.max(0, at + step))];
    next?.classList.add("is-cursor");
    // a row of lanes lends its cells to the grid and has no box of its own
    (next?.firstElementChild || next)?.scrollIntoView({ block: "nearest" });
  };

  const rowKeys = (event) => {
    const list = one("[data-rows]");
    if (!list) return;
    const row = one(".is-cursor", list);
    if (event.key === "j") cursor(list, 1);
    else if (event.key === "k") cursor(list, -1);
    else if (event.key === "e" && row) one("[data-edit]", row)?.click();
    else if (event.key === "Enter" && row && event.target === document.body) one("a", row)?.click();
  };

  // ---- keys of every page
  const search = () => {
    const box = one("[data-key=search]");
    if (!box) return false;
    box.closest(".find").classList.add("is-open");
    box.focus();
    box.select();
    return true;
  };

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      if (search()) event.preventDefault();
      return;
    }
    if (event.key === "Escape") all("details.menu[open]").forEach((menu) => { menu.open = false; });
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (event.key === "?") {
      const why = one("[data-rows] .is-cursor [data-why]");
      if (why) why.click();
      else one("#keys")?.showModal();
    }
    else if (event.key === "/") {
      const box = one("[data-filter], [data-list-search]");
      if (box) { box.focus(); event.preventDefault(); }
    } else rowKeys(event);
  });

  // ---- bulk grid: a block copied from a sheet fills the cells from the one that has the focus
  // a cell with a line break or a tab in it comes in quotes, its own quotes doubled
  const cellsOfBlock = (text) => {
    const rows = [[]];
    for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"(?=[\t\r\n]|$)|([^\t\r\n]*))(\t|\r?\n|$)/g)) {
      rows.at(-1).push((quoted === undefined ? plain : quoted.replaceAll('""', '"').replace(/\s+/g, " ")).trim());
      if (end === "") break;
      if (end !== "\t") rows.push([]);
    }
    return rows;
  };

  const fillIn = (target, value) => {
    const named = target.options && [...target.options].find((option) => fold(option.text.trim()) === fold(value));
    if (target.options && !named && ![...target.options].some((option) => option.value === value)) return;
    target.value = named ? named.value : value;
    target.dispatchEvent(new Event("input", { bubbles: true }));
  };

  document.addEventListener("paste", (event) => {
    const start = event.target.closest("[data-grid] input, [data-grid] select");
    const text = event.clipboardData?.getData("text/plain").trimEnd();
    if (!start || !text || !/[\t\n]/.test(text)) return;
    event.preventDefault();
    const grid = start.closest("[data-grid]");
    const block = cellsOfBlock(text);
    const filled = () => all("tr", grid).filter((row) => one("input, select", row));
    const fields = (row) => all("input:not([type=hidden]):not([type=checkbox]), select", row);
    const top = filled().indexOf(start.closest("tr"));
    const left = fields(start.closest("tr")).indexOf(start);
    // a grid that can grow makes room first
    grid.dispatchEvent(new CustomEvent("block", { detail: { rows: top + block.length }, bubbles: true }));
    const rows = filled();
    block.forEach((cells, down) => {
      const into = rows[top + down] ? fields(rows[top + down]) : [];
      cells.forEach((value, right) => into[left + right] && fillIn(into[left + right], value));
    });
  });

  // ---- long work: the panel asks for itself until it says that it has ended
  const follow = (panel) => {
    if (panel.dataset.followed) return;
    panel.dataset.followed = "1";
    const wait = Number(panel.dataset.everyMs || 1500);
    const ask = async () => {
      if (!panel.isConnected) return;
      try {
        const answer = await fetch(panel.dataset.job, { headers: { "HX-Request": "true" } });
        if (answer.ok) {
          const holder = document.createElement("div");
          holder.innerHTML = await answer.text();
          const fresh = one("[data-job]", holder) || holder.firstElementChild;
          const moved = panel.contains(document.activeElement) && document.activeElement.name;
          panel.replaceWith(fresh);
          if (moved) one(`[name="${moved}"]`, fresh)?.focus();
          if (fresh.dataset.ended !== undefined) {
            if (fresh.dataset.next) location.assign(fresh.dataset.next);
          } else follow(fresh);
          return;
        }
      } catch { /* the server restarts or the network is gone: ask again */ }
      setTimeout(ask, wait * 2);
    };
    if (panel.dataset.ended === undefined) setTimeout(ask, wait);
  };

  // ---- htmx: a refusal is shown in the place that it names, anything else as one line
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    if (xhr.status < 400) return;
    event.detail.shouldSwap = Boolean(xhr.getResponseHeader("HX-Retarget"));
    if (!event.detail.shouldSwap) say(`${xhr.status}`);
  });

  const say = (text) => {
    const line = document.createElement("div");
    line.className = "note note-error";
    line.textContent = text;
    one("#notes")?.append(line);
  };

  // ---- what somebody began to type ends with signing out: the next to sit here is another
  const DRAFT = /^muster\..*\.draft$/;
  document.addEventListener("submit", (event) => {
    if (event.target.dataset?.wipe === undefined) return;
    const drafts = Object.keys(localStorage).filter((name) => DRAFT.test(name));
    drafts.forEach((name) => localStorage.removeItem(name));
  });

  // ---- signing out empties what the phone's page kept in this browser, after asking
  const PHONE = "muster-phone.waiting";
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const waiting = form.dataset?.wipe ? localStorage.getItem(PHONE) : null;
    if (waiting === null) return;
    event.preventDefault();
    if (Number(waiting) && !confirm(form.dataset.wipeAsks.replace("%s", waiting))) return;
    const { wipe } = await import(form.dataset.wipe);
    await wipe();
    form.submit();
  });

  // ---- maps arrive only on the pages that have one
  const startMaps = (root) => {
    const maps = all("[data-map]", root);
    if (maps.length && window.musterMap) maps.forEach(window.musterMap);
  };

  const start = (root) => {
    startMatrix(root);
    all("[data-job]", root).forEach(follow);
    startMaps(root);
    one("main [aria-invalid=true]", root)?.focus(); // what is wanted may stand far down
    // on a phone rows of ways scroll: begin where one is
    all(".ways [aria-current], .seg [aria-current]", root).forEach((way) => {
      const row = way.closest(".ways, .seg");
      row.scrollLeft = way.offsetLeft - row.offsetLeft - (row.clientWidth - way.offsetWidth) / 2;
    });
  };
  document.addEventListener("htmx:load", (event) => start(event.detail.elt));
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => start(document));
  else start(document);
})();
