/** A state in words with its mark. */
import type { ReactNode } from "react";
import { Icon, type IconName } from "./icon";
import { Kana } from "./kana";
import { say } from "./words";

export type Progress = "todo" | "partial" | "check" | "done";
const LOOK: Record<Progress | "late" | "record", [string, IconName | null]> = {
  todo: ["chip-todo", "ring"],
  partial: ["chip-now", "half"],
  check: ["chip-check", "warning"],
  done: ["chip-done", "tick"],
  late: ["chip-err", "warning"],
  record: ["chip-quiet", null],
};

export function Tag({ look, children }: { look: keyof typeof LOOK; children: ReactNode }) {
  const [className, icon] = LOOK[look];
  return (
    <span className={`chip ${className}`}>
      {icon ? <Icon name={icon} /> : null}
      <Kana>{children}</Kana>
    </span>
  );
}

/** まだ, 入力の途中, 確認が必要, 入力済み. */
export function ProgressTag({ progress }: { progress: Progress }) {
  return <Tag look={progress}>{say.status[progress]}</Tag>;
}

/** あと9日; orange from three days, red when past. `days` by the server's clock. */
export function DaysLeft({ days }: { days: number }) {
  if (days < 0) return <Tag look="late">{say.past(-days)}</Tag>;
  const text = days === 0 ? say.today : say.daysLeft(days);
  return days > 3 ? (
    <b>
      <Kana>{text}</Kana>
    </b>
  ) : (
    <b className="row-i soon">
      <Icon name="clock" />
      <Kana>{text}</Kana>
    </b>
  );
}
