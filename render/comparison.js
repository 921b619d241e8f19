"use strict";
(() => {
  const rows = [...document.querySelectorAll(".row")];
  const boxes = [...document.querySelectorAll("input[name=change]")];
  const links = new Map([...document.querySelectorAll("nav a")].map((a) => [a.hash.slice(1), a]));
  const count = document.getElementById("count");
  let here = -1;
  const changed = () => rows.filter((row) => !row.hidden && row.dataset.change !== "same");

  function say() {
    const list = changed();
    const at = list.indexOf(rows[here]);
    count.textContent = (at < 0 ? "" : at + 1 + " / ") + list.length + " 处";
  }
  function filter() {
    const on = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    for (const row of rows) {
      row.hidden = !on.has(row.dataset.change);
      const link = links.get(row.id);
      if (link) link.parentElement.hidden = row.hidden;
    }
    say();
  }
  function go(row) {
    if (!row) return;
    rows[here]?.classList.remove("here");
    links.get(rows[here]?.id)?.removeAttribute("aria-current");
    here = rows.indexOf(row);
    row.classList.add("here");
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "start" });
    const link = links.get(row.id);
    link?.setAttribute("aria-current", "true");
    link?.scrollIntoView({ block: "nearest" });
    say();
  }
  function step(by) {
    const list = changed();
    const next = by > 0 ? list.find((row) => rows.indexOf(row) > here) : list.findLast((row) => rows.indexOf(row) < here);
    go(next);
  }
  function view(inline) {
    document.body.classList.toggle("inline-view", inline);
    document.getElementById("side").setAttribute("aria-pressed", String(!inline));
    document.getElementById("inline").setAttribute("aria-pressed", String(inline));
    rows[here]?.scrollIntoView({ block: "start" });
  }
  // the head stays on top, as high as its filters make it: what is jumped to stands below it
  new ResizeObserver(([head]) => document.documentElement.style.setProperty("--top", head.borderBoxSize[0].blockSize + "px"))
    .observe(document.querySelector("header.top"));
  boxes.forEach((box) => box.addEventListener("change", filter));
  document.getElementById("next").addEventListener("click", () => step(1));
  document.getElementById("previous").addEventListener("click", () => step(-1));
  document.getElementById("side").addEventListener("click", () => view(false));
  document.getElementById("inline").addEventListener("click", () => view(true));
  document.querySelector("nav").addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link) return;
    event.preventDefault();
    go(document.getElementById(link.hash.slice(1)));
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "v") view(!document.body.classList.contains("inline-view"));
  });
  filter();
})();
