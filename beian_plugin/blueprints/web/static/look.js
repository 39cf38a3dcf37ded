// A form with `data-look` is checked while it is typed, by the server and in its words, each field once it was visited.
"use strict";
(() => {
  const pause = 900, seen = new Set();
  let typing, looks = 0;

  async function look(where) {
    const mine = ++looks;
    try {
      const answer = await fetch(where.dataset.look, { method: "POST", body: new FormData(where), redirect: "error" });
      const found = answer.ok ? await answer.json() : null;
      if (found && mine === looks && where.isConnected) mark(where, found);
    } catch { /* offline: saving says it */ }
  }

  function mark(where, found) {
    for (const box of where.querySelectorAll(".field")) {
      const input = box.querySelector("input, select, textarea"), sentences = found[input.name] || [];
      const known = [...box.querySelectorAll("strong.error")].map((one) => one.textContent);
      const visited = seen.has(input.name) || box.classList.contains("wrong");
      if (visited && sentences.join("\n") !== known.join("\n")) put(where, box, input, sentences);
    }
  }

  // As the server's own pages show it.
  function put(where, box, input, sentences) {
    const id = `${input.name}-help`, group = box.querySelector("fieldset"), said = where.querySelector("[data-said]").dataset;
    const label = box.querySelector("label, legend").textContent.trim();
    let help = document.getElementById(id);
    if (!help) {
      help = Object.assign(document.createElement("p"), { id, className: "help" });
      box.append(help);
    }
    help.querySelectorAll(".error, .good").forEach((one) => one.remove());
    const texts = sentences.length ? sentences : [`✓ ${said.good}`];
    const tag = sentences.length ? ["strong", "error"] : ["span", "good"];
    help.prepend(...texts.flatMap((text) => [
      Object.assign(document.createElement(tag[0]), { className: tag[1], textContent: text }), " "]));
    box.classList.toggle("wrong", sentences.length > 0);
    (group || input).setAttribute("aria-describedby", id);
    if (!group && sentences.length) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
    for (const link of document.querySelectorAll("[role=alert] li a")) {
      if (link.getAttribute("href") === `#${input.name}`) link.parentElement.hidden = !sentences.length;
    }
    const list = document.querySelector("[role=alert] ul");
    if (list) list.parentElement.hidden = !list.querySelector("li:not([hidden])");
    where.querySelector("[data-said]").textContent = label + said.colon + (sentences.join(" ") || said.good);
  }

  function visit(event, wait) {
    const where = event.target.closest("form[data-look]");
    if (!where || !event.target.name) return;
    seen.add(event.target.name);
    clearTimeout(typing);
    typing = setTimeout(look, wait, where);
  }

  document.addEventListener("input", (event) => visit(event, pause));
  document.addEventListener("focusout", (event) => visit(event, 0));

  // The counties of a province that was chosen; without script a button loads them.
  async function counties(province) {
    const list = province.form.elements[province.name.replace(/province$/, "county")];
    const answer = await fetch(province.form.dataset.counties + (province.value || 0)).catch(() => null);
    if (!list || !answer || !answer.ok) return;
    const choices = (await answer.json()).map(([city, below]) => {
      const options = below.map(([code, name]) => new Option(name, code));
      if (!city) return options;
      const group = Object.assign(document.createElement("optgroup"), { label: city });
      group.append(...options);
      return [group];
    });
    list.replaceChildren(list.options[0], ...choices.flat());
    list.selectedIndex = 0;
  }

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-counties] select[name$='.province']")) counties(event.target);
  });

  function begin() {
    document.querySelectorAll("[data-without-script]").forEach((one) => { one.hidden = true; });
  }
  document.addEventListener("beian:page", begin);
  begin();
})();
