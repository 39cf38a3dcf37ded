// A page that waits for somebody else asks every 20 seconds whether anything happened, and loads itself again then.
// What is being typed is never lost: the first key stops the asking.
"use strict";
(() => {
  const shown = document.querySelector("[data-watch]");
  if (!shown) return;
  const usual = 20000, longest = 300000;
  let pause = usual, typed = false;
  document.addEventListener("input", () => { typed = true; });
  const look = async () => {
    if (typed) return;
    if (!document.hidden) {
      try {
        const answer = await fetch(shown.dataset.watch, { cache: "no-store", redirect: "error" });
        if (!answer.ok) throw new Error(answer.status);
        if ((await answer.json()).now !== shown.dataset.now && !typed) { location.reload(); return; }
        pause = usual;
      } catch {
        pause = Math.min(2 * pause, longest);
      }
    }
    setTimeout(look, pause);
  };
  setTimeout(look, Number(shown.dataset.first) || usual);
})();
