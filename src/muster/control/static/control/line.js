// The log line: the keyboard alone, the time of the first key, and no text that gets lost.
// What is typed and what is not yet recorded lies in this browser's storage until the receipt.
(() => {
  "use strict";

  const form = document.querySelector("[data-line]");
  if (!form) return;
  const line = form.querySelector("#line");
  const offers = form.querySelector("#offers");
  const notes = document.querySelector("[data-notes]");
  const reads = form.querySelector("[data-reads]");
  const began = form.querySelector("[data-began]");
  const said = form.dataset;
  const words = JSON.parse(document.getElementById("words").textContent);
  const key = (name) => `muster.control.${said.room}.${name}`;
  const EVERY_MS = 1000;
  const LONGEST_MS = 30000;

  const fold = (text) =>
    text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/\u0111/g, "d");
  const { uuid } = window.musterRoom;

  // ---- what is kept in this browser
  const load = (name, otherwise) => {
    try {
      return JSON.parse(localStorage.getItem(key(name))) ?? otherwise;
    } catch {
      return otherwise;
    }
  };
  const keep = (name, value) => {
    try {
      localStorage.setItem(key(name), JSON.stringify(value));
    } catch { /* full or forbidden: the line still goes out, it only would not outlive the page */ }
  };
  let queue = load("queue", []);
  let draft = load("draft", { text: "", at: 0 });

  // ---- the time of the first key
  const clock = (at) => window.musterRoom.hours(window.musterRoom.now() - (Date.now() - at));
  const showBegan = () => { began.textContent = draft.at ? clock(draft.at) : "--:--:--"; };
  const typed = () => {
    const text = line.value;
    if (!text.trim()) draft = { text, at: 0 };
    else draft = { text, at: draft.at || Date.now() };
    keep("draft", draft);
    showBegan();
  };

  // ---- what the line would do, before Enter
  let asked = 0;
  const preview = () => {
    clearTimeout(asked);
    asked = setTimeout(async () => {
      const text = line.value;
      if (!text.trim()) { reads.textContent = ""; reads.className = ""; return; }
      try {
        const answer = await fetch(`${said.reading}?text=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" } });
        if (!answer.ok || answer.redirected || line.value !== text) return;
        const found = await answer.json();
        // a kind that is being typed is not a mistake yet
        const unfinished = found.refused && !offers.hidden;
        reads.textContent = unfinished ? "" : found.refused || found.said.join(" · ");
        reads.className = found.refused ? "is-refused" : "";
      } catch { reads.textContent = ""; }
    }, 150);
  };

  // ---- offers for the word under the cursor
  let chosen = -1;
  const wordAt = () => {
    const upto = line.value.slice(0, line.selectionStart);
    const found = /(^|\s)([@#*/])([^\s]*)$/.exec(upto);
    return found && { mark: found[2], text: found[3], from: upto.length - found[2].length - found[3].length };
  };
  const known = (mark) => {
    if (mark === "/") return words.kinds;
    if (mark === "@") return [...document.querySelectorAll("tr[data-team]")].map((row) => [row.dataset.team, row.dataset.name]);
    const part = mark === "*" ? "li[data-task]" : "[data-part=incidents] li";
    return [...document.querySelectorAll(`${part} b`)].map((b) => {
      const found = /^[#*](\d+) (.*)$/s.exec(b.textContent.trim());
      return found ? [found[1], found[2]] : null;
    }).filter(Boolean);
  };
  const fitting = (word) => {
    const wanted = fold(word.text);
    const all = known(word.mark).filter(([code, name]) => code.startsWith(wanted) || fold(name).includes(wanted));
    return all.sort((a, b) => b[0].startsWith(wanted) - a[0].startsWith(wanted)).slice(0, 8);
  };
  const closeOffers = () => {
    offers.hidden = true;
    offers.replaceChildren();
    line.setAttribute("aria-expanded", "false");
    line.removeAttribute("aria-activedescendant");
    chosen = -1;
  };
  const offer = () => {
    const word = wordAt();
    const found = word ? fitting(word) : [];
    if (!found.length || (found.length === 1 && found[0][0] === word.text)) return closeOffers();
    offers.replaceChildren(...found.map(([code, name], at) => {
      const item = document.createElement("li");
      item.id = `offer-${at}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.dataset.code = `${word.mark}${code}`;
      const strong = document.createElement("b");
      strong.textContent = `${word.mark}${code}`;
      item.append(strong, name);
      return item;
    }));
    chosen = -1;
    offers.hidden = false;
    line.setAttribute("aria-expanded", "true");
  };
  const choose = (step) => {
    const items = [...offers.children];
    chosen = (chosen + step + items.length) % items.length;
    items.forEach((item, at) => item.setAttribute("aria-selected", String(at === chosen)));
    line.setAttribute("aria-activedescendant", items[chosen].id);
  };
  const accept = () => {
    const item = offers.children[Math.max(chosen, 0)];
    const word = wordAt();
    if (!item || !word) return false;
    const end = line.selectionStart;
    line.setRangeText(`${item.dataset.code} `, word.from, end, "end");
    closeOffers();
    typed();
    preview();
    return true;
  };
  offers.addEventListener("mousedown", (event) => {
    const item = event.target.closest("li");
    if (!item) return;
    event.preventDefault();
    chosen = [...offers.children].indexOf(item);
    accept();
  });

  // ---- two letters in front of all words, and a space: the template stands there
  const expand = () => {
    const upto = line.value.slice(0, line.selectionStart);
    const found = /^((?:[@#*/+>]\S+\s+|\d\d?[:hg]\d\d\s+)*)(\p{L}{2})\s$/u.exec(upto);
    const template = found && words.templates.find(([code]) => code === fold(found[2]));
    if (!template) return;
    line.setRangeText(`/${template[1]} ${template[2]} `, found[1].length, upto.length, "end");
  };

  line.addEventListener("input", (event) => {
    if (event.inputType === "insertText" && event.data === " ") expand();
    typed();
    offer();
    preview();
  });
  line.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (!offers.hidden && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      choose(event.key === "ArrowDown" ? 1 : -1);
      event.preventDefault();
    } else if (event.key === "Tab" && !offers.hidden && !event.shiftKey) {
      if (accept()) event.preventDefault();
    } else if (event.key === "Enter" && chosen >= 0) {
      accept();
      event.preventDefault();
    } else if (event.key === "Escape") {
      closeOffers();
    }
  });
  line.addEventListener("blur", closeOffers);

  // ---- letters typed anywhere go into the line; F2 walks the posts, F4 opens the most urgent incident
  const rows = () => [...document.querySelectorAll("tr[data-team]")];
  const walk = (step) => {
    const all = rows();
    const at = all.findIndex((row) => row.classList.contains("is-cursor"));
    all[at]?.classList.remove("is-cursor");
    const next = all[Math.min(all.length - 1, Math.max(0, at + step))];
    next?.classList.add("is-cursor");
    next?.scrollIntoView({ block: "nearest" });
  };
  const put = (row) => {
    line.focus();
    line.setRangeText(`@${row.dataset.team} `, line.selectionStart, line.selectionEnd, "end");
    typed();
    preview();
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "F2") {
      document.querySelector("[data-part=teams] .scroll")?.focus();
      if (!document.querySelector("tr.is-cursor")) walk(1);
      event.preventDefault();
      return;
    }
    if (event.key === "F4") {
      const first = document.querySelector("[data-part=incidents] li a");
      if (first) window.location.assign(first.href);
      event.preventDefault();
      return;
    }
    const board = event.target.closest?.("[data-part=teams] .scroll");
    if (board && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      walk(event.key === "ArrowDown" ? 1 : -1);
      event.preventDefault();
    } else if (board && event.key === "Enter") {
      const row = document.querySelector("tr.is-cursor");
      if (row) put(row);
      event.preventDefault();
    } else if (event.key.length === 1 && event.key !== " " && !event.target.closest?.("input, textarea, select, dialog[open]")) {
      line.focus(); // the letter itself then falls into the line
    }
  }, true);
  document.addEventListener("click", (event) => {
    const row = event.target.closest("tr[data-team]");
    if (row && !event.target.closest("a, button")) put(row);
  });

  // ---- sending: one after the other, until each has its receipt
  const note = (id, kind, text) => {
    let place = notes.querySelector(`[data-id="${id}"]`);
    if (!place) {
      place = document.createElement("p");
      place.dataset.id = id;
      notes.append(place);
    }
    place.className = `is-${kind}`;
    place.textContent = text;
    return place;
  };
  const showQueue = () => {
    if (queue.length) note("queue", "waiting", `${said.saidWaiting} ${queue.length}`);
    else notes.querySelector("[data-id=queue]")?.remove();
  };
  const recorded = (item, receipt) => {
    const made = receipt.made.length ? ` · ${receipt.made.join(" · ")}` : "";
    notes.querySelector("[data-id=last]")?.remove();
    note("last", "recorded", `${item.text.slice(0, 80)}: ${said.saidRecorded} ${receipt.number}${made}`);
  };
  const refused = (item, message) => {
    const place = note(item.uuid, "refused", `${item.text}: ${said.saidRefused} ${message} `);
    const again = document.createElement("button");
    again.type = "button";
    again.className = "tick";
    again.textContent = said.saidAgain;
    again.addEventListener("click", () => {
      place.remove();
      line.value = item.text;
      draft = { text: item.text, at: item.at };
      keep("draft", draft);
      showBegan();
      preview();
      line.focus();
    });
    place.append(again);
    if (!line.value.trim()) again.click();
    reads.textContent = message;
    reads.className = "is-refused";
  };
  const forget = (item) => {
    queue = load("queue", queue).filter((one) => one.uuid !== item.uuid);
    keep("queue", queue);
    showQueue();
  };

  let busy = false;
  let wait = EVERY_MS;
  const body = (item) => new URLSearchParams({
    csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value,
    text: item.text,
    channel: item.channel,
    uuid: item.uuid,
    age_ms: String(Math.max(0, Date.now() - item.at)),
  });
  const send = async (item) => {
    const answer = await fetch(form.action, { method: "POST", body: body(item), headers: { Accept: "application/json" }, redirect: "manual" });
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
      const refusal = await answer.json().catch(() => null);
      if (refusal?.code) return void (forget(item), refused(item, refusal.message));
      note("queue", "waiting", said.saidSignedOut);
      throw new Error("signed out");
    }
    if (answer.status >= 500) throw new Error(String(answer.status));
    const found = await answer.json();
    forget(item);
    if (answer.ok) recorded(item, found);
    else refused(item, found.message || String(answer.status));
    document.dispatchEvent(new Event("room:changed"));
  };
  const flush = async () => {
    if (busy) return;
    busy = true;
    try {
      while (queue.length) await send(queue[0]);
      wait = EVERY_MS;
    } catch {
      showQueue();
      wait = Math.min(LONGEST_MS, wait * 2);
      setTimeout(flush, wait * (0.75 + Math.random() / 2));
    } finally {
      busy = false;
    }
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = line.value.trim();
    if (!text) return;
    queue = load("queue", queue);
    queue.push({ uuid: uuid(), text, at: draft.at || Date.now(), channel: form.elements.channel.value });
    keep("queue", queue);
    line.value = "";
    draft = { text: "", at: 0 };
    keep("draft", draft);
    showBegan();
    reads.textContent = "";
    closeOffers();
    flush();
  });
  window.addEventListener("online", flush);

  line.value = draft.text;
  showBegan();
  if (draft.text) preview();
  showQueue();
  if (queue.length) flush();
  line.focus();
})();
