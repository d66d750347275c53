// Comfort only: Escape closes a panel, arrows go from cell to cell, and the focus follows what is opened.
"use strict";
const panel = () => document.querySelector(".panel:target");
let opener = null;
addEventListener("hashchange", () => {
  const open = panel();
  if (open) open.focus();
  else if (opener) opener.focus();
});
addEventListener("click", (event) => {
  const link = event.target.closest(".grid a");
  if (link) opener = link;
});
addEventListener("keydown", (event) => {
  const open = panel();
  if (event.key === "Escape" && open) {
    open.querySelector(".close").click();
    return;
  }
  const cell = document.activeElement.closest(".grid td");
  if (!cell || open) return;
  const row = cell.parentElement;
  const across = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const down = { ArrowUp: row.previousElementSibling, ArrowDown: row.nextElementSibling }[event.key];
  const next = across ? row.cells[cell.cellIndex + across] : down && down.cells[cell.cellIndex];
  const link = next && next.querySelector("a");
  if (link) {
    link.focus();
    event.preventDefault();
  }
});
