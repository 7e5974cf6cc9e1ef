/** What the server's pages do with a script: menu, text size, what the device remembers. They work without it. */
import { rememberLanguage } from "@/lib/language";
import { furigana, SIZES, setFurigana, setTextSize, showTextSize, textSize } from "@/lib/preferences";

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

const menu = document.querySelector<HTMLAnchorElement>(".menu-btn");
if (menu) {
  // A link to the menu becomes the button that opens it in place.
  menu.setAttribute("role", "button");
  menu.setAttribute("aria-controls", "menu");
  menu.setAttribute("aria-expanded", "false");
  const toggle = (event: Event) => {
    event.preventDefault();
    const open = menu.getAttribute("aria-expanded") !== "true";
    menu.setAttribute("aria-expanded", String(open));
    menu.closest(".head")?.classList.toggle("head-open", open);
  };
  menu.addEventListener("click", toggle);
  menu.addEventListener("keydown", (event) => {
    if (event.key === " ") toggle(event);
  });
}

// The application follows the language chosen here; these pages have it in their address.
for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-language]")) {
  link.addEventListener("click", () => rememberLanguage(link.dataset.language === "en" ? "en" : "ja"));
}

// ふりがな are in these pages' address, too; here they follow what the device remembers, and it what is chosen.
for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-furigana]")) {
  link.addEventListener("click", () => setFurigana(link.dataset.furigana === "on"));
}
const wanted = document.querySelector<HTMLAnchorElement>("a[data-furigana=on]");
if (wanted && furigana() && !new URLSearchParams(location.search).has("furigana")) {
  location.replace(wanted.href + location.hash);
}

for (const button of document.querySelectorAll<HTMLButtonElement>("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
