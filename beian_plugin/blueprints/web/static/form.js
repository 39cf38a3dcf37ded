// Forms that lose nothing: one with `data-send` (seconds to wait for an answer) is sent without leaving the page, and
// again where that fails. Nothing is kept in the browser; without script the same forms work by loading pages.
"use strict";
(() => {
  const first = 2, longest = 60, largest = 20e6;
  let form, button, tries = 0, timer, busy = false, unsaved = false, renewed = false;

  const part = (name, inside = form) => inside.querySelector(`[data-${name}]`);
  const words = (name, number = "") => part("status").dataset[name].replace("{n}", number);
  const say = (text) => { part("status").textContent = text; };

  addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });

  // Sending.
  function send() {
    clearTimeout(timer);
    const data = new FormData(form), request = new XMLHttpRequest(), bar = form.querySelector("progress");
    if (button && button.name) data.append(button.name, button.value);
    request.open("POST", form.getAttribute("action"));
    request.setRequestHeader("Beian-Send", "script");
    request.timeout = 1000 * form.dataset.send;
    bar.hidden = !form.querySelector("input[type=file]");
    request.upload.onprogress = (event) => { bar.value = event.loaded / event.total; };
    request.onload = () => answered(request);
    request.onerror = request.ontimeout = later;
    request.onloadend = () => { bar.hidden = true; };
    busy = unsaved = true;
    say(words("sending"));
    request.send(data);
  }

  function later() {
    busy = false;
    if (!form.isConnected) return;
    const wait = Math.min(first * 2 ** tries++, longest);
    say(words("later", wait));
    timer = setTimeout(send, 1000 * wait);
  }

  function answered(request) {
    const json = (request.getResponseHeader("Content-Type") || "").startsWith("application/json");
    const said = json ? JSON.parse(request.responseText) : {};
    busy = false;
    if (said.location) {
      unsaved = false;
      location.assign(said.location);
    } else if (request.status === 401) {
      signIn(said.sign_in);
    } else if (request.status === 400 && !renewed) {
      renew();
    } else if (request.status >= 500 || request.status === 429) {
      later();
    } else if (request.status < 400 || request.status === 422) {
      show(request.responseText);
    } else {
      say(words("refused", request.status));
    }
  }

  // The page was too old: the same page has a fresh token for whoever is signed in now.
  async function renew() {
    busy = renewed = true;
    try {
      const answer = await fetch(location.href, { headers: { "Beian-Send": "script" }, cache: "no-store" });
      if (answer.status === 401) return signIn((await answer.json().catch(() => ({}))).sign_in);
      const fresh = parsed(await answer.text()).querySelector("[name=csrf_token]");
      busy = false;
      if (!fresh) return say(words("refused", 400));
      for (const token of document.querySelectorAll("[name=csrf_token]")) token.value = fresh.value;
      send();
    } catch {
      renewed = false;
      later();
    }
  }

  function signIn(address) {
    busy = false;
    const dialog = part("signed-out"), link = dialog.querySelector("a");
    link.hidden = !address;
    if (address) link.href = address;
    say(document.getElementById("signed-out").textContent);
    if (!dialog.open) dialog.showModal();
  }

  const parsed = (text) => new DOMParser().parseFromString(text, "text/html");

  // The server's page in place of this one: what it found wrong, or what it decided.
  function show(text) {
    const page = parsed(text), main = page.querySelector("main");
    if (!main) return say(words("refused", ""));
    unsaved = false;
    document.title = page.title;
    document.querySelector("main").replaceWith(main);
    begin();
    scrollTo(0, 0);
    (main.querySelector("[role=alert] a, [aria-invalid=true]") || main).focus();
  }

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-send]")) return;
    event.preventDefault();
    if (busy) return;
    form = event.target;
    button = event.submitter;
    tries = 0;
    renewed = false;
    send();
  });

  document.addEventListener("click", (event) => {
    if (!event.target.matches("[data-again]")) return;
    event.target.closest("dialog").close();
    renewed = false;
    if (!busy) send();
  });

  // A page is asked of a PDF alone; a picture is shown before it is sent.
  function chosen(input) {
    const file = input.files[0], page = input.form.elements.page, box = input.closest(".field");
    if (page) page.closest(".field").hidden = !file || file.type !== "application/pdf";
    box.querySelector("img")?.remove();
    if (!file || !file.type.startsWith("image/") || file.size > largest) return;
    const reader = new FileReader();
    reader.onload = () => box.append(Object.assign(new Image(), { src: reader.result, alt: file.name, className: "preview" }));
    reader.readAsDataURL(file);
  }

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-send] input[type=file]")) chosen(event.target);
  });

  function begin() {
    document.querySelectorAll("[data-send] input[type=file]").forEach(chosen);
    document.dispatchEvent(new Event("beian:page"));
  }
  begin();
})();
