// The tasks by keyboard: F8 goes to them, arrows choose one, Enter closes it, Delete drops it, and
// Backspace opens the one closed last again. Each is an act of its own in the log.
(() => {
  "use strict";

  const notes = document.querySelector("[data-notes]");
  const list = () => document.querySelector("[data-part=tasks] .scroll");
  const rows = () => [...document.querySelectorAll("li[data-task]")];
  const cursor = () => document.querySelector("li[data-task].is-cursor");
  const closed = []; // what this page closed, the last one behind: [form's address, words]
  let busy = false;

  const choose = (row) => {
    cursor()?.classList.remove("is-cursor");
    row?.classList.add("is-cursor");
    row?.scrollIntoView({ block: "nearest" });
  };
  const walk = (step) => {
    const all = rows();
    choose(all[Math.min(all.length - 1, Math.max(0, all.indexOf(cursor()) + step))]);
  };

  const note = (kind, text) => {
    let place = notes.querySelector("[data-id=task]");
    if (!place) {
      place = document.createElement("p");
      place.dataset.id = "task";
      notes.append(place);
    }
    place.className = `is-${kind}`;
    place.textContent = text;
    return place;
  };
  const undoButton = (said) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "tick";
    button.textContent = said.saidBack;
    button.addEventListener("click", back);
    return button;
  };

  // A key pressed again for want of an answer carries the same mark: it is recorded once.
  const marks = new Map();
  const send = async (address, state) => {
    const token = document.querySelector("[data-line] [name=csrfmiddlewaretoken]").value;
    const key = `${address} ${state}`;
    if (!marks.has(key)) marks.set(key, window.musterRoom.uuid());
    const body = new URLSearchParams({ csrfmiddlewaretoken: token, state, uuid: marks.get(key) });
    const answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual" });
    if (answer.type === "opaqueredirect" || answer.status >= 500) throw new Error(String(answer.status));
    marks.delete(key);
    return [answer.ok, await answer.json()];
  };
  const act = async (address, words, state) => {
    if (busy) return;
    busy = true;
    const said = list().dataset;
    try {
      const [ok, found] = await send(address, state);
      if (!ok) return void note("refused", found.message);
      const name = { done: said.saidDone, dropped: said.saidDropped, open: said.saidOpen }[state];
      const place = note("recorded", `${name} ${words}, ${said.saidRecorded} ${found.number} `);
      if (state === "open") closed.pop();
      else {
        closed.push([address, words]);
        place.append(undoButton(said));
      }
    } catch {
      note("refused", said.saidLost);
    } finally {
      busy = false;
      document.dispatchEvent(new Event("room:changed"));
    }
  };
  const close = (row, state) => {
    const form = row?.querySelector("form");
    if (!form) return;
    const next = row.nextElementSibling?.matches("[data-task]") ? row.nextElementSibling : row.previousElementSibling;
    act(form.action, row.querySelector("b").textContent, state).then(() => {
      if (closed.at(-1)?.[0] === form.action) choose(next);
    });
  };
  const back = () => {
    if (closed.length) act(...closed.at(-1), "open");
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "F8") {
      list().focus();
      if (!cursor()) walk(1);
      event.preventDefault();
      return;
    }
    if (document.activeElement !== list()) return;
    const todo = {
      ArrowDown: () => walk(1),
      ArrowUp: () => walk(-1),
      Enter: () => close(cursor(), "done"),
      Delete: () => close(cursor(), "dropped"),
      Backspace: back,
    }[event.key];
    if (!todo || event.repeat && !event.key.startsWith("Arrow")) return;
    todo();
    event.preventDefault();
  });
})();
