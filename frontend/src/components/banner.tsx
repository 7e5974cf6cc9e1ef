/** News of one sentence: what happened and what one can do. */
import type { ReactNode } from "react";
import { Icon, type IconName } from "./icon";
import { Kana } from "./kana";

const ICONS: Record<"info" | "ok" | "warn" | "err", IconName> = {
  info: "info",
  ok: "tick",
  warn: "warning",
  err: "warning",
};

export function Banner({
  kind,
  title,
  live = false,
  children,
}: {
  kind: keyof typeof ICONS;
  title: ReactNode;
  /** Read out when it appears. */
  live?: boolean;
  children?: ReactNode;
}) {
  return (
    <div className={`note note-${kind}`} role={live ? (kind === "err" ? "alert" : "status") : undefined}>
      <Icon name={ICONS[kind]} />
      <div>
        <p className="note-title">
          <Kana>{title}</Kana>
        </p>
        <Kana>{children}</Kana>
      </div>
    </div>
  );
}

/** Nothing here: why, and what to do next. */
export function Empty({ children }: { children: ReactNode }) {
  return (
    <div className="empty stack">
      <Kana>{children}</Kana>
    </div>
  );
}
