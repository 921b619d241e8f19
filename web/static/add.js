"use strict";
// Uploading: files and folders are dropped or chosen, listed, and sent with their progress. Without this the form works as it is.
(() => {
  const form = document.getElementById("upload");
  if (!form) return;
  const of = (id) => document.getElementById(id);
  const said = form.dataset;
  const drop = form.querySelector(".drop");
  const list = of("chosen");
  const SHOWN = 50;
  let chosen = [];  // [file, its path]
  let busy = false;

  drop.classList.add("ready");
  form.querySelector(".folder").classList.add("ready");

  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);
  const size = (bytes) => bytes < 1048576 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
  const total = () => chosen.reduce((sum, [file]) => sum + file.size, 0);
  const trouble = (text) => { of("trouble").textContent = text; };

  const draw = () => {
    list.hidden = !chosen.length;
    list.querySelector("span").textContent = filled(said.chosen, { n: chosen.length, size: size(total()) });
    const rows = chosen.slice(0, SHOWN).map(([file, path]) => {
      const row = document.createElement("li");
      const name = document.createElement("span");
      const bytes = document.createElement("small");
      name.textContent = path;
      bytes.textContent = size(file.size);
      row.append(name, bytes);
      return row;
    });
    if (chosen.length > SHOWN) {
      const row = document.createElement("li");
      row.textContent = filled(said.more, { n: chosen.length - SHOWN });
      rows.push(row);
    }
    list.querySelector("ul").replaceChildren(...rows);
    trouble(chosen.length > Number(said.files) ? said.tooMany : total() > Number(said.bytes) ? said.tooLarge : "");
  };
  const take = (files) => {
    const known = new Set(chosen.map(([file, path]) => `${path}\n${file.size}\n${file.lastModified}`));
    for (const [file, path] of files) if (!known.has(`${path}\n${file.size}\n${file.lastModified}`)) chosen.push([file, path]);
    draw();
  };

  for (const input of form.querySelectorAll("input[type=file]")) {
    input.addEventListener("change", () => {
      take([...input.files].map((file) => [file, file.webkitRelativePath || file.name]));
      input.value = "";
    });
  }
  of("clear").addEventListener("click", () => { chosen = []; draw(); of("files").focus(); });

  // what is dropped may be folders: walked through, as far as a thousand and one files
  const walk = async (entry, found) => {
    if (found.length > Number(said.files)) return;
    const path = entry.fullPath.replace(/^\//, "");
    if (entry.isFile) {
      const file = await new Promise((done) => entry.file(done, () => done(null)));
      if (file) found.push([file, path]);
      return;
    }
    const reader = entry.createReader();
    for (;;) {
      const some = await new Promise((done) => reader.readEntries(done, () => done([])));
      if (!some.length) return;
      for (const each of some) await walk(each, found);
    }
  };
  const within = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");
  for (const name of ["dragenter", "dragover"]) {
    document.addEventListener(name, (event) => {
      if (!within(event)) return;
      event.preventDefault();
      drop.classList.add("over");
    });
  }
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) drop.classList.remove("over"); });
  document.addEventListener("drop", async (event) => {
    if (!within(event)) return;
    event.preventDefault();
    drop.classList.remove("over");
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry()).filter(Boolean);
    const plain = [...event.dataTransfer.files].map((file) => [file, file.name]);
    if (!entries.length) { take(plain); return; }
    const found = [];
    for (const entry of entries) await walk(entry, found);
    take(found);
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (busy) return;
    if (!chosen.length) { trouble(said.nothing); return; }
    draw();
    if (of("trouble").textContent) return;
    const data = new FormData();
    data.append("token", window.tiaokuan.token());
    for (const [file, path] of chosen) data.append("files", file, path);
    const request = new XMLHttpRequest();
    const bar = of("sent");
    const rest = (text) => {
      busy = false;
      bar.hidden = true;
      of("sending").textContent = "";
      trouble(text);
    };
    busy = true;
    bar.hidden = false;
    bar.value = 0;
    request.upload.addEventListener("progress", (at) => {
      const percent = at.total ? Math.floor(100 * at.loaded / at.total) : 0;
      if (percent === bar.value) return;
      bar.value = percent;
      of("sending").textContent = percent % 10 ? of("sending").textContent : filled(said.uploading, { percent });
    });
    request.addEventListener("load", () => {
      let answer = {};
      try { answer = JSON.parse(request.responseText); } catch { /* what is no JSON is told by its status */ }
      if (request.status === 200 && answer.id) window.location.assign(`/jobs/${answer.id}`);
      else rest(answer.error || `${said.broken} (${request.status})`);
    });
    request.addEventListener("error", () => rest(said.broken));
    request.open("POST", "/api/add/files");
    request.setRequestHeader("X-Token", window.tiaokuan.token());
    request.send(data);
  });
})();
