/** The eight stages of an application's way, as a timeline. */
import type { ReactNode } from "react";
import type { IconName } from "@/components/icon";
import { DaysLeft } from "@/components/tag";
import { type Stage, Timeline } from "@/components/timeline";
import { day, exactMoment, moment } from "@/lib/date";
import { now } from "@/lib/server-clock";
import { say } from "./messages";
import type { WayStage } from "./queries";

const ICONS: Record<string, IconName> = {
  payment: "bank",
  report: "file",
  settlement: "tick",
  claim: "pencil",
};

/** `children` stands in the stage that is now. */
export function Way({ stages, children }: { stages: readonly WayStage[]; children?: ReactNode }) {
  return <Timeline stages={stages.map((stage) => shown(stage, children))} />;
}

function shown(stage: WayStage, children: ReactNode): Stage {
  const isNow = stage.state === "now";
  return {
    key: stage.code,
    title: stage.label,
    state: stage.state === "ended" ? "now" : stage.state,
    when: when(stage),
    ...(ICONS[stage.code] ? { icon: ICONS[stage.code] as IconName } : {}),
    children: (
      <>
        {stage.note ? <p>{stage.note}</p> : null}
        {isNow ? <Days stage={stage} /> : null}
        {isNow ? children : null}
      </>
    ),
  };
}

function when(stage: WayStage): ReactNode {
  if (stage.done_at) return exactMoment(stage.done_at);
  if (stage.done_on) return day(stage.done_on);
  if (stage.state === "now") return stage.holder_label;
  if (stage.due_at) return say.due(day(stage.due_at));
  if (stage.expected_on) return say.expected(day(stage.expected_on));
  return stage.state === "ended" ? say.endedMark : undefined;
}

function Days({ stage }: { stage: WayStage }) {
  if (stage.due_at) {
    const text = stage.code === "received" ? say.deadline(moment(stage.due_at)) : say.due(day(stage.due_at));
    return (
      <p className="due mt2">
        <span>{text}</span>
        {stage.days_left === null ? null : <DaysLeft days={stage.days_left} />}
      </p>
    );
  }
  if (!stage.expected_on) return null;
  const late = new Date(`${stage.expected_on}T23:59:59+09:00`) < now();
  return <p className="sub">{late ? say.late : say.expected(day(stage.expected_on))}</p>;
}
