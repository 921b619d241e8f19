"use strict";
// Rows of a trace are shown and hidden here; without script the same address gives the same page from the server.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-only]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  document.getElementById("traced").className = "only-" + link.dataset.only;
  for (const each of document.querySelectorAll("a[data-only]")) each.toggleAttribute("aria-current", false);
  link.setAttribute("aria-current", "page");
  history.replaceState(history.state, "", link.href);
});
