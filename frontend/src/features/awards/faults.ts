/** What the server refuses, by field: some refusals name several fields, others are about one. */
import type { Fault, Problem } from "@/lib/problem";

export function faultsOf(problem: Problem | null): readonly Fault[] {
  if (!problem) return [];
  if (problem.faults.length > 0) return problem.faults;
  const pointer = problem.body.pointer;
  return typeof pointer === "string" && pointer
    ? [{ pointer, code: problem.code, text: problem.message }]
    : [];
}
