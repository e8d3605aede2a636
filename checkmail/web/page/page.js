// Starts the terminal once its font is there, and keeps every key for it: a scanner types wherever the focus is.
"use strict";

const start = window.onload;

function takeFocus() {
  const keys = document.querySelector(".xterm-helper-textarea");
  if (keys && document.activeElement !== keys) keys.focus({ preventScroll: true });
}

window.onload = async (event) => {
  // The terminal measures a column when it opens and never again.
  const fonts = ["Roboto Mono", "Monaco", "Courier New"].map((name) => document.fonts.load(`16px "${name}"`, "W漢○①"));
  await Promise.allSettled(fonts);
  start(event);
  takeFocus();
  window.addEventListener("focus", takeFocus);
  document.addEventListener("pointerup", takeFocus);
  document.addEventListener("focusout", () => queueMicrotask(takeFocus));
};

// F1 to F12 belong to the screens, also in a moment without focus: F5 would otherwise load the page anew.
window.addEventListener("keydown", (event) => {
  if (/^F\d+$/.test(event.key)) event.preventDefault();
});
