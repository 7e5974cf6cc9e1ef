/** 文字の大きさ and the rest that a device remembers; used by the server's pages and the application alike. */
export type TextSize = "normal" | "large" | "largest";

export const SIZES: readonly TextSize[] = ["normal", "large", "largest"];
const KEY = "machitane.text-size";
const READINGS = "machitane.furigana";

export function remembered(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // storage may be forbidden
  }
}

export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // then it holds for this page
  }
}

export function textSize(): TextSize {
  const kept = remembered(KEY);
  return SIZES.find((size) => size === kept) ?? "normal";
}

export function setTextSize(size: TextSize): void {
  remember(KEY, size);
  showTextSize();
}

export function showTextSize(): void {
  document.documentElement.dataset.size = textSize();
}

/** ふりがな: one switch for the application and the pages for reading, which have it in their address. */
export function furigana(): boolean {
  return document.documentElement.lang !== "en" && remembered(READINGS) === "on";
}

export function setFurigana(on: boolean): void {
  remember(READINGS, on ? "on" : "off");
}
