// The phone of an officer on post: puts vault, queue, day and emergency button together.
import { Days } from "./days.js";
import { Emergency } from "./emergency.js";
import { shrunk, whereAmI } from "./pictures.js";
import { NotNow, Queue } from "./queue.js";
import { el, isMe, show } from "./show.js";
import { openVault } from "./vault.js";
import { wipe } from "./wipe.js";

const read = (id) => JSON.parse(document.getElementById(id).textContent);
const find = (name) => document.querySelector(`[data-${name}]`);
const words = read("phone-words");
const addresses = read("phone-addresses");
const EVERY_MS = 30000;
const MOST_PICTURES = 6;

const state = { online: navigator.onLine, since: navigator.onLine ? 0 : Date.now(), signedOut: false, skew_s: 0, rows: [], pictures: [] };
let vault = null;
let queue = null;
let days = null;
let emergency = null;

const clock = (at) => new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", timeZone: days?.day?.rules?.time_zone }).format(new Date(at));
// Times of this phone are shown by the server's clock.
const own = (at) => clock(at + (days?.day?.ahead_ms ?? 0));
const part = (name, otherwise) => days.day?.parts?.[name] ?? otherwise;

// The duty that is on, else the one that comes next, else the one that ended last.
const duty = () => {
  const every = part("duty", []);
  const now = days.now();
  return every.find((one) => now < Date.parse(one.ends_at)) || every.at(-1) || null;
};

// ---- what the page says of itself
const note = (text, ...more) => {
  const place = find("note");
  place.hidden = !text;
  place.replaceChildren(...(text ? [text, ...more] : []));
};

const notices = () => {
  const offline = find("offline");
  offline.hidden = state.online;
  if (!state.online) offline.querySelector("span").textContent = words.offline_since.replace("%s", own(state.since));
  const minutes = Math.ceil(Math.abs(state.skew_s) / 60);
  const off_s = days.day?.rules?.clock_off_s ?? 60;
  if (state.signedOut) note(words.signed_out, " ", el("a", { href: addresses.sign_in }, "→"));
  else if (Math.abs(state.skew_s) > off_s) note((state.skew_s > 0 ? words.clock_ahead : words.clock_behind).replace("%s", minutes));
  else if (days.day?.gone) note(words.day_gone);
  else note("");
  emergency?.show();
};

const network = (isThere) => {
  if (isThere === state.online) return;
  state.online = isThere;
  state.since = isThere ? 0 : Date.now();
  notices();
};

const heard = (ok, signedOut, skew_s) => {
  if (signedOut) state.signedOut = true;
  else network(ok);
  if (ok) state.signedOut = false;
  if (skew_s !== undefined) state.skew_s = skew_s;
  notices();
};

// ---- drawing
const draw = () => {
  const now = duty();
  const mates = part("people", {}).mates ?? {};
  document.querySelector("[data-with-duty]").hidden = !now;
  find("foot").hidden = !now;
  if (!now) {
    show.post(find("post"), { words });
    return;
  }
  show.post(find("post"), {
    duty: { ...now, is_there: isThere(now) },
    words,
    now: days.now(),
    name: days.day.name,
    mates: mates[now.shift] ?? [],
    onCheck: check,
  });
  find("version").textContent = now.version;
  show.orders(find("orders"), part("orders", {})[now.shift] ?? [words.not_kept]);
  show.cards(find("cards"), part("cards", []));
  show.messages(find("messages"), part("messages", []), { words, clock, pending: acknowledging(), onRead: acknowledge });
  show.people(find("people"), [
    { name: `${days.day.rules.channel}`, duty: words.call_post, phone: "" },
    ...(mates[now.shift] ?? []).filter((mate) => !isMe(mate, days.day.name)),
    ...(part("people", {}).venue ?? []),
  ], words);
  show.ahead(find("ahead"), part("duty", []).filter((one) => one.shift !== now.shift));
  show.sketch(find("sketch"), part("sketch", null));
  const kinds = document.getElementById("report-kind");
  if (kinds.options.length !== days.day.rules.reports.length) {
    kinds.replaceChildren(...days.day.rules.reports.map((one) => el("option", { value: one.kind }, one.name)));
  }
};

// What the phone itself said last about a shift outranks what the server said before it heard.
const isThere = (now) => {
  const said = state.rows.filter((row) => row.state !== "refused" && row.entry.shift === now.shift && row.entry.act.startsWith("check_")).at(-1);
  return said ? said.entry.act === "check_in" : now.is_there;
};

const acknowledging = () => new Set(state.rows.filter((row) => row.state !== "refused" && row.entry.message).map((row) => row.entry.message));

const changed = async () => {
  if (!vault) return;
  state.rows = await queue.list();
  show.queue(find("queue"), state.rows, { words, clock: own });
  draw();
};

// ---- acts
const check = async () => {
  const now = duty();
  const act = isThere(now) ? "check_out" : "check_in";
  const label = act === "check_in" ? words.checked_in : words.checked_out;
  await queue.add(act, { shift: now.shift }, { label });
};

const acknowledge = async (message) => {
  await queue.add("acknowledge", { shift: message.shift, message: message.message }, { label: words.acknowledged.replace("%s", message.text) });
};

const drawPictures = () => {
  find("pictures").replaceChildren(...state.pictures.map((one, at) => {
    const picture = el("img", { src: one.url, alt: words.picture_of.replace("%s", at + 1) });
    return el("button", { type: "button", class: "ph-shot", onclick: () => { state.pictures.splice(at, 1); drawPictures(); } }, picture, "×");
  }));
};

const addPicture = async (input) => {
  const [file] = input.files;
  input.value = "";
  if (!file || state.pictures.length >= MOST_PICTURES) return;
  try {
    const bytes = await shrunk(file, days.day.rules.picture_side_px);
    state.pictures.push({ bytes, url: URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" })) });
    find("report-error").textContent = "";
    drawPictures();
  } catch {
    find("report-error").textContent = words.picture_bad;
  }
};

const report = async (form) => {
  const text = form.elements.text.value.trim();
  const kind = form.elements.kind;
  const says = find("report-error");
  if (!text && kind.selectedIndex !== 0) {
    says.textContent = words.report_empty;
    return;
  }
  const fields = { shift: duty().shift, kind: kind.value, text };
  let more = words.report_kept;
  if (form.elements.place.checked) {
    const place = await whereAmI();
    if (place) fields.place = place;
    else more = `${words.no_place} ${words.report_kept}`;
  }
  const label = text || kind.selectedOptions[0].textContent;
  await queue.add("report", fields, { label, pictures: state.pictures.map((one) => one.bytes) });
  state.pictures.forEach((one) => URL.revokeObjectURL(one.url));
  state.pictures = [];
  drawPictures();
  form.reset();
  says.textContent = more;
};

const signOut = async (form) => {
  const left = await queue.unsent();
  if (left && !window.confirm(words.left_behind.replace("%s", left))) return;
  try { await days.fetch(); } catch { /* without a network nobody is signed out there, but all is wiped here */ }
  form.elements.csrfmiddlewaretoken.value = days.csrf;
  vault.close();
  vault = null;
  await wipe();
  form.submit();
};

// ---- beginning
const refresh = async () => {
  try {
    const before = days.day?.account;
    await days.fetch();
    if (await isOfAnother(before)) return;
    heard(true, false);
    await days.keep();
    await changed();
    queue.soon();
  } catch (fault) {
    if (!(fault instanceof NotNow)) throw fault;
    heard(false, fault.signedOut);
  }
};

// Entries are sent by whoever wrote them and by nobody else.
const isOfAnother = async () => {
  const owner = await vault.get("about", "account");
  const mine = days.day.account;
  if (owner === undefined) await vault.put("about", "account", mine);
  if (owner === undefined || owner === mine) return false;
  const left = await queue.unsent();
  const start = async () => { vault.close(); await wipe(); window.location.reload(); };
  if (!left) { await start(); return true; }
  days.csrf = "";
  days.day = null;
  note(words.other_account.replace("%s", left), " ", el("button", { class: "btn", type: "button", onclick: start }, words.remove));
  return true;
};

const begin = async () => {
  vault = await openVault();
  days = new Days({ vault, address: addresses.day });
  queue = new Queue({ vault, addresses, token: () => days.csrf, changed, heard });
  emergency = new Emergency({
    button: find("emergency"),
    says: find("emergency-says"),
    words,
    address: addresses.entries,
    token: () => days.csrf,
    duty,
    channel: () => days.day?.rules?.channel ?? "1",
    isOnline: () => state.online && !state.signedOut,
  });
  if ((await days.recall()) === "gone") note(words.day_gone);
  await queue.count();
  await changed();
  notices();
  await refresh();

  window.addEventListener("online", refresh);
  window.addEventListener("offline", () => network(false));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
  const again = () => setTimeout(async () => { if (!document.hidden) await refresh(); again(); }, EVERY_MS * (0.75 + Math.random() / 2));
  again();
  find("report").addEventListener("submit", (event) => { event.preventDefault(); report(event.target); });
  document.getElementById("report-picture").addEventListener("change", (event) => addPicture(event.target));
  find("sign-out").addEventListener("submit", (event) => { event.preventDefault(); signOut(event.target); });
  document.documentElement.dataset.phone = "ready";
  // the shell is kept last: what is urgent comes first
  navigator.serviceWorker?.register(addresses.worker).catch(() => {});
};

begin().catch((fault) => {
  note(words.no_vault);
  throw fault;
});
