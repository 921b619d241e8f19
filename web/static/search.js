"use strict";
// Suggestions under the box (a combobox as of WAI-ARIA 1.2), and links to copy.
(() => {
  const form = document.getElementById("ask");
  const box = document.getElementById("q");
  const list = document.getElementById("suggestions");
  if (!form || !box || !list) return;
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "suggestions" })) {
    box.setAttribute(name, value);
  }
  let rows = [];
  let at = -1;
  let timer = 0;
  let asked = 0;
  const FILTER = /^(?:部门|单位|技术|文档|unit|tech|doc)[:：]/;

  // what is being typed: the piece of the query that ends at the cursor, without the name of its filter; nothing inside quotes
  const piece = () => {
    const end = box.selectionStart ?? box.value.length;
    const before = box.value.slice(0, end);
    if (/^[^\s()（）]/.test(box.value.slice(end)) || (before.match(/["“”]/g) || []).length % 2) return null;
    const last = before.match(/[^\s()（）]*$/)[0];
    const text = last.replace(FILTER, "");
    return last.startsWith("-") || !text ? null : { start: end - last.length, end, text };
  };
  const close = () => {
    clearTimeout(timer);
    asked += 1;
    list.hidden = true;
    at = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };
  const mark = (next) => {
    at = next;
    [...list.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === at)));
    if (at < 0) box.removeAttribute("aria-activedescendant");
    else {
      box.setAttribute("aria-activedescendant", list.children[at].id);
      list.children[at].scrollIntoView({ block: "nearest" });
    }
  };
  const part = (name, text) => {
    const span = document.createElement("span");
    span.className = name;
    span.textContent = text;
    return span;
  };
  const fill = (found) => {
    rows = found;
    list.replaceChildren(...found.map((row, n) => {
      const item = document.createElement("li");
      item.id = `suggestion-${n}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      const value = part("value", row.value);
      if (row.via) value.append(part("via", row.via === "*" ? form.dataset.all : row.via));
      item.append(part("kind", form.dataset[row.kind]), value, part("n", form.dataset.count.replace("{n}", row.clauses.toLocaleString("en"))));
      return item;
    }));
    at = -1;
    list.hidden = !found.length;
    box.setAttribute("aria-expanded", String(found.length > 0));
    box.removeAttribute("aria-activedescendant");
  };
  const ask = async () => {
    const wanted = piece();
    if (!wanted) return close();
    const mine = ++asked;
    try {
      const answer = await fetch(`/api/suggest?${new URLSearchParams({ q: wanted.text.slice(0, 100), limit: "10" })}`);
      const found = answer.ok ? await answer.json() : [];
      if (mine === asked && document.activeElement === box) fill(found);
    } catch {
      close();
    }
  };
  // what is chosen becomes a filter; what was typed for it goes
  const choose = (row) => {
    const wanted = piece();
    if (wanted) box.value = `${box.value.slice(0, wanted.start).trimEnd()} ${box.value.slice(wanted.end).trimStart()}`.trim();
    const name = row.kind === "title" ? "doc" : row.kind;
    const value = row.kind === "title" ? row.document : row.value;
    const several = row.kind === "unit" || row.kind === "tech";
    for (const other of [...form.elements].filter((field) => field.name === name && (!several || field.value === value))) other.remove();
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    field.setAttribute("form", "ask");
    document.getElementById("results").prepend(field);
    close();
    form.requestSubmit();
  };

  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 90);
  });
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) {
        if (event.key === "ArrowDown") ask();
        return;
      }
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      mark((at + 1 + step + rows.length + 1) % (rows.length + 1) - 1);
    } else if (event.key === "Enter" && !list.hidden && at >= 0) {
      event.preventDefault();
      choose(rows[at]);
    } else if (event.key === "Enter" || event.key === "Tab") close();
  });
  box.addEventListener("blur", () => setTimeout(close, 150));
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[role=option]");
    if (item) choose(rows[[...list.children].indexOf(item)]);
  });
  form.addEventListener("submit", close);

  const copies = () => {
    for (const button of document.querySelectorAll("#results [data-copy]")) button.hidden = false;
  };
  copies();
  // what came is told to those who do not see it, and the keyboard goes on from there
  document.addEventListener("htmx:afterSettle", () => {
    copies();
    const told = document.querySelector("#results .total, #results .none h2, #results .failure p, #results .adding");
    if (told) document.getElementById("said").textContent = told.textContent;
    if (document.activeElement === document.body) document.getElementById("results").focus({ preventScroll: true });
  });
  // the box follows the address when the reader goes back, or follows a link in the results
  document.addEventListener("htmx:pushedIntoHistory", () => {
    box.value = new URLSearchParams(location.search).get("q") || "";
  });
})();
