/** A draft as it is read back before it is filed. */
import { saysNothing } from "@/lib/budget/faults";
import { isRow, pathOf } from "@/lib/draft/places";
import type { DraftData, Json } from "@/lib/draft/types";
import { yen } from "@/lib/yen";
import { say } from "./messages";
import { documentLabel, labelOf, rowsOf, type Screen, type TaskKey, textOf, wordsOf } from "./tasks";

export interface Answer {
  key: string;
  label: string;
  value: string;
}

const TEXTS: Readonly<Partial<Record<TaskKey, readonly string[]>>> = {
  project: ["title", "summary", "purpose", "activities"],
  outcome: ["outcome", "continuation"],
};

export function answersOf(task: TaskKey, screen: Screen, data: DraftData): Answer[] {
  const texts = (TEXTS[task] ?? []).map((field) =>
    answer(field, labelOf(field, screen), textOf(data[field])),
  );
  switch (task) {
    case "group":
      return groupAnswers(screen);
    case "project":
      return [...texts, ...projectAnswers(screen, data)];
    case "plan":
      return rowAnswers("schedule", ["date", "what", "place"], screen, data);
    case "outcome":
      return [...texts, ...rowAnswers("indicators", ["name", "target", "unit"], screen, data)];
    case "budget":
      return budgetAnswers(screen, data);
    case "files":
      return screen.documents.map((document) =>
        answer(
          String(document.id),
          documentLabel(document.document_code, screen) || say.fields.documents,
          document.name,
        ),
      );
    case "consents":
      return screen.form.consents.map((consent) =>
        answer(
          consent.kind,
          consent.label,
          wordsOf(data.consents).includes(consent.kind) ? say.check.agreed : "",
        ),
      );
  }
}

const answer = (key: string, label: string, value: string): Answer => ({ key, label, value });

function groupAnswers({ group }: Screen): Answer[] {
  return [
    answer(
      "name",
      group.name,
      [group.representative, group.postal_code, group.address, group.phone, group.email]
        .filter(Boolean)
        .join("\n"),
    ),
  ];
}

function projectAnswers(screen: Screen, data: DraftData): Answer[] {
  const answers = isRow(data.answers) ? data.answers : {};
  const asked = screen.round.questions.filter(
    (question) => !question.department || question.department === screen.application.department.code,
  );
  return [
    answer("tags", say.fields.tags, wordsOf(data.tags).join("、")),
    answer("continuing", say.fields.continuing, data.continuing === true ? say.check.yes : say.check.no),
    ...asked.map((question) =>
      answer(
        `answers/${question.code}`,
        labelOf(pathOf("answers", question.code), screen),
        textOf(answers[question.code]),
      ),
    ),
  ];
}

function rowAnswers(field: string, cells: readonly string[], screen: Screen, data: DraftData): Answer[] {
  const rows = writtenRows(data[field]);
  if (rows.length === 0) return [answer(field, labelOf(field, screen), "")];
  return rows.map(({ row, index }) =>
    answer(
      textOf(row.key),
      labelOf(`${field}/${index}`, screen),
      cells
        .map((cell) => textOf(row[cell]))
        .filter(Boolean)
        .join("　"),
    ),
  );
}

function budgetAnswers(screen: Screen, data: DraftData): Answer[] {
  const requested = numberOf(data.requested);
  const expenses = writtenRows(data.expenses).map(({ row, index }) => {
    const amount = (numberOf(row.unit_price) ?? 0) * (numberOf(row.quantity) ?? 0);
    const parts = [
      textOf(row.category),
      textOf(row.description),
      `${textOf(row.unit_price)} × ${textOf(row.quantity)}`,
      yen(amount),
    ];
    return {
      amount,
      told: answer(textOf(row.key), labelOf(`expenses/${index}`, screen), parts.filter(Boolean).join("　")),
    };
  });
  const income = writtenRows(data.income).map(({ row, index }) => {
    const amount = numberOf(row.amount);
    const parts = [textOf(row.category), textOf(row.description), amount === null ? "" : yen(amount)];
    return answer(textOf(row.key), labelOf(`income/${index}`, screen), parts.filter(Boolean).join("　"));
  });
  return [
    answer("requested", say.fields.requested, requested === null ? textOf(data.requested) : yen(requested)),
    ...income,
    ...expenses.map(({ told }) => told),
    answer("total", say.check.total, yen(expenses.reduce((sum, { amount }) => sum + amount, 0))),
  ];
}

/** The rows that say something, with their places in the list. */
function writtenRows(value: Json | undefined) {
  return rowsOf(value)
    .map((row, index) => ({ row, index }))
    .filter(({ row }) => !saysNothing(row));
}

/** A whole number as people type it; null for anything else. */
function numberOf(value: Json | undefined): number | null {
  const text = textOf(value)
    .normalize("NFKC")
    .replace(/[,，\s円¥]/g, "");
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}
