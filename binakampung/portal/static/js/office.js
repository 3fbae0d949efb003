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
