"use strict";
// Sends an operation from its form and shows what came back, beside the request as a program would write it.
(() => {
  const MOST = 200000; // characters that are shown

  function asked(form) {
    let path = form.dataset.path;
    const query = new URLSearchParams();
    const data = new FormData();
    let body = null;
    for (const field of form.querySelectorAll("[data-place]")) {
      const { place } = field.dataset;
      if (place === "json") body = field.value;
      else if (place === "file") for (const file of field.files) data.append(field.name, file);
      else if (field.value !== "") {
        const values = "many" in field.dataset ? field.value.split(/[\s,，]+/).filter(Boolean) : [field.value];
        if (place === "path") path = path.replace(new RegExp(`\\{${field.name}(:path)?\\}`), encodeURIComponent(field.value).replaceAll("%2F", "/"));
        else for (const value of values) (place === "query" ? query : data).append(field.name, value);
      }
    }
    const method = form.dataset.method;
    const options = { method, headers: {} };
    if (method !== "GET") options.headers["X-Token"] = window.tiaokuan.token();
    if (body !== null) Object.assign(options, { body, headers: { ...options.headers, "Content-Type": "application/json" } });
    else if (method !== "GET") options.body = [...data.keys()].length ? data : undefined;
    return [path + (query.size ? `?${query}` : ""), options];
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("form.try");
    if (!form) return;
    event.preventDefault();
    const [address, options] = asked(form);
    const box = form.parentElement.querySelector(".answer");
    const [line, status, text] = [box.querySelector("code"), box.querySelector("b"), box.querySelector("pre")];
    line.textContent = `${options.method} ${decodeURI(address)}`;
    [status.textContent, text.textContent, box.hidden] = ["…", "", false];
    try {
      const answer = await fetch(address, options);
      const said = await answer.text();
      status.textContent = String(answer.status);
      let shown = said;
      try { shown = JSON.stringify(JSON.parse(said), null, 1); } catch { /* not JSON: as it is */ }
      text.textContent = shown.slice(0, MOST);
    } catch (error) {
      status.textContent = String(error);
    }
  });
})();
