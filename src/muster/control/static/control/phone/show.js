// Draws what the phone knows. Texts become text nodes, never markup.
const SVG = "http://www.w3.org/2000/svg";

export const el = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name === "class") made.className = value;
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
};

const svg = (tag, attributes, ...children) => {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
};

export const mark = (name, tone = name) =>
  svg("svg", { class: `st st-${tone}`, "aria-hidden": "true" }, svg("use", { href: `#m-${name}` }));

const dial = (phone) => `tel:${phone.replace(/\s/g, "")}`;

// A mate's name may stand behind a rank.
export const isMe = (mate, name) => mate.name === name || mate.name.endsWith(` ${name}`);

export const show = {
  post(place, { duty, words, now, name, mates, onCheck, readOnly }) {
    const post = [];
    if (!duty) {
      place.replaceChildren(
        el("h1", {}, words.no_duty),
        el("p", {}, words.no_duty_more));
      return;
    }
    const minutes = Math.ceil((Date.parse(duty.starts_at) - now) / 60000);
    const over = now >= Date.parse(duty.ends_at);
    const state = over ? words.over : minutes <= 0 ? words.on_duty : minutes < 90 ? words.minutes_left.replace("%s", minutes) : "";
    const others = mates.filter((mate) => !isMe(mate, name)).map((mate) => mate.name);
    post.push(
      el("p", { class: "n" }, [duty.event, duty.ring].filter(Boolean).join(" · "), duty.is_exercise ? el("b", { class: "c-soon" }, ` · ${words.exercise}`) : null),
      el("h1", {}, duty.post),
      el("div", { class: "ph-when" },
        el("b", {}, duty.hours, el("small", {}, `${duty.day} · ${words.be_there.replace("%s", duty.be_there)}`)),
        el("b", { class: "num" }, el("small", {}, state))),
      el("p", { class: "ph-with" }, [others.length ? words.with.replace("%s", others.join(", ")) : "", ...duty.vehicles].filter(Boolean).join(" · ")));
    if (duty.venue) post.push(el("p", { class: "n" }, [duty.venue, duty.address].filter(Boolean).join(", ")));
    if (!readOnly) {
      post.push(el("button", { class: duty.is_there ? "big is-there" : "big", type: "button", "data-check": "", onclick: onCheck },
        duty.is_there ? words.leave : words.come));
    }
    place.replaceChildren(...post);
  },

  orders(place, lines) {
    place.replaceChildren(...lines.map((line, at) =>
      el("li", {}, el("span", { class: "no" }, String(at + 1)), el("span", {}, line), el("span"))));
  },

  cards(place, cards) {
    place.replaceChildren(...cards.map((card) =>
      el("details", {},
        el("summary", {}, card.name),
        el("ol", { class: "by-hand" }, ...card.by_hand.map((line, at) => el("li", {}, el("b", {}, String(at + 1)), el("span", {}, line)))),
        el("ol", { class: "then" }, ...card.tasks.map((task) => el("li", {}, el("b", {}, "→"), el("span", {}, task.text, el("small", {}, ` ${task.owner}`))))))));
  },

  messages(section, messages, { words, clock, pending, onRead }) {
    section.hidden = !messages.length;
    section.querySelector("[data-messages-count]").textContent = "";
    section.querySelector("ul").replaceChildren(...messages.map((one) => {
      const read = one.acknowledged_by || pending.has(one.message);
      return el("li", { class: read ? "" : "is-new" },
        mark(read ? "done" : "late"),
        el("span", {}, one.text, el("small", {}, `${clock(Date.parse(one.sent_at))} · ${one.by}${one.acknowledged_by ? ` · ${words.acknowledged.replace("%s", one.acknowledged_by)}` : ""}`)),
        read ? el("span") : el("button", { class: "btn", type: "button", onclick: () => onRead(one) }, words.acknowledge));
    }));
  },

  people(place, people, words) {
    place.replaceChildren(...people.map((one) =>
      el("li", {},
        el("span", {}, el("b", {}, one.name), one.duty ? el("small", {}, one.duty) : null, one.phone ? el("small", {}, one.phone) : null),
        one.phone ? el("a", { class: "btn", href: dial(one.phone), "aria-label": `${words.call} ${one.name}` }, words.call) : el("span"))));
  },

  ahead(place, duties) {
    place.closest("section").hidden = !duties.length;
    place.replaceChildren(...duties.map((duty) =>
      el("li", {}, mark("todo"), el("span", {}, duty.post, el("small", {}, `${duty.day}, ${duty.hours} · ${duty.event}`)), el("span"))));
  },

  sketch(section, sketch) {
    section.hidden = !sketch;
    if (!sketch) return;
    const spots = sketch.posts.map(({ number, label = String(number), letter = [12, 7, "start"], at, is_mine }) =>
      svg("g", { transform: `translate(${at[0]} ${at[1]})`, class: is_mine ? "spot is-mine" : "spot" },
        svg("rect", { x: -7, y: -7, width: 14, height: 14, rx: 2 }),
        Object.assign(svg("text", { x: letter[0], y: letter[1], "text-anchor": letter[2] }), { textContent: label })));
    const hall = sketch.venue ? [svg("g", { transform: `translate(${sketch.venue.at[0]} ${sketch.venue.at[1]})`, class: "hall" },
      svg("rect", { x: -16, y: -10, width: 32, height: 20 }),
      Object.assign(svg("text", { x: 0, y: sketch.venue.name_dy ?? 34, "text-anchor": "middle" }), { textContent: sketch.venue.name }))] : [];
    const scale = svg("g", { class: "scale", transform: `translate(20 ${sketch.height - 12})` },
      svg("path", { d: `M0 0h${sketch.scale_px}M0 -6v12M${sketch.scale_px} -6v12` }),
      Object.assign(svg("text", { x: sketch.scale_px + 10, y: 7 }), { textContent: `${sketch.scale_m} m` }));
    const mine = sketch.posts.find((one) => one.is_mine);
    section.querySelector("div").replaceChildren(
      svg("svg", { viewBox: `0 0 ${sketch.width} ${sketch.height}`, role: "img", "aria-label": mine ? `${mine.number} ${mine.name}` : "" }, ...hall, ...spots, scale));
  },

  queue(box, rows, { words, clock }) {
    const open = rows.filter((row) => row.state !== "recorded" || row.waitingPictures);
    const refused = rows.filter((row) => row.state === "refused").length;
    const newest = rows.filter((row) => row.number !== null).at(-1);
    const waiting = open.length - refused;
    const sum = box.querySelector("[data-queue-sum]");
    const parts = [];
    if (newest) parts.push(el("span", { class: "c-done" }, words.entry_recorded.replace("%s", newest.number)));
    if (waiting) parts.push(el("b", { class: "c-doing" }, words.queue_waiting.replace("%s", waiting)));
    if (refused) parts.push(el("b", { class: "c-late" }, words.queue_refused.replace("%s", refused)));
    if (!rows.length) parts.push(el("span", {}, words.queue_none));
    else if (!open.length) parts.push(el("span", {}, words.queue_all));
    sum.replaceChildren(mark(refused ? "late" : waiting ? "wait" : rows.length ? "done" : "todo"), ...parts.flatMap((part, at) => (at ? [" / ", part] : [" ", part])));
    box.querySelector("ul").replaceChildren(...[...rows].reverse().map((row) => {
      const said = {
        waiting: [words.entry_waiting, "c-doing", "wait"],
        sent: [words.entry_sent, "c-doing", "doing"],
        recorded: [words.entry_recorded.replace("%s", row.number), "c-done", "done"],
        refused: [words.entry_refused.replace("%s", row.note), "c-late", "late"],
      }[row.state];
      const pictures = row.pictures ? ` · ${words.pictures.replace("%s", `${row.pictures - row.waitingPictures}/${row.pictures}`)}` : "";
      const why = row.note && row.state !== "refused" ? ` · ${row.note}` : "";
      return el("li", { "data-state": row.state, "data-entry": row.uuid },
        mark(said[2]),
        el("span", {}, row.label, el("small", {}, `${clock(Date.parse(row.entry.at))}${pictures}${why}`)),
        el("span", { class: said[1] }, said[0]));
    }));
  },
};
