// Runs before the first paint, so that a chosen theme never flashes. Without a choice, the system's theme holds.
try {
  const theme = localStorage.getItem("keyglass.theme");
  if (theme === "light" || theme === "dark" || theme === "presenter") document.documentElement.dataset.theme = theme;
} catch {
  // Storage is closed to this page: the system's theme holds.
}
// The page comes with the frame of its first place, which is not for any other address.
if (document.currentScript?.getAttribute("src") !== `${location.pathname}theme.js`) {
  document.documentElement.dataset.elsewhere = "";
}
