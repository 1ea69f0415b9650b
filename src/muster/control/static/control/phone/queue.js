// The queue of a phone. Each entry has an id of its own and is sent unchanged until the server
// gives its receipt: a copy gets the same receipt, so nothing is lost and nothing is double.
import { NAME } from "./vault.js";

const BATCH = 20;
const SOONEST_MS = 1000;
const LONGEST_MS = 60000;
const ANSWER_MS = 20000;
const KEPT_RECORDED = 40;
// Another try later may go through; anything else needs a person.
const LATER = new Set([401, 403, 408, 425, 429]);

export const uuid = () =>
  crypto.randomUUID
    ? crypto.randomUUID()
    : "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
        (+c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (+c / 4)))).toString(16));

export class NotNow extends Error {
  constructor(status, signedOut = false) {
    super(String(status));
    this.signedOut = signedOut;
  }
}

export class Refused extends Error {}

// One request with an end; its answer, or NotNow for another try, or Refused with the words.
export const ask = async (address, init = {}) => {
  let answer;
  const bell = new AbortController();
  const timer = setTimeout(() => bell.abort(), ANSWER_MS);
  try {
    answer = await fetch(address, {
      credentials: "same-origin",
      redirect: "manual",
      signal: bell.signal,
      cache: "no-store",
      ...init,
      headers: { Accept: "application/json", ...init.headers },
    });
  } catch {
    throw new NotNow(0);
  } finally {
    clearTimeout(timer);
  }
  if (answer.type === "opaqueredirect" || answer.status === 401) throw new NotNow(401, true);
  if (answer.status >= 500 || LATER.has(answer.status)) throw new NotNow(answer.status);
  const said = await answer.json().catch(() => { throw new NotNow(answer.status); });
  if (!answer.ok) {
    const refused = new Refused(said.message || String(answer.status));
    refused.code = said.code || "";
    throw refused;
  }
  return said;
};

export class Queue {
  // vault: where entries lie; addresses: of the api; token(): against forged requests;
  // changed(): called whenever an entry goes on; heard(ok, signedOut, skew_s): after each try.
  constructor({ vault, addresses, token, changed, heard }) {
    Object.assign(this, { vault, addresses, token, changed, heard });
    this.wait = SOONEST_MS;
    this.timer = 0;
  }

  async add(act, fields, { label, pictures = [] }) {
    const entry = { uuid: uuid(), act, at: new Date().toISOString(), ...fields };
    const about = { state: "waiting", order: Date.now(), number: null };
    const sealed = await this.vault.sealWords({ entry, label, note: "", pictures: pictures.length });
    for (const bytes of pictures) {
      const key = uuid();
      const picture = { uuid: key, entry: entry.uuid, at: entry.at, state: "waiting", number: null };
      await this.vault.put("pictures", key, { ...picture, ...(await this.vault.seal(bytes)) });
    }
    await this.vault.put("entries", entry.uuid, { uuid: entry.uuid, ...about, ...sealed });
    await this.count();
    this.changed();
    this.soon();
    return entry;
  }

  async list() {
    const rows = await this.vault.all("entries");
    const pictures = await this.vault.all("pictures");
    rows.sort((a, b) => a.order - b.order);
    return Promise.all(rows.map(async (row) => ({
      ...row,
      ...(await this.vault.unsealWords(row)),
      waitingPictures: pictures.filter((one) => one.entry === row.uuid && one.state !== "recorded").length,
      allPictures: pictures.filter((one) => one.entry === row.uuid),
    })));
  }

  async unsent() {
    const rows = [...(await this.vault.all("entries")), ...(await this.vault.all("pictures"))];
    return rows.filter((one) => one.state === "waiting" || one.state === "sent").length;
  }

  // How many wait stands outside the vault as a bare number, for pages that offer signing out.
  async count() {
    localStorage.setItem(`${NAME}.waiting`, String(await this.unsent()));
  }

  soon(ms = 0) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.run(), ms);
  }

  run() {
    if (!navigator.locks) return this.once();
    // two windows of one phone do not send the same entry at the same time
    return navigator.locks.request(`${NAME}-send`, { ifAvailable: true }, (lock) => (lock ? this.once() : null));
  }

  async once() {
    if (!this.token()) return;
    try {
      let more = true;
      while (more) more = await this.sendSome();
      await this.sendPictures();
      await this.prune();
      this.wait = SOONEST_MS;
      if (await this.unsent()) this.soon(this.later());
    } catch (fault) {
      if (!(fault instanceof NotNow)) throw fault;
      this.heard(false, fault.signedOut);
      this.soon(this.later());
    }
  }

  later() {
    this.wait = Math.min(LONGEST_MS, this.wait * 2);
    return this.wait * (0.5 + Math.random());
  }

  async sendSome() {
    const rows = (await this.vault.all("entries")).filter((row) => row.state === "waiting" || row.state === "sent");
    rows.sort((a, b) => a.order - b.order);
    const fresh = rows.filter((row) => !row.held || row.held < Date.now()).slice(0, BATCH);
    if (!fresh.length) return false;
    const words = await Promise.all(fresh.map((row) => this.vault.unsealWords(row)));
    await Promise.all(fresh.map((row) => this.note(row, { state: "sent" })));
    this.changed();
    try {
      await this.take(fresh, await this.post(words.map((one) => one.entry)));
    } catch (fault) {
      if (!(fault instanceof Refused)) throw fault;
      // the request as a whole was refused: each entry alone, so that one does not stop the others
      for (const [place, row] of fresh.entries()) await this.alone(row, words[place].entry);
    }
    return true;
  }

  post(entries) {
    return ask(this.addresses.entries, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.token() },
      body: JSON.stringify({ sent_at: new Date().toISOString(), entries }),
    });
  }

  async alone(row, entry) {
    try {
      await this.take([row], await this.post([entry]));
    } catch (fault) {
      if (!(fault instanceof Refused)) throw fault;
      await this.refuse(row, fault.message);
    }
  }

  async take(rows, said) {
    this.heard(true, false, said.skew_s);
    for (const answer of said.answers) {
      const row = rows.find((one) => one.uuid === answer.uuid);
      if (!row) continue;
      if (answer.fate === "recorded") await this.note(row, { state: "recorded", number: answer.number });
      else if (answer.fate === "refused") await this.refuse(row, answer.message);
      else await this.note(row, { state: "waiting", held: Date.now() + LONGEST_MS }, answer.message);
    }
    await this.count();
    this.changed();
  }

  async note(row, more, note) {
    const stored = await this.vault.get("entries", row.uuid);
    if (!stored) return;
    const sealed = note === undefined
      ? {}
      : await this.vault.sealWords({ ...(await this.vault.unsealWords(stored)), note });
    await this.vault.put("entries", row.uuid, { ...stored, ...more, ...sealed });
  }

  async refuse(row, message) {
    await this.note(row, { state: "refused" }, message);
    for (const picture of await this.vault.all("pictures")) {
      if (picture.entry === row.uuid) await this.vault.drop("pictures", picture.uuid);
    }
  }

  async sendPictures() {
    const entries = new Map((await this.vault.all("entries")).map((row) => [row.uuid, row]));
    for (const picture of await this.vault.all("pictures")) {
      const ready = entries.get(picture.entry)?.state === "recorded";
      if (ready && picture.state !== "recorded" && picture.state !== "refused") await this.sendPicture(picture);
    }
  }

  async sendPicture(picture) {
    const form = new FormData();
    form.set("uuid", picture.uuid);
    form.set("line", picture.entry);
    form.set("taken_at", picture.at);
    form.set("sent_at", new Date().toISOString());
    form.set("picture", new Blob([await this.vault.unseal(picture)], { type: "image/jpeg" }), "picture.jpg");
    const { iv, box, ...bare } = picture;
    try {
      const said = await ask(this.addresses.pictures, { method: "POST", headers: { "X-CSRFToken": this.token() }, body: form });
      // recorded: the picture itself need not stay on the phone
      await this.vault.put("pictures", picture.uuid, { ...bare, state: "recorded", number: said.number });
    } catch (fault) {
      if (!(fault instanceof Refused)) throw fault;
      if (fault.code === "control.line_not_there") throw new NotNow(409);
      await this.vault.put("pictures", picture.uuid, { ...bare, state: "refused" });
      await this.note({ uuid: picture.entry }, {}, fault.message);
    }
    await this.count();
    this.changed();
  }

  // What is recorded stays to be seen for a while, the oldest goes first.
  async prune() {
    const rows = (await this.vault.all("entries")).filter((row) => row.state === "recorded");
    rows.sort((a, b) => b.order - a.order);
    const waiting = new Set((await this.vault.all("pictures")).filter((one) => one.state === "waiting").map((one) => one.entry));
    for (const row of rows.slice(KEPT_RECORDED)) {
      if (!waiting.has(row.uuid)) await this.vault.drop("entries", row.uuid);
    }
  }
}
