// The live feed in a page: one line for all windows of this browser, taken up again when it breaks.
// Where [data-live] stands it says how news arrive; "data-fires" is dispatched on the document when an
// entry about "data-about" was recorded. Entries have no body: the page fetches what it may see.
const place = document.querySelector("[data-live]");
if (place) listen(place);

function listen(first) {
  const { about, fires, feed } = first.dataset;
  const said = { ...first.dataset };
  const SHORTEST_MS = 1000;
  const LONGEST_MS = 30000;
  const STALE_MS = 60000;
  const SETTLED_MS = 5000;

  // ---- how news arrive, in words
  // lost: since when nothing comes, or null. why: a refusal's own sentence.
  let state = { name: "joining", lost: null, why: "" };
  const clock = () => window.musterRoom?.hours(window.musterRoom.now()).slice(0, 5) ??
    new Date().toTimeString().slice(0, 5);
  const words = () => {
    if (state.name === "live") return said.saidLive;
    if (state.name === "joining") return said.saidJoining;
    if (state.name === "refused") return state.why;
    if (state.name === "signed-out") return said.saidSignedOut;
    return `${state.name === "stale" ? said.saidStale : said.saidLost} ${state.lost.clock}`;
  };
  const show = () => {
    document.querySelectorAll("[data-live]").forEach((one) => {
      one.dataset.live = state.name;
      const text = one.querySelector("[data-live-words]");
      if (text.textContent !== words()) text.textContent = words();
      one.hidden = false;
    });
  };
  const become = (name, more = {}) => {
    const lost = name === "lost" ? state.lost || { clock: clock(), at: Date.now() } : null;
    state = { name, lost, why: "", ...more };
    if (lost && Date.now() - lost.at >= STALE_MS) state.name = "stale";
    show();
    document.dispatchEvent(new CustomEvent("live:state", { detail: { name: state.name } }));
  };

  // ---- what is told goes to the page, spread out so that one entry brings no storm
  let spread_ms = 0;
  let waiting = 0;
  const fire = () => {
    waiting ||= setTimeout(() => {
      waiting = 0;
      document.dispatchEvent(new Event(fires));
    }, Math.random() * spread_ms);
  };
  const told = (subjects) => {
    if (subjects.some((subject) => subject.startsWith(about))) fire();
  };

  // ---- between the windows of one browser: who holds the line tells the others
  const others = "BroadcastChannel" in window ? new BroadcastChannel("muster.live") : null;
  const tell = (message) => others?.postMessage(message);
  let holds = false;
  let last = first.dataset.after === undefined ? null : Number(first.dataset.after);
  const report = () => ({ name: state.name, lost: state.lost, why: state.why, number: last, spread_ms });
  const follow = (message) => {
    if (holds) {
      if (message.asks) tell({ ...report(), asked: true });
      return;
    }
    if (message.subjects) told(message.subjects);
    if (message.reload) fire();
    if (message.name) {
      spread_ms = message.spread_ms ?? spread_ms;
      state = { name: message.name, lost: message.lost, why: message.why };
      show();
      document.dispatchEvent(new CustomEvent("live:state", { detail: { name: state.name } }));
    }
    if (message.number > last) {
      if (message.asked) fire();
      last = message.number;
    }
  };
  others?.addEventListener("message", ({ data }) => follow(data));
  document.addEventListener("live:state", () => {
    if (holds) tell(report());
  });

  // ---- the line
  let pulse_ms = 10000;
  let patience = 0;
  let cut = null;
  const alive = () => {
    clearTimeout(patience);
    patience = setTimeout(() => cut?.abort(), pulse_ms * 2.5);
  };
  const hear = (event) => {
    alive();
    const { name, data } = event;
    if (event.id) last = Number(event.id);
    if (name === "hello") {
      spread_ms = data.spread_ms;
      pulse_ms = data.pulse_ms;
      become("live");
    } else if (name === "reload") {
      fire();
      tell({ reload: true });
    } else if (name === "farewell") {
      farewell = data.why;
    }
  };
  let farewell = "";
  const read = async (answer) => {
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const parts = (rest + value).split("\n\n");
      rest = parts.pop();
      const subjects = [];
      for (const event of parts.map(parse)) {
        hear(event);
        if (!event.name) subjects.push(event.data.subject);
      }
      if (subjects.length) {
        told(subjects);
        tell({ subjects, number: last });
      }
    }
  };
  const parse = (text) => {
    const found = { name: "", id: "", data: null };
    for (const line of text.split("\n")) {
      const at = line.indexOf(": ");
      const value = line.slice(at + 2);
      if (line.startsWith("event")) found.name = value;
      else if (line.startsWith("id")) found.id = value;
      else if (line.startsWith("data")) found.data = JSON.parse(value);
    }
    return found;
  };

  // What is said of an answer that opens no line: true if it needs longer patience.
  const refused = async (answer) => {
    if (answer.type === "opaqueredirect" || answer.status === 401) {
      become("signed-out");
      return true;
    }
    const refusal = await answer.json().catch(() => null);
    if (!refusal?.message) throw new Error(String(answer.status));
    become("refused", { why: refusal.message });
    return true;
  };
  const once = async () => {
    cut = new AbortController();
    farewell = "";
    alive();
    const headers = { Accept: "text/event-stream, application/json" };
    if (last !== null) headers["Last-Event-ID"] = String(last);
    const answer = await fetch(feed, { headers, redirect: "manual", cache: "no-store", signal: cut.signal });
    if (!answer.ok) return refused(answer);
    await read(answer);
    if (farewell === "signed_out") become("signed-out");
    return farewell === "signed_out";
  };
  const pause = (ms) => new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    window.addEventListener("online", () => { clearTimeout(timer); resolve(); }, { once: true });
  });
  const keep = async () => {
    holds = true;
    let wait_ms = SHORTEST_MS;
    for (;;) {
      const began = performance.now();
      let slow = false;
      try {
        slow = await once();
      } catch { /* a cut line, or a server that is not there: said below */ }
      clearTimeout(patience);
      if (leaving) return;
      if (!slow) become("lost");
      if (performance.now() - began > SETTLED_MS) wait_ms = SHORTEST_MS;
      await pause((slow ? LONGEST_MS : wait_ms) * (0.5 + Math.random()));
      wait_ms = Math.min(LONGEST_MS, wait_ms * 2);
    }
  };

  // A page that is left must not call its line lost, and one that comes back from the cache begins anew.
  let leaving = false;
  window.addEventListener("pagehide", () => { leaving = true; cut?.abort(); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  if (navigator.locks && others) {
    navigator.locks.request("muster.live", keep);
    setTimeout(() => { if (!holds) tell({ asks: true }); }, 200);
  } else {
    keep();
  }
}
