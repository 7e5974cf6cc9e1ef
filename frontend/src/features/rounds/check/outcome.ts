/** What the answers of a check come to. Pure. */
import type { CheckAnswer, CheckDepartment, CheckQuestion } from "@/lib/round-check";

export type Answers = Readonly<Record<string, string>>;
export type Status = CheckAnswer["status"];

export interface Chosen {
  readonly question: CheckQuestion;
  readonly answer: CheckAnswer;
}

export function chosenOf(department: CheckDepartment, answers: Answers): Chosen[] {
  return department.questions.flatMap((question) => {
    const answer = question.answers.find((one) => one.code === answers[question.code]);
    return answer ? [{ question, answer }] : [];
  });
}

/** One no is enough; a question without an answer is not known. */
export function outcomeOf(department: CheckDepartment, answers: Answers): Status {
  const chosen = chosenOf(department, answers);
  if (chosen.some(({ answer }) => answer.status === "failed")) return "failed";
  const open = chosen.length < department.questions.length;
  return open || chosen.some(({ answer }) => answer.status === "unknown") ? "unknown" : "ok";
}

/** The terms of the award that is applied for: the first, unless an answer says another. */
export function termsFor(department: CheckDepartment, answers: Answers): CheckDepartment["terms"] {
  const said = chosenOf(department, answers).find(({ answer }) => answer.nth !== null);
  return { ...department.terms, nth: said?.answer.nth ?? department.terms.nth };
}

/** The first question without an answer, or their number when all have one. */
export function firstOpen(department: CheckDepartment, answers: Answers): number {
  const at = department.questions.findIndex(
    (question) => !question.answers.some((answer) => answer.code === answers[question.code]),
  );
  return at < 0 ? department.questions.length : at;
}
