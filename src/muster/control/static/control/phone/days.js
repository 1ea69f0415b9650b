// The duty of these hours: asked for while there is a network, kept encrypted for when there is
// none. Only the parts that the server marks as kept ever reach the vault.
import { ask } from "./queue.js";

const KEPT = "day";

export class Days {
  constructor({ vault, address }) {
    Object.assign(this, { vault, address });
    this.day = null;
    this.csrf = "";
  }

  // The difference to the server's clock: a demonstration's clock stands still on another day.
  now() {
    return Date.now() + (this.day ? this.day.ahead_ms : 0);
  }

  async fetch() {
    const said = await ask(this.address);
    this.csrf = said.csrf;
    const { csrf, kept, shown, ...bare } = said;
    const about = { ...bare, ahead_ms: Date.parse(said.now) - Date.now() };
    this.day = { ...about, parts: { ...kept, ...shown }, shown: Object.keys(shown), isKept: false };
    return this.day;
  }

  async keep() {
    const { parts, shown, ...about } = this.day;
    const kept = Object.fromEntries(Object.entries(parts).filter(([name]) => !shown.includes(name)));
    await this.vault.put("day", KEPT, await this.vault.sealWords({ ...about, shown, parts: kept }));
  }

  // The kept day; null without one. One that is too old is removed, and "gone" said.
  async recall() {
    const sealed = await this.vault.get("day", KEPT);
    if (!sealed) return null;
    const day = await this.vault.unsealWords(sealed);
    if (Date.now() + day.ahead_ms > Date.parse(day.keep_until)) {
      await this.vault.drop("day", KEPT);
      return "gone";
    }
    this.day = { ...day, isKept: true };
    return this.day;
  }
}
