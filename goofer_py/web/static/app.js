"use strict";
// Everything that comes from a database is set as text, never as HTML; parts of pages are HTML that
// this server wrote.
(() => {
  const root = document.body.dataset.root;
  const byId = (id) => document.getElementById(id);
  const kinds = ["ready", "pending", "waiting", "dirty", "wrong", "away", "running", "looking"];

  const fill = (place, line) => {
    for (const name of ["database", "current", "title", "applied", "pending", "waiting", "note"]) {
      const field = place.querySelector(`[data-field="${name}"]`);
      const text = line[name] === null || line[name] === undefined ? "" : String(line[name]);
      if (field && field.textContent !== text) field.textContent = text;
    }
    const badge = place.querySelector('[data-field="badge"]');
    if (!badge) return;
    if (badge.textContent !== line.state) badge.textContent = line.state;
    badge.classList.remove(...kinds);
    if (kinds.includes(line.kind)) badge.classList.add(line.kind);
    if (place.tagName === "TR") place.className = badge.classList.value.replace("badge", "").trim();
  };

  const sum = () => {
    const place = byId("sum");
    if (!place) return;
    const counts = new Map();
    document.querySelectorAll('#databases [data-field="badge"]').forEach((one) => {
      const word = one.classList.contains("pending") ? "with pending migrations" : one.textContent;
      counts.set(word, (counts.get(word) || 0) + 1);
    });
    const text = [...counts].sort((a, b) => b[1] - a[1]).map(([word, n]) => `${n} ${word}`).join(" · ");
    if (place.textContent !== text) place.textContent = text;
  };

  const titled = (one) => `${one.version}_${one.name}`;
  const said = {
    DatabaseAwaited: (one) => `waiting for the database: ${one.reason}`,
    RunStarted: (one) => `a run begins: ${one.versions.length} ${one.direction}`,
    MigrationStarted: (one) => `${titled(one)} ${one.direction}${one.statements ? `: ${one.statements} statement${one.statements === 1 ? "" : "s"}` : ""}`,
    MigrationWarned: (one) => `${titled(one)}: ${one.message}`,
    MigrationFinished: (one) => `${titled(one)} took ${one.duration.toFixed(3)} s`,
    MigrationErred: (one) => one.error,
    LockAwaited: (one) => `${titled(one)} waits for a lock, try ${one.retry} of ${one.retries}: ${one.error}`,
    BatchDone: (one) => one.text,
    WorkSeen: (one) => one.text,
    StatementBlocked: (one) => one.text,
    StatementFreed: (one) => one.text,
    RunPaused: (one) => `paused: ${one.why}`,
    RunResumed: (one) => `goes on after ${one.duration.toFixed(1)} s`,
    LeaseAwaited: (one) => `waits for ${one.holder}`,
    LeaseTaken: (one) => `has the database after ${one.duration.toFixed(1)} s`,
    ChecksAsked: (one) => `checks ${one.when}: ${one.passed} passed, ${one.failed} failed`,
    HookStarted: (one) => `hook ${one.when}: ${one.hook}`,
    HookSaid: (one) => one.line,
    HookErred: (one) => one.error,
    WatchBlind: (one) => one.why,
    OrphanSeen: (one) => one.about,
    RunSucceeded: (one) => `done: at ${one.current || "zero"}`,
    RunFailed: (one) => `failed: ${one.error}`,
    ConfirmationNeeded: (one) => `waits to be confirmed: ${one.waiting.join(", ")}`,
  };
  const bad = new Set(["MigrationErred", "RunFailed", "HookErred", "StatementBlocked"]);
  const goesOn = new Set(["BatchDone", "WorkSeen"]);
  const ends = new Set(["MigrationFinished", "MigrationErred", "RunFinished", "RunSucceeded", "RunFailed"]);
  // A stream begins with what was told of late, some of which the page has already.
  let newest = 0;
  // What is seen of a run that was begun elsewhere names no version, and nothing tells of its end.
  let elsewhere = false;

  const write = (place, one) => {
    newest = Math.max(newest, one.n);
    const words = said[one.event];
    if (!words) { place.remove(); return; }
    place.textContent = `${one.at.slice(11, 19)} ${words(one)}`;
    place.classList.toggle("bad", bad.has(one.event));
  };
  const progress = (one) => {
    const doing = byId("doing"), bar = byId("progress"), blocked = byId("blocked");
    if (!doing) return;
    elsewhere = one.version === "";
    if (goesOn.has(one.event)) {
      doing.hidden = false;
      byId("far").textContent = one.text;
      bar.hidden = !(one.total > 0);
      if (!bar.hidden) {
        bar.max = one.total;
        bar.value = Math.min(one.done, one.total);
      }
    }
    if (one.event === "StatementBlocked") {
      doing.hidden = blocked.hidden = false;
      blocked.textContent = one.text;
    }
    if (one.event === "StatementFreed" || ends.has(one.event)) blocked.hidden = true;
    if (ends.has(one.event)) doing.hidden = true;
  };
  const note = (one) => {
    if (one.n <= newest) return;
    newest = one.n;
    const log = byId("log");
    progress(one);
    if (!log || !said[one.event]) return;
    log.hidden = false;
    const last = log.lastElementChild;
    // Batches are many: the line of a step is written over.
    const step = goesOn.has(one.event) ? [one.event, one.version, one.step, one.what, one.on, one.phase].join(" ") : "";
    const over = last && step && last.dataset.step === step;
    const place = over ? last : document.createElement("p");
    if (step) place.dataset.step = step;
    write(place, one);
    if (!over) log.append(place);
    while (log.childElementCount > 200) log.firstElementChild.remove();
    log.scrollTop = log.scrollHeight;
  };
  const ran = (one) => {
    const place = byId("ran");
    if (!place) return;
    place.hidden = false;
    place.classList.toggle("failed", Boolean(one.error));
    place.textContent = `${one.action}: ${one.ended ? one.error || one.said : "at work…"}${one.hint ? " " + one.hint : ""}`;
    if (one.ended) refresh();
  };

  // What a run changed is drawn anew, in its place.
  const refresh = async () => {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of ["next", "history"]) {
      const now = byId(id)?.closest("section"), then = page.getElementById(id)?.closest("section");
      if (now && then) {
        const at = now.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
        now.replaceWith(then);
        // Who is there with the keyboard stays there.
        if (at) [...then.querySelectorAll("a")].find((one) => one.getAttribute("href") === at)?.focus();
      } else if (now) now.remove();
    }
  };

  // What takes long is answered with how far it is, and asked for again.
  const part = async (place) => {
    const before = [...place.childNodes];
    if (place.querySelector("a") && !place.querySelector("table")) place.replaceChildren("Looking…");
    const answer = await fetch(place.dataset.part, { headers: { Accept: "text/html" } }).catch(() => null);
    if (!answer?.ok) { place.replaceChildren(...before); return; }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (place.textContent.trim() !== page.body.textContent.trim()) place.replaceChildren(...page.body.childNodes);
    if (answer.status === 202) setTimeout(part, document.hidden ? 15000 : 200, place);
  };
  const parts = () => {
    for (const place of document.querySelectorAll("[data-part]")) {
      place.setAttribute("role", "status");
      part(place);
    }
  };

  document.querySelectorAll("[data-event]").forEach((place) => {
    const one = JSON.parse(place.dataset.event);
    write(place, one);
    progress(one);
  });
  const log = byId("log");
  if (log) log.scrollTop = log.scrollHeight;
  sum();
  parts();

  if (document.body.dataset.watch !== undefined && window.EventSource) {
    const name = document.body.dataset.watch;
    const link = byId("link");
    let source = null, counts = null, again = 0;
    const stands = (line) => {
      document.querySelectorAll("[data-db]").forEach((place) => {
        if (place.dataset.db === line.name) fill(place, line);
      });
      sum();
      // Somebody's run elsewhere has gone on: what it wrote is drawn anew.
      if (name && elsewhere && line.kind !== "running") byId("doing").hidden = true;
      const now = `${line.current} ${line.applied} ${line.pending}`;
      if (name && counts !== null && counts !== now) refresh();
      counts = now;
    };
    const connect = () => {
      if (source) return;
      source = new EventSource(`${root}/events${name ? "?db=" + encodeURIComponent(name) : ""}`);
      const heard = (kind, does) => source.addEventListener(kind, (event) => does(JSON.parse(event.data)));
      source.addEventListener("open", () => { link.textContent = "· live"; });
      source.addEventListener("error", () => {
        link.textContent = "· not connected, trying again";
        // An answer that is no stream, such as a proxy's, ends it: browsers try again only after a lost one.
        if (source?.readyState !== EventSource.CLOSED) return;
        leave();
        clearTimeout(again);
        again = setTimeout(look, 2000);
      });
      heard("state", stands);
      heard("event", (one) => { if (name) note(one); });
      heard("run", (one) => { if (name) ran(one); });
    };
    const leave = () => { source?.close(); source = null; };
    // Browsers have few connections for all tabs of a server: those that nobody sees need none.
    const look = () => { if (document.hidden) leave(); else connect(); };
    document.addEventListener("visibilitychange", look);
    addEventListener("pagehide", leave);
    addEventListener("pageshow", look);
    look();
  }
})();
