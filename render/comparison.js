"use strict";
// A comparison: filters, jumps, both layouts. Each `.comparison` is wired once, when the page is there or a part of it came later (htmx).
(() => {
  let shown = null; // the one that keys speak to

  function start(root) {
    const all = (selector) => [...root.querySelectorAll(selector)];
    const part = (name) => root.querySelector(`[data-part=${name}]`);
    const rows = all(".row");
    const boxes = all("input[name=change]");
    const links = new Map(all(".comparison-list a").map((a) => [a.hash.slice(1), a]));
    const count = part("count");
    let here = -1;
    const changed = () => rows.filter((row) => !row.hidden && row.dataset.change !== "same");

    function say() {
      const list = changed();
      const at = list.indexOf(rows[here]);
      count.textContent = (at < 0 ? "" : at + 1 + " / ") + list.length + " " + count.dataset.unit;
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
      const list = link?.closest(".comparison-list");
      link?.setAttribute("aria-current", "true");
      if (list) list.scrollTop = link.offsetTop - list.clientHeight / 2;
      say();
    }
    function step(by) {
      const list = changed();
      go(by > 0 ? list.find((row) => rows.indexOf(row) > here) : list.findLast((row) => rows.indexOf(row) < here));
    }
    function view(inline) {
      root.classList.toggle("inline-view", inline);
      part("side").setAttribute("aria-pressed", String(!inline));
      part("inline").setAttribute("aria-pressed", String(inline));
      rows[here]?.scrollIntoView({ block: "start" });
    }
    // the head stays on top, as high as its filters make it: what is jumped to stands below it
    new ResizeObserver(([head]) => root.style.setProperty("--top", head.borderBoxSize[0].blockSize + "px"))
      .observe(root.querySelector(".comparison-top"));
    boxes.forEach((box) => box.addEventListener("change", filter));
    part("next").addEventListener("click", () => step(1));
    part("previous").addEventListener("click", () => step(-1));
    part("side").addEventListener("click", () => view(false));
    part("inline").addEventListener("click", () => view(true));
    root.querySelector(".comparison-list").addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (!link) return;
      event.preventDefault();
      go(document.getElementById(link.hash.slice(1)));
    });
    if (matchMedia("(max-width: 46rem)").matches) view(true); // two columns of it are not read
    part("bar").hidden = false; // without script its switches would do nothing
    filter();
    return { root, step, toggle: () => view(!root.classList.contains("inline-view")) };
  }

  const begin = () => {
    const root = document.querySelector(".comparison");
    if (root && shown?.root !== root) shown = start(root);
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || !shown?.root.isConnected) return;
    if (event.target.closest("input:not([type=checkbox], [type=radio]), select, textarea")) return;
    if (event.key === "j") shown.step(1);
    else if (event.key === "k") shown.step(-1);
    else if (event.key === "v") shown.toggle();
  });
  document.addEventListener("htmx:load", begin);
  begin();
})();
