/** What the server's pages do with a script: menu and text size. They work without it. */
import { SIZES, setTextSize, showTextSize, textSize } from "@/lib/preferences";

showTextSize();

for (const button of document.querySelectorAll<HTMLButtonElement>("[data-text-size]")) {
  const size = SIZES.find((each) => each === button.dataset.textSize);
  button.setAttribute("aria-pressed", String(size === textSize()));
  button.addEventListener("click", () => {
    if (!size) return;
    setTextSize(size);
    for (const other of document.querySelectorAll("[data-text-size]")) {
      other.setAttribute("aria-pressed", String(other === button));
    }
  });
}

const menu = document.querySelector<HTMLButtonElement>(".menu-btn");
menu?.addEventListener("click", () => {
  const open = menu.getAttribute("aria-expanded") !== "true";
  menu.setAttribute("aria-expanded", String(open));
  menu.closest(".head")?.classList.toggle("head-open", open);
});
