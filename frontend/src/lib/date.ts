/** Days and times as people read them, in Japan's time: 2027年5月31日（月）17:00. */
import { language } from "./language";

const ZONE = "Asia/Tokyo";
const locale = language === "en" ? "en-GB" : "ja-JP";

const DAY: Intl.DateTimeFormatOptions = {
  timeZone: ZONE,
  year: "numeric",
  month: "long",
  day: "numeric",
  weekday: "short",
};
const CLOCK: Intl.DateTimeFormatOptions = {
  timeZone: ZONE,
  hour: "2-digit",
  minute: "2-digit",
  hour12: false,
};
const dayFormat = new Intl.DateTimeFormat(locale, DAY);
const shortFormat = new Intl.DateTimeFormat(locale, { timeZone: ZONE, month: "long", day: "numeric" });
const clockFormat = new Intl.DateTimeFormat(locale, CLOCK);
const secondsFormat = new Intl.DateTimeFormat(locale, { ...CLOCK, second: "2-digit" });

/** An instant (ISO 8601 with zone), or a day (`2027-05-31`), which is that day in Japan. */
export function instant(text: string): Date {
  return new Date(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00+09:00` : text);
}

/** 2027年5月31日（月） */
export function day(text: string): string {
  const said = dayFormat.format(instant(text));
  return language === "ja" ? said.replace("(", "（").replace(")", "）") : said;
}

/** 5月31日 */
export function shortDay(text: string): string {
  return shortFormat.format(instant(text));
}

/** 17:00 */
export function clock(at: string | Date): string {
  return clockFormat.format(typeof at === "string" ? instant(at) : at);
}

/** 2027年5月31日（月）17:00 */
export function moment(text: string): string {
  return language === "ja" ? `${day(text)}${clock(text)}` : `${day(text)}, ${clock(text)}`;
}

/** 2027年5月31日（月）17:00:03 */
export function exactMoment(text: string): string {
  const at = secondsFormat.format(instant(text));
  return language === "ja" ? `${day(text)}${at}` : `${day(text)}, ${at}`;
}

const DAY_MS = 86_400_000;

/** Days of the calendar in Japan from `now` to `text`: 0 today, negative when past. */
export function daysUntil(text: string, now: Date): number {
  const number = (at: Date) => Math.floor((at.getTime() + 9 * 3_600_000) / DAY_MS);
  return number(instant(text)) - number(now);
}

/** A day as people type it, from `2016-05-01`; the server reads it back. */
export const writtenDay = (day: string): string =>
  language === "en" ? day : day.replace(/^(\d+)-0?(\d+)-0?(\d+)$/, "$1年$2月$3日");
