"use strict";
// What every page does: narrows choosers, copies, tells. Pages work without it; this makes them quicker to use.
(() => {
  const toast = (said) => {
    const box = document.getElementById("toast");
    box.textContent = said;
    box.classList.add("shown");
    clearTimeout(toast.timer);
    toast.timer = setTimeout(() => box.classList.remove("shown"), 3500);
  };
  window.tiaokuan = { toast, token: () => document.querySelector("meta[name=token]").content };

  // what fits in a large corpus is asked of the server; only the answer to the last question counts
  const asked = new WeakMap();
  async function bring(into, query) {
    const turn = (asked.get(into) || 0) + 1;
    asked.set(into, turn);
    await new Promise((done) => setTimeout(done, 200));
    if (asked.get(into) !== turn) return;
    const answer = await fetch(`/choose?${new URLSearchParams(query)}`);
    const said = await answer.text();
    if (answer.ok && asked.get(into) === turn) into.innerHTML = said;
  }

  // choosers: what is typed narrows the list, what is chosen stays in sight; no more than data-most may be chosen
  document.addEventListener("input", (event) => {
    const box = event.target.closest(".chooser .narrow");
    if (!box) return;
    event.stopPropagation();
    const chooser = box.closest(".chooser");
    if ("more" in chooser.dataset) {
      const { name, most } = chooser.dataset;
      const chosen = [...chooser.querySelectorAll("li input:checked")].map((input) => ["doc", input.value]);
      bring(chooser.querySelector("ul"), [["q", box.value], ["name", name], ["most", most], ...chosen]);
      return;
    }
    const words = box.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    for (const item of chooser.querySelectorAll("li")) {
      const text = item.textContent.toLowerCase();
      item.hidden = !item.querySelector("input").checked && !words.every((word) => text.includes(word));
    }
  }, true);
  document.addEventListener("input", (event) => {
    const list = event.target.list;
    if (list && "more" in list.dataset) bring(list, [["q", event.target.value], ["options", "true"]]);
  });
  document.addEventListener("change", (event) => {
    const chooser = event.target.closest(".chooser");
    const most = Number(chooser?.dataset.most || 0);
    if (most < 2) return;
    const boxes = [...chooser.querySelectorAll("input[type=checkbox]")];
    const full = boxes.filter((box) => box.checked).length >= most;
    for (const box of boxes) box.disabled = full && !box.checked;
  });

  // a button with data-copy copies its text
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      toast(button.dataset.copied || "✓");
    } catch {
      window.prompt("", button.dataset.copy);
    }
  });

  // a fault of a request that htmx made is told, not swallowed
  document.addEventListener("htmx:responseError", (event) => {
    const said = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html").querySelector(".failure p");
    toast(said ? said.textContent : String(event.detail.xhr.status));
  });
  document.addEventListener("htmx:sendError", () => toast("服务已停止 (the server has stopped)"));
})();
