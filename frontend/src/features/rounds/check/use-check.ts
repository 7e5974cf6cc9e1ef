/** Where somebody is in a check, and what they answered: kept on the device, so that nothing is asked twice. */
import { useCallback, useEffect, useState } from "react";
import { answersKept, keepAnswers } from "@/lib/carried";
import type { CheckDepartment, RoundCheck } from "@/lib/round-check";
import { NOTHING, type Typed } from "./figures";
import { type Answers, firstOpen } from "./outcome";

export interface CheckState {
  readonly department: number | null;
  readonly answers: Answers;
  /** 0…n-1 a question, n the result; -1 the department. */
  readonly at: number;
  readonly typed: Typed;
}

function isState(value: unknown): value is CheckState {
  return (
    typeof value === "object" && value !== null && "answers" in value && "typed" in value && "at" in value
  );
}

export function offeredOf(check: RoundCheck): CheckDepartment[] {
  return check.departments.filter((row) => row.offered);
}

/** Where one begins: at the department, where there is more than one. */
export function beginning(check: RoundCheck): CheckState {
  const offered = offeredOf(check);
  const only = offered.length === 1 ? (offered[0]?.id ?? null) : null;
  return { department: only, answers: {}, at: only === null ? -1 : 0, typed: NOTHING };
}

/** What was kept, as far as the call still asks it. */
export function resumed(check: RoundCheck, kept: unknown): CheckState {
  const fresh = beginning(check);
  if (!isState(kept)) return fresh;
  const department = offeredOf(check).find((row) => row.id === kept.department);
  if (!department) return { ...fresh, typed: { ...NOTHING, ...kept.typed } };
  const at = Math.min(kept.at, firstOpen(department, kept.answers));
  return { department: department.id, answers: kept.answers, at, typed: { ...NOTHING, ...kept.typed } };
}

export function useCheck(check: RoundCheck) {
  const round = String(check.id);
  const [state, setState] = useState(() => resumed(check, answersKept(round)));
  useEffect(() => keepAnswers(round, state), [round, state]);
  const change = useCallback((part: Partial<CheckState>) => setState((now) => ({ ...now, ...part })), []);
  const department = offeredOf(check).find((row) => row.id === state.department) ?? null;
  return { state, change, department };
}
