/*
 * Puts the reader's choice of theme, contrast and type size on <html> before the first paint. A file of its own
 * because the content security policy allows no script inside a page. The app reads and writes the same entry
 * (web/src/app/shell/display.ts).
 */
(function () {
  var chosen = {};
  try {
    chosen = JSON.parse(localStorage.getItem("rct-display") || "{}") || {};
  } catch (_) {
    chosen = {};
  }
  var asks = function (query) {
    return typeof matchMedia === "function" && matchMedia(query).matches;
  };
  var root = document.documentElement;
  var theme = chosen.theme || (asks("(prefers-color-scheme: dark)") ? "dark" : "light");
  var contrast = chosen.contrast || (asks("(prefers-contrast: more)") ? "more" : "standard");
  if (theme === "dark") root.setAttribute("data-theme", "dark");
  if (contrast === "more") root.setAttribute("data-contrast", "more");
  if (chosen.type === "large") root.setAttribute("data-type", "large");
})();
