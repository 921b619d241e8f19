"use strict";
// The page of a document: details in place, the outline follows, mentions are switched, clauses cited, words picked.
(() => {
  const reader = document.getElementById("reader");
  if (!reader) return;
  const panel = document.getElementById("panel");
  const paper = reader.querySelector(".paper");
  const escaped = (id) => id.split("/").map(encodeURIComponent).join("/");
  const clauseOf = (node) => node?.closest?.(".clause");
  const pageOf = (clause) => `/documents/${encodeURIComponent(reader.dataset.doc)}/${escaped(clause.dataset.id)}`;
  const version = new URLSearchParams(location.search).get("version");
  let origin = null; // what had the focus before the panel took it
  let clauseId = ""; // and the clause that it stands in, which is set anew when it is corrected

  // -- the panel

  const open = async (address, from) => {
    if (from) {
      origin = from;
      clauseId = clauseOf(from)?.id || "";
    }
    panel.hidden = false;
    panel.setAttribute("aria-busy", "true");
    try {
      await htmx.ajax("GET", address, { target: "#panel-body", select: "#panel-body", swap: "outerHTML" });
    } finally {
      panel.removeAttribute("aria-busy");
    }
    panel.scrollTop = 0;
    panel.closest(".side").scrollTop = 0;
    document.getElementById("panel-body").focus({ preventScroll: true });
    if (getComputedStyle(panel).position === "fixed" && from) { // the sheet must not hide what it tells of
      const below = from.getBoundingClientRect().bottom + 24 - panel.getBoundingClientRect().top;
      if (below > 0) scrollBy(0, below);
    }
  };
  const home = () => {
    if (!origin) return;
    const clause = document.getElementById(clauseId);
    const same = [...(clause?.querySelectorAll("a") || [])].find((link) => link.href === origin.href);
    (origin.isConnected ? origin : same || clause)?.focus({ preventScroll: true });
  };
  const close = () => {
    panel.hidden = true;
    paper?.querySelectorAll(".at").forEach((each) => each.classList.remove("at"));
    home();
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-panel]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    if (paper?.contains(link)) {
      if (String(document.getSelection())) return; // words are being picked
      paper.querySelectorAll(".at").forEach((each) => each.classList.remove("at"));
      link.classList.add("at");
    }
    open(link.href, panel.contains(link) ? null : link);
  });
  panel.querySelector(".close").addEventListener("click", close);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !panel.hidden) close();
  });

  // a correction was kept: the clause is set anew, the reader stays where he was
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.requestConfig?.verb !== "post" || event.detail.target?.id !== "panel-body") return;
    const body = document.getElementById("panel-body");
    panel.scrollTop = panel.closest(".side").scrollTop = 0; // what was saved is told at the top, not under the form
    body.focus({ preventScroll: true });
    const clause = [...paper.querySelectorAll(".clause")].find((each) => each.dataset.id === body.dataset.clause);
    if (!clause) return;
    const id = clause.id;
    htmx.ajax("GET", reader.dataset.page, { target: clause, select: `#${id}`, swap: "outerHTML" }).then(() => {
      follow.reset();
      if (panel.hidden) home();
    });
  });

  // -- the outline: folds, and follows

  for (const under of reader.querySelectorAll(".outline li > ol")) {
    const fold = document.createElement("button");
    fold.type = "button";
    fold.className = "fold";
    const link = under.parentElement.querySelector("a");
    fold.setAttribute("aria-label", link.textContent);
    const deep = link.closest("ol").parentElement.matches("li li") || reader.querySelectorAll(".outline li").length > 150;
    fold.setAttribute("aria-expanded", String(!deep));
    under.parentElement.prepend(fold);
  }
  reader.querySelector(".outline").addEventListener("click", (event) => {
    const fold = event.target.closest(".fold");
    if (fold) fold.setAttribute("aria-expanded", String(fold.getAttribute("aria-expanded") !== "true"));
    const link = event.target.closest("a");
    const target = link && document.getElementById(link.hash.slice(1));
    if (!target) return;
    target.focus({ preventScroll: true });
    follow.pin(link, target);
  });
  if (matchMedia("(max-width: 62rem)").matches) {
    for (const fold of reader.querySelectorAll(".outline > details, .about")) fold.open = false;
  }
  const follow = (() => {
    const links = [...reader.querySelectorAll(".outline a")];
    let places = [];
    let current = null;
    let waiting = false;
    let pinned = null; // where the page stood when an entry was chosen: it stays current until the reader moves on
    const outline = reader.querySelector(".outline");
    const reset = () => {
      places = links.map((link) => document.getElementById(link.hash.slice(1)));
    };
    const mark = (link) => {
      if (!link || link === current) return;
      current?.removeAttribute("aria-current");
      link.setAttribute("aria-current", "true");
      current = link;
    };
    const now = () => {
      waiting = false;
      if (pinned !== null && Math.abs(scrollY - pinned) < 40) return;
      pinned = null;
      let low = 0;
      let high = places.length - 1;
      while (low < high) { // the last one whose top is above the reading line
        const middle = (low + high + 1) >> 1;
        if (places[middle].getBoundingClientRect().top < innerHeight / 4) low = middle; else high = middle - 1;
      }
      const link = links[low];
      if (link === current) return;
      mark(link);
      if (outline.contains(document.activeElement)) return;
      for (let at = link.closest("ol").closest("li"); at; at = at.parentElement.closest("li")) at.querySelector(":scope > .fold")?.setAttribute("aria-expanded", "true");
      const [a, b] = [link.getBoundingClientRect(), outline.getBoundingClientRect()];
      if (a.top < b.top + 20 || a.bottom > b.bottom - 20) outline.scrollTop += a.top - b.top - b.height / 3;
    };
    const ask = () => {
      if (!waiting) requestAnimationFrame(now);
      waiting = true;
    };
    const pin = (link, target) => {
      target.scrollIntoView();
      pinned = scrollY;
      mark(link);
    };
    reset();
    if (links.length) {
      addEventListener("scroll", ask, { passive: true });
      ask();
    }
    return { reset, pin };
  })();
  const here = paper?.querySelector(".clause[aria-current]");
  if (here) here.scrollIntoView({ block: "center" });

  // -- switches of the legend, kept in this browser

  const KEY = "tiaokuan.kinds.off";
  const switches = [...reader.querySelectorAll(".legend input")];
  const off = new Set(JSON.parse(localStorage.getItem(KEY) || "[]"));
  const reach = () => { // what is switched off is not stopped at by Tab
    for (const mention of paper.querySelectorAll(".m")) {
      const kinds = [mention, ...mention.children].flatMap((each) => [...each.classList]).filter((name) => switches.some((box) => box.id === `show-${name}`));
      if (kinds.every((kind) => off.has(kind))) mention.tabIndex = -1; else mention.removeAttribute("tabindex");
    }
  };
  for (const box of switches) {
    box.checked = !off.has(box.id.slice(5));
    box.addEventListener("change", () => {
      if (box.checked) off.delete(box.id.slice(5)); else off.add(box.id.slice(5));
      localStorage.setItem(KEY, JSON.stringify([...off]));
      reach();
    });
  }
  if (off.size && paper) reach();

  // -- the tools of the clause that is pointed at or has the focus

  const tools = document.getElementById("tools").content.firstElementChild.cloneNode(true);
  const arm = (clause) => {
    const place = clause?.querySelector(".place");
    if (place && tools.previousElementSibling !== place) place.after(tools);
  };
  paper?.addEventListener("mouseover", (event) => {
    if (!tools.contains(document.activeElement)) arm(clauseOf(event.target));
  });
  paper?.addEventListener("mouseleave", () => {
    if (!tools.contains(document.activeElement)) tools.remove();
  });
  paper?.addEventListener("focusin", (event) => {
    if (event.target.matches(".place")) arm(clauseOf(event.target));
    else if (!tools.contains(event.target)) tools.remove();
  });
  const copy = async (said) => {
    try {
      await navigator.clipboard.writeText(said);
      tiaokuan.toast(`✓ ${said}`);
    } catch {
      window.prompt("", said);
    }
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-cite], [data-tool]");
    if (!button) return;
    const clause = clauseOf(button);
    if (button.dataset.cite) {
      const asked = new URLSearchParams({ style: button.dataset.cite, clause: clause?.dataset.id || "" });
      const answer = await fetch(`/api/documents/${encodeURIComponent(reader.dataset.doc)}/citation?${asked}`);
      if (answer.ok) copy((await answer.json()).text);
    } else if (button.dataset.tool === "link") {
      copy(location.origin + pageOf(clause) + (version ? `?version=${version}` : ""));
    } else {
      const start = button.dataset.tool === "similar" ? "/similar/" : "/clauses/";
      open(`${start}${encodeURIComponent(reader.dataset.doc)}/${escaped(clause.dataset.id)}${version && start === "/clauses/" ? `?version=${version}` : ""}`, clause.querySelector(".place"));
    }
  });

  // -- words that are picked can be marked (by keyboard: "details, correct" of the clause takes words)

  const picked = document.getElementById("picked");
  const points = (text) => [...text].length;
  const offset = (own, node, at) => {
    const range = document.createRange();
    range.setStart(own, 0);
    range.setEnd(node, at);
    return Number(own.dataset.start) + points(range.toString());
  };
  const selection = () => {
    const chosen = document.getSelection();
    if (!chosen.rangeCount || chosen.isCollapsed) return null;
    const range = chosen.getRangeAt(0);
    const own = range.startContainer.parentElement?.closest(".own");
    if (!own || !paper.contains(own) || !own.contains(range.endContainer)) return null;
    const [start, end] = [offset(own, range.startContainer, range.startOffset), offset(own, range.endContainer, range.endOffset)];
    return start < end ? { clause: clauseOf(own), start, end, box: range.getBoundingClientRect() } : null;
  };
  document.addEventListener("selectionchange", () => {
    const at = "open" in reader.dataset && paper ? selection() : null;
    picked.hidden = !at;
    if (!at) return;
    picked.style.left = `${Math.max(8, Math.min(at.box.left, innerWidth - 160)) + scrollX}px`;
    picked.style.top = `${at.box.bottom + scrollY + 6}px`;
  });
  picked.addEventListener("mousedown", (event) => event.preventDefault());
  picked.addEventListener("click", () => {
    const at = selection();
    if (!at) return;
    document.getSelection().removeAllRanges();
    picked.hidden = true;
    open(`/clauses/${encodeURIComponent(reader.dataset.doc)}/${escaped(at.clause.dataset.id)}?start=${at.start}&end=${at.end}`, at.clause.querySelector(".place"));
  });
})();
