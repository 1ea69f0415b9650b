// The emergency button. It is never queued: a call that arrives an hour later would lead people
// astray. Without a network it says that nothing was sent, and whom to call instead.
import { ask, uuid } from "./queue.js";

const SURE_MS = 6000;
const SAME_CALL_MS = 120000;

export class Emergency {
  constructor({ button, says, words, address, token, duty, channel, isOnline }) {
    Object.assign(this, { button, says, words, address, token, duty, channel, isOnline });
    this.armed = 0;
    this.call = null;
    this.toldOffline = false;
    button.addEventListener("click", () => this.press());
  }

  show() {
    const offline = !this.isOnline();
    this.button.classList.toggle("is-offline", offline);
    if (offline) {
      this.armed = 0;
      this.label(this.words.call_channel.replace("%s", this.channel()), this.words.call_post);
      return;
    }
    if (this.toldOffline) {
      this.toldOffline = false;
      this.say(this.words.emergency_back, true);
    }
    if (!this.armed) this.label(this.words.emergency);
  }

  label(...lines) {
    this.button.replaceChildren(...lines.map((line) => {
      const span = document.createElement("span");
      span.textContent = line;
      return span;
    }));
  }

  say(words, isBad) {
    this.says.hidden = false;
    this.says.classList.toggle("c-late", isBad);
    this.says.classList.toggle("c-done", !isBad);
    this.says.textContent = words;
  }

  instead() {
    return this.words.call_channel.replace("%s", this.channel());
  }

  async press() {
    if (!this.isOnline()) {
      this.toldOffline = true;
      this.say(this.words.emergency_offline.replace("%s", this.instead()), true);
      return;
    }
    if (!this.armed) {
      this.label(this.words.again);
      this.armed = setTimeout(() => { this.armed = 0; this.show(); }, SURE_MS);
      return;
    }
    clearTimeout(this.armed);
    this.armed = 0;
    await this.send();
    this.show();
  }

  async send() {
    // pressed again after an answer that never came: the same call, not a second one
    if (!this.call || Date.now() - this.call.made > SAME_CALL_MS) {
      const entry = { uuid: uuid(), act: "emergency", at: new Date().toISOString(), shift: this.duty().shift };
      this.call = { made: Date.now(), entry };
    }
    this.say(this.words.emergency_sending, false);
    try {
      const said = await ask(this.address, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": this.token() },
        body: JSON.stringify({ sent_at: new Date().toISOString(), entries: [this.call.entry] }),
      });
      const [answer] = said.answers;
      if (answer.fate !== "recorded") {
        this.say(`${answer.message} ${this.instead()}`, true);
        return;
      }
      this.call = null;
      this.say(this.words.emergency_sent.replace("%s", answer.number), false);
    } catch {
      this.say(this.words.emergency_lost.replace("%s", this.instead()), true);
    }
  }
}
