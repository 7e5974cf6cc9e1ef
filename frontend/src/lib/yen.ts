/** Money on screens: whole yen. `1234567` → `1,234,567円`; below zero `△1,234円`; in English `¥1,234,567`, `−¥1,234`. */
import { language } from "./language";

const grouped = new Intl.NumberFormat("ja-JP");

export function figure(amount: number): string {
  return amount < 0 ? `△${grouped.format(-amount)}` : grouped.format(amount);
}

export function yen(amount: number): string {
  if (language !== "en") return `${figure(amount)}円`;
  return amount < 0 ? `−¥${grouped.format(-amount)}` : `¥${grouped.format(amount)}`;
}
