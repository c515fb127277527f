// The page of a long text comes in parts: who came for a line that was not there yet is brought to it once it is.
const isMissing = () => location.hash.startsWith("#provision-") && !document.getElementById(location.hash.slice(1));
let isWaiting = isMissing();
window.addEventListener("hashchange", () => {
  isWaiting = isMissing();
});
document.addEventListener("htmx:afterSettle", () => {
  if (!isWaiting || isMissing()) return;
  isWaiting = false;
  location.replace(location.hash);
});
