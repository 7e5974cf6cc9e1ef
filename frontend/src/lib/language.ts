/** The page's language, set by the server in `<html lang>`; changing it loads the page anew. */
export type Language = "ja" | "en";

export const language: Language =
  typeof document !== "undefined" && document.documentElement.lang === "en" ? "en" : "ja";

type Words = Record<string, unknown>;
/** The same keys; text for text, a function with the same arguments for a function. */
type Same<T> = {
  [K in keyof T]: T[K] extends string
    ? string
    : T[K] extends (...args: infer A) => infer R
      ? (...args: A) => R
      : Same<T[K]>;
};

/** A feature's words: both languages side by side, and out comes the page's. */
export function words<T extends Words>(ja: T, en: Same<T>): Same<T> {
  return language === "en" ? en : (ja as unknown as Same<T>);
}

/** Django's cookie: the application's page and the API follow it; the pages for reading have `?lang=`. */
export function rememberLanguage(next: Language): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox and Safari
  document.cookie = `django_language=${next};path=/;max-age=31536000;samesite=lax`;
}

export function choose(next: Language): void {
  rememberLanguage(next);
  location.reload();
}
