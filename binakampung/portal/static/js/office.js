// What every office page can do without being asked: the menu on a phone, and lists that sort, filter and copy.
import { makeTables } from "./tables.js";

const button = document.querySelector(".menu-button");
const menu = document.getElementById("menu");
if (button && menu) {
  document.documentElement.classList.add("has-menu");
  button.hidden = false;
  button.addEventListener("click", () => {
    const open = menu.classList.toggle("open");
    button.setAttribute("aria-expanded", String(open));
  });
}
makeTables(document);

// A form that takes a while says so, and is sent once.
for (const form of document.querySelectorAll("form[data-busy]")) {
  form.addEventListener("submit", () => {
    const sent = form.querySelector("button:not([type=button])");
    if (!sent) return;
    sent.textContent = form.dataset.busy;
    setTimeout(() => { sent.disabled = true; });
  });
}

for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());
