/** 予算と実績: the table fills itself from the receipts; other income is typed. */
import { YenField } from "@/components/field";
import { Kana } from "@/components/kana";
import { yen } from "@/lib/yen";
import { BudgetTable } from "./budget-table";
import { PartFrame } from "./frame";
import { say } from "./messages";
import { fieldId, rowsOf, textOf } from "./parts";
import { isOpen, useFault, useReport } from "./report-context";
import { Kept } from "./text-parts";
import { linesOf, totalsOf } from "./totals";

export function BudgetPart() {
  const { screen, draft, told } = useReport();
  const fault = useFault();
  const totals = totalsOf(linesOf(told.budget_actual), rowsOf(draft.data.rows));
  const income = textOf(draft.data.other_income);
  return (
    <PartFrame part="budget">
      <p>
        <Kana>{say.table.live}</Kana>
      </p>
      <BudgetTable totals={totals} />
      {isOpen(screen, "other_income") ? (
        <YenField
          id={fieldId("/other_income")}
          label={say.table.income}
          support={say.table.incomeHelp(yen(told.planned_income))}
          required={false}
          error={fault("/other_income")}
          value={income}
          onChange={(text) => draft.engine.set("other_income", text)}
        />
      ) : (
        <Kept label={say.table.income} text={income} />
      )}
    </PartFrame>
  );
}
