/** Whole yen and exact fractions: reading what people type, and writing figures as they are read. */

const DASHES = "-ーｰ‐‑‒–—―−－";
// What Python's str.split() takes for a space; JavaScript's \s has U+FEFF too, and lacks the separators.
const SPACES = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
// eslint-disable-next-line no-control-regex -- the control characters that count as spaces are meant
const SPACE = new RegExp(`[${SPACES}]+`, "gu");
const INTEGER = /^([△▲-]?)[¥\\]?([△▲-]?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)円?$/u;

/** Whether a text holds nothing but spaces. */
export function isBlank(text: string): boolean {
  return text.replace(SPACE, "") === "";
}

/** Half-width for the full-width signs that a number may hold, and one kind of dash. */
function folded(text: string): string {
  let result = "";
  for (const char of text.replace(SPACE, "")) {
    const code = char.codePointAt(0) ?? 0;
    if (DASHES.includes(char)) result += "-";
    else if (char === "￥") result += "¥";
    else result += code >= 0xff01 && code <= 0xff5e ? String.fromCodePoint(code - 0xfee0) : char;
  }
  return result;
}

/**
 * A whole number as people type it: １，２３４円, ¥1,234, △500, −500. Null for anything else: fractions, two
 * signs, commas in the wrong place. A number beyond what a number can hold exactly comes as ±Infinity.
 */
export function parseInteger(value: unknown): number | null {
  if (typeof value === "number") {
    if (!Number.isInteger(value)) return null;
    return Number.isSafeInteger(value) ? value : value * Infinity;
  }
  if (typeof value !== "string") return null;
  const found = INTEGER.exec(folded(value));
  if (!found) return null;
  const [, before, after, digits = ""] = found;
  if (before && after) return null;
  const size = Number(digits.replaceAll(",", ""));
  const exact = Number.isSafeInteger(size) ? size : Infinity;
  return (before || after) && exact !== 0 ? -exact : exact;
}

/** 1234567 → 1,234,567. */
export function grouped(value: number | bigint): string {
  return String(value).replace(/\B(?=(?:[0-9]{3})+$)/gu, ",");
}

/** 1,234,567円; a negative figure as △1,000円. */
export function yen(value: number): string {
  return value < 0 ? `△${grouped(-value)}円` : `${grouped(value)}円`;
}

/** An exact fraction, the denominator above 0. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** `3/4` or `1`, as the server writes rates. */
export function fraction(text: string): Fraction {
  const [numerator = "", denominator = "1"] = text.split("/");
  return { numerator: BigInt(numerator), denominator: BigInt(denominator) };
}

/** ⌊value / unit⌋ × unit of a value that is not negative. */
export function floorUnit(value: number, unit: number): number {
  return value - (value % unit);
}

/** ⌊base × rate⌋ in whole yen, of a base that is not negative. */
export function timesRate(base: number, rate: Fraction): number {
  return Number((BigInt(base) * rate.numerator) / rate.denominator);
}

/** base × rate as people write it: 457,200, 66,666.6… */
export function exactProduct(base: number, rate: Fraction): string {
  const product = BigInt(base) * rate.numerator;
  const whole = grouped(product / rate.denominator);
  const rest = product % rate.denominator;
  if (rest === 0n) return whole;
  const tenths = rest * 10n;
  const ends = tenths % rate.denominator === 0n;
  return `${whole}.${tenths / rate.denominator}${ends ? "" : "…"}`;
}
