// Keys of the desk; the list of them unfolds with ?. Everything works without.
"use strict";
const rows = Array.from(document.querySelectorAll("[data-row] a.row"));
const keys = document.querySelector("details.keys");
if (keys) keys.hidden = false;

// A scanner types the next code over one that was not taken.
const scanned = document.querySelector("[data-scan]");
if (scanned) scanned.select();

const walk = (step) => {
  if (!rows.length) return;
  const here = rows.indexOf(document.activeElement);
  rows[Math.min(Math.max(here + step, 0), rows.length - 1)].focus();
};
const named = (name) => {
  const row = document.activeElement.closest("[data-row]");
  return (row && row.querySelector(`[data-key="${name}"]`)) || document.querySelector(`main [data-key="${name}"]:not([data-row] *)`);
};
// Buttons that settle something are only reached by a key; Enter presses them.
const use = (target) => (target.matches("input, textarea, [data-reach]") ? target.focus() : target.click());

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, select, textarea")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (event.key === "j" || event.key === "k") return walk(event.key === "j" ? 1 : -1);
  if (event.key === "?" && keys) {
    keys.open = !keys.open;
    return;
  }
  const target = /^[a-z/]$/.test(event.key) && named(event.key);
  if (!target) return;
  event.preventDefault();
  use(target);
});
