// Keys of the queue: j and k move along the filings, Enter opens. Everything works without them.
"use strict";
const rows = Array.from(document.querySelectorAll("[data-row] a.row"));
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
  const step = { j: 1, k: -1 }[event.key];
  if (!step || !rows.length) return;
  const here = rows.indexOf(document.activeElement);
  rows[Math.min(Math.max(here + step, 0), rows.length - 1)].focus();
});
