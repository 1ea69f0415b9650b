// A day again: the page has every change with its time, and draws the moment that the slider shows.
(async () => {
  "use strict";

  const place = document.querySelector("[data-replay]");
  if (!place) return;
  const answer = await fetch(place.dataset.replay, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok) {
    place.querySelector("[data-failed]").hidden = false;
    return;
  }
  const film = await answer.json();
  const NS = "http://www.w3.org/2000/svg";
  const SHOWN_LINES = 14;
  const STEP_MS = 60000;
  const STALE_MS = 600000;
  const TONES = { late: "late", move: "doing" };

  const find = (name) => place.querySelector(`[data-${name}]`);
  const slider = find("at");
  const clock = find("clock-face");
  const speed = find("speed");
  const play = find("play");
  const drawing = find("drawing");
  const words = play.dataset;

  const east_ms = Number(place.dataset.east) * 60000;
  const written = (at) => new Date(at + east_ms).toISOString().slice(11, 19);

  // how many are not later: frames and lines are in order
  const passed = (frames, at) => {
    let low = 0;
    let high = frames.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (frames[middle][0] <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const frameAt = (frames, at) => frames[passed(frames, at) - 1];
  // how it was then; nothing if it was not
  const rowAt = (one, at) => frameAt(one.frames, at)?.[1];
  const stateOf = (row) => film.states[row.state] || { name: row.state, mark: "todo", tone: "wait" };

  const svg = (name, attributes = {}, text = "") => {
    const made = document.createElementNS(NS, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text) made.textContent = text;
    return made;
  };
  const item = (text, className = "") => {
    const made = document.createElement("li");
    made.textContent = text;
    if (className) made.className = className;
    return made;
  };

  const byKey = new Map(film.teams.map((team) => [team.key, team]));
  const incidentOf = new Map(film.incidents.map((one) => [one.key, one]));

  const isSilent = (row, at) => row.due !== null && (at > row.due || row.missed >= film.calls_missed);
  const goalOf = (row) => byKey.get(row.towards)?.at || byKey.get(incidentOf.get(row.incident)?.team)?.at;

  const spots = new Map();
  const ways = svg("g");
  const prepare = () => {
    if (!film.sketch) {
      drawing.style.display = "none";
      find("nowhere").hidden = false;
      return;
    }
    const { width, height, venue, scale_m, scale_px } = film.sketch;
    drawing.setAttribute("viewBox", `0 0 ${width} ${height}`);
    if (venue) {
      const hall = svg("g", { class: "hall" });
      hall.append(svg("circle", { cx: venue.at[0], cy: venue.at[1], r: 26 }));
      hall.append(svg("text", { x: venue.at[0], y: venue.at[1], dy: venue.name_dy, "text-anchor": "middle" }, venue.name));
      drawing.append(hall);
    }
    drawing.append(ways);
    for (const team of film.teams) {
      if (!team.at) continue;
      const spot = svg("g", { transform: `translate(${team.at[0]} ${team.at[1]})` });
      const alarm = svg("circle", { class: "alarm", r: 24 });
      const mark = svg("svg", { x: -9, y: -9, width: 18, height: 18 });
      const use = svg("use");
      mark.append(use);
      const [x, y, anchor] = team.letter;
      const label = svg("text", { x, y, "text-anchor": anchor });
      spot.append(alarm, mark, label);
      drawing.append(spot);
      spots.set(team.key, { spot, alarm, mark, use, label });
    }
    for (const track of film.tracks) {
      const pin = svg("g", { class: "pin" });
      pin.append(svg("path", { d: "M0 -7L7 0L0 7L-7 0Z" }));
      pin.append(svg("text", { x: 0, y: 20, "text-anchor": "middle" }, track.name));
      drawing.append(pin);
      track.pin = pin;
    }
    const scale = svg("g", { class: "scale", transform: `translate(20 ${height - 12})` });
    scale.append(svg("path", { d: `M0 0h${scale_px}M0 -4v8M${scale_px} -4v8` }));
    scale.append(svg("text", { x: scale_px, dx: 8, y: 4 }, `${scale_m} m`));
    drawing.append(scale);
  };

  const drawTeam = (team, row, at) => {
    const parts = spots.get(team.key);
    if (!parts) return;
    parts.spot.style.display = row ? "" : "none";
    if (!row) return;
    const silent = isSilent(row, at);
    const state = stateOf(row);
    const tone = silent ? "late" : state.tone;
    const mark = silent ? "p-silent" : state.mark;
    parts.alarm.style.display = silent ? "" : "none";
    parts.mark.setAttribute("class", `st st-${TONES[tone] || (mark === "p-in" ? "done" : "todo")}`);
    parts.use.setAttribute("href", `#m-${mark}`);
    const words = TONES[tone] ? [team.number, team.name, team.away] : [team.number, team.away];
    parts.label.textContent = words.filter(Boolean).join(" · ");
    const goal = goalOf(row);
    if (goal && (goal[0] !== team.at[0] || goal[1] !== team.at[1])) {
      ways.append(svg("line", { class: "way", x1: team.at[0], y1: team.at[1], x2: goal[0], y2: goal[1] }));
    }
  };

  const drawTracks = (at) => {
    for (const track of film.tracks) {
      const [when, point] = frameAt(track.points, at) || [];
      track.pin.style.display = point ? "" : "none";
      if (!point) continue;
      track.pin.setAttribute("transform", `translate(${point[0]} ${point[1]})`);
      track.pin.setAttribute("class", at - when > STALE_MS ? "pin is-stale" : "pin");
    }
  };

  // a list is made again only when it says something else
  const said = new Map();
  const fill = (name, rows) => {
    const text = JSON.stringify(rows);
    if (said.get(name) === text) return;
    said.set(name, text);
    const shown = rows.length ? rows : [[words.none, "mut"]];
    find(name).replaceChildren(...shown.map(([line, look]) => item(line, look)));
  };

  const drawIncidents = (at) => {
    const open = film.incidents
      .map((one) => ({ one, row: rowAt(one, at) }))
      .filter(({ row }) => row && !row.is_over)
      .sort((a, b) => a.row.level - b.row.level || a.one.number - b.one.number);
    fill("incidents", open.map(({ one, row }) => [
      `#${one.number} ${film.types[row.type] || row.type}: ${row.title} · ${film.lives[row.state] || row.state}`,
      row.level === 1 ? "c-late" : "",
    ]));
  };

  const drawLines = (at) => {
    const count = passed(film.lines, at);
    const newest = film.lines.slice(Math.max(0, count - SHOWN_LINES), count).reverse();
    fill("lines", newest.map(([when, text]) => [`${written(when).slice(0, 5)} ${text}`, ""]));
  };

  const drawTally = (teams) => {
    const counts = new Map();
    for (const name of teams) counts.set(name, (counts.get(name) || 0) + 1);
    find("tally").textContent = [...counts].map(([name, count]) => `${name} ${count}`).join(" · ");
  };

  let at = film.from;
  const draw = () => {
    ways.replaceChildren();
    const names = [];
    for (const team of film.teams) {
      const row = rowAt(team, at);
      drawTeam(team, row, at);
      if (row) names.push(isSilent(row, at) ? words.silent : stateOf(row).name);
    }
    drawTracks(at);
    drawIncidents(at);
    drawLines(at);
    drawTally(names);
    clock.textContent = written(at);
    slider.value = String(Math.round((at - film.from) / 1000));
    slider.setAttribute("aria-valuetext", written(at));
  };

  let running = false;
  let before = 0;
  const step = (now) => {
    if (!running) return;
    at = Math.min(film.to, at + (now - before) * Number(speed.value));
    before = now;
    draw();
    if (at >= film.to) return pause();
    requestAnimationFrame(step);
  };
  const pause = () => {
    running = false;
    play.textContent = words.play;
  };
  const begin = () => {
    if (at >= film.to) at = film.from;
    running = true;
    play.textContent = words.pause;
    before = performance.now();
    requestAnimationFrame(step);
  };

  prepare();
  slider.max = String(Math.round((film.to - film.from) / 1000));
  slider.addEventListener("input", () => {
    at = film.from + Number(slider.value) * 1000;
    draw();
  });
  const turn = () => (running ? pause() : begin());
  play.addEventListener("click", turn);
  const go = (ms) => {
    at = Math.min(film.to, Math.max(film.from, at + ms));
    draw();
  };
  find("back").addEventListener("click", () => go(-STEP_MS));
  find("on").addEventListener("click", () => go(STEP_MS));
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const on = event.target;
    if (on !== slider && on !== play && on.closest("a, button, select, input, textarea, dialog")) return;
    const step = event.shiftKey ? 10 * STEP_MS : STEP_MS;
    if (event.key === " " && on !== play) turn();
    else if (event.key === "ArrowLeft") go(-step);
    else if (event.key === "ArrowRight") go(step);
    else return;
    event.preventDefault();
  });
  find("cut").hidden = !film.is_cut;
  place.querySelectorAll("[disabled]").forEach((one) => one.removeAttribute("disabled"));
  draw();
})();
