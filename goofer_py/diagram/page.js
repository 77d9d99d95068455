"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId("data").textContent);
  const svg = byId("picture"), search = byId("search"), found = byId("found"), group = byId("group");
  const boxes = data.tables.map((_, n) => byId("t" + n));
  const lines = [...document.querySelectorAll(".relation")];
  let view, chosen = -1;

  const make = (name, text, kind) => {
    const one = document.createElement(name);
    if (text !== undefined) one.textContent = text;
    if (kind) one.className = kind;
    return one;
  };
  const show = () => svg.setAttribute("viewBox", view.map((v) => v.toFixed(1)).join(" "));
  const shape = () => {
    const at = svg.getBoundingClientRect();
    return (at.width || 1) / (at.height || 1);
  };
  // The part of the picture that is seen always has the shape of the window.
  const see = (x, y, width, height, least = 0) => {
    const to = shape();
    let w = Math.max(width, height * to, least), h = w / to;
    view = [x + width / 2 - w / 2, y + height / 2 - h / 2, w, h];
    show();
  };
  const all = () => see(-20, -20, data.width + 40, data.height + 40);
  const zoom = (by, px = 0.5, py = 0.5) => {
    const w = Math.min(Math.max(view[2] * by, 200), Math.max(data.width, data.height * shape()) * 3);
    const h = w / shape();
    view = [view[0] + (view[2] - w) * px, view[1] + (view[3] - h) * py, w, h];
    show();
  };
  const move = (x, y) => { view[0] += x; view[1] += y; show(); };

  const tableButton = (n, text) => {
    const item = make("li"), button = make("button", text);
    button.type = "button";
    button.dataset.table = n;
    button.addEventListener("click", () => choose(n, true));
    item.append(button);
    return item;
  };

  const detail = (n) => {
    const table = data.tables[n], place = byId("detail");
    place.hidden = n < 0;
    place.replaceChildren();
    if (n < 0) return;
    place.append(make("h2", table.name));
    if (table.word) place.append(make("p", table.mark + " " + table.word, "tag " + table.word));
    if (table.comment) place.append(make("p", table.comment));
    const rows = make("table"), body = make("tbody");
    for (const row of table.rows) {
      const line = make("tr");
      for (const cell of row) line.append(make("td", cell));
      body.append(line);
    }
    rows.append(body);
    place.append(rows);
    for (const [title, own, other] of [["Refers to", "from", "to"], ["Is referred to by", "to", "from"]]) {
      const list = data.relations.filter((one) => one[own] === n);
      if (!list.length) continue;
      place.append(make("h3", title));
      const items = make("ul");
      for (const one of list) items.append(tableButton(one[other], (one.mark ? one.mark + " " : "") + one.label));
      place.append(items);
    }
  };

  const choose = (n, look) => {
    if (chosen >= 0) boxes[chosen].classList.remove("chosen");
    chosen = n;
    svg.classList.toggle("picked", n >= 0);
    const near = new Set([n]);
    lines.forEach((line) => {
      const from = +line.dataset.from, to = +line.dataset.to, is = n >= 0 && (from === n || to === n);
      line.classList.toggle("near", is);
      if (is) { near.add(from); near.add(to); }
    });
    boxes.forEach((box, i) => box.classList.toggle("near", near.has(i)));
    found.querySelectorAll("button").forEach((b) => b.setAttribute("aria-current", String(+b.dataset.table === n)));
    detail(n);
    if (n < 0) return;
    boxes[n].classList.add("chosen");
    if (look) {
      const [x, y, w, h] = data.tables[n].at;
      see(x, y, w, h, Math.min(1100, data.width));
    }
  };

  const list = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const has = (table) => {
      const text = [table.name, ...table.rows.map((row) => row[2])].join(" ").toLowerCase();
      return words.every((word) => text.includes(word));
    };
    const inside = (table) => {
      if (!group.value) return true;
      const [x, y, w, h] = data.groups[group.value].at, [a, b] = table.at;
      return a >= x && b >= y && a < x + w && b < y + h;
    };
    const first = (n) => words.length && data.tables[n].name.toLowerCase().includes(words[0]) ? 0 : 1;
    const hits = data.tables.map((_, n) => n).filter((n) => inside(data.tables[n]) && has(data.tables[n]));
    hits.sort((a, b) => first(a) - first(b) || a - b);
    found.replaceChildren(...hits.map((n) => {
      const table = data.tables[n];
      return tableButton(n, (table.mark ? table.mark + " " : "") + table.name);
    }));
    byId("count").textContent = hits.length + " of " + data.tables.length + " tables";
    return hits;
  };

  group.append(new Option("all", ""));
  data.groups.forEach((one, n) => group.append(new Option(one.title, n)));
  group.hidden = byId("group-label").hidden = !data.groups.length;
  group.addEventListener("change", () => {
    list();
    if (group.value) see(...data.groups[group.value].at); else all();
  });
  search.addEventListener("input", list);
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") { const [hit] = list(); if (hit !== undefined) choose(hit, true); }
    if (event.key === "ArrowDown") { found.querySelector("button")?.focus(); event.preventDefault(); }
    if (event.key === "Escape") { search.value = ""; list(); choose(-1); svg.focus(); event.preventDefault(); }
  });
  found.addEventListener("keydown", (event) => {
    const next = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    const item = next && document.activeElement.closest("li")?.[next];
    if (item) { item.firstChild.focus(); event.preventDefault(); }
  });
  svg.addEventListener("wheel", (event) => {
    const at = svg.getBoundingClientRect();
    zoom(Math.exp(Math.sign(event.deltaY) * 0.16), (event.clientX - at.left) / at.width, (event.clientY - at.top) / at.height);
    event.preventDefault();
  }, { passive: false });
  let from = null, moved = false;
  svg.addEventListener("pointerdown", (event) => { from = [event.clientX, event.clientY]; moved = false; });
  window.addEventListener("pointermove", (event) => {
    if (!from) return;
    const scale = view[2] / svg.getBoundingClientRect().width;
    const [x, y] = [event.clientX - from[0], event.clientY - from[1]];
    if (!moved && Math.abs(x) + Math.abs(y) < 4) return;
    moved = true;
    move(-x * scale, -y * scale);
    from = [event.clientX, event.clientY];
  });
  window.addEventListener("pointerup", () => { from = null; });
  svg.addEventListener("click", (event) => {
    if (moved) return;
    const box = event.target.closest(".box");
    choose(box ? +box.id.slice(1) : -1, false);
  });
  byId("in").addEventListener("click", () => zoom(0.75));
  byId("out").addEventListener("click", () => zoom(1 / 0.75));
  byId("all").addEventListener("click", all);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input, select")) return;
    const step = view[2] / 10;
    const keys = {
      "+": () => zoom(0.8), "=": () => zoom(0.8), "-": () => zoom(1.25), "0": all,
      "/": () => search.focus(), "Escape": () => choose(-1),
    };
    const arrows = {
      ArrowLeft: () => move(-step, 0), ArrowRight: () => move(step, 0),
      ArrowUp: () => move(0, -step), ArrowDown: () => move(0, step),
    };
    const does = keys[event.key] || (event.target === svg || event.target === document.body ? arrows[event.key] : null);
    if (does) { does(); event.preventDefault(); }
  });
  window.addEventListener("resize", () => see(...view));
  list();
  all();
})();
