/** A budget in diff mode: each category with what stands, what is typed and the difference, and the balance. */
import { useId } from "react";
import { DataTable } from "@/components/data-table";
import { FieldError, YenField } from "@/components/field";
import { Icon } from "@/components/icon";
import { Kana } from "@/components/kana";
import { yen } from "@/lib/yen";
import { say } from "./messages";
import { amountOf, type BudgetRow, newRow, type Rearranged, totalOf } from "./rows";

export function BudgetRows({
  budget,
  grant,
  errors,
  onChange,
}: {
  budget: Rearranged;
  /** Yen that the grant brings. */
  grant: number;
  /** By the id of the field. */
  errors: Readonly<Record<string, string>>;
  onChange: (budget: Rearranged) => void;
}) {
  const set = (key: string, part: Partial<BudgetRow>) =>
    onChange({ ...budget, rows: budget.rows.map((row) => (row.key === key ? { ...row, ...part } : row)) });
  const remove = (key: string) => onChange({ ...budget, rows: budget.rows.filter((row) => row.key !== key) });
  return (
    <div className="stack">
      <DataTable
        caption={say.caption}
        rows={budget.rows}
        rowKey={(row) => row.key}
        columns={[
          {
            key: "category",
            title: say.category,
            cell: (row) => <Category row={row} errors={errors} onSet={set} onRemove={remove} />,
          },
          {
            key: "before",
            title: say.before,
            right: true,
            cell: (row) => (row.before === null ? "—" : yen(row.before)),
          },
          {
            key: "after",
            title: say.after,
            right: true,
            cell: (row) => (
              <Cell
                id={`amount-${row.key}`}
                name={say.afterOf(row.category)}
                value={row.after}
                error={errors[`amount-${row.key}`]}
                figure
                onType={(after) => set(row.key, { after })}
              />
            ),
          },
          {
            key: "delta",
            title: say.delta,
            right: true,
            cell: (row) => signed(amountOf(row.after) - (row.before ?? 0)),
          },
        ]}
      />
      <p>
        <button
          type="button"
          className="btn btn-2 btn-m"
          onClick={() => onChange({ ...budget, rows: [...budget.rows, newRow()] })}
        >
          <Kana>{say.add}</Kana>
        </button>
      </p>
      <YenField
        id="other-income"
        label={say.income}
        support={say.incomeHelp}
        value={budget.income}
        error={errors["other-income"]}
        onChange={(income) => onChange({ ...budget, income })}
      />
      <Balance total={totalOf(budget.rows)} funds={grant + amountOf(budget.income)} />
    </div>
  );
}

/** +1,000円, −1,000円, 0円. */
export function signed(amount: number): string {
  return amount > 0 ? `+${yen(amount)}` : yen(amount);
}

function Category({
  row,
  errors,
  onSet,
  onRemove,
}: {
  row: BudgetRow;
  errors: Readonly<Record<string, string>>;
  onSet: (key: string, part: Partial<BudgetRow>) => void;
  onRemove: (key: string) => void;
}) {
  if (row.before !== null) return row.category;
  return (
    <>
      <Cell
        id={`category-${row.key}`}
        name={say.newCategory}
        value={row.category}
        error={errors[`category-${row.key}`]}
        onType={(category) => onSet(row.key, { category })}
      />
      <button
        type="button"
        className="btn btn-3 btn-m"
        aria-label={say.removeOf(row.category)}
        onClick={() => onRemove(row.key)}
      >
        <Icon name="trash" />
        <Kana>{say.remove}</Kana>
      </button>
    </>
  );
}

function Cell({
  id,
  name,
  value,
  error,
  figure = false,
  onType,
}: {
  id: string;
  name: string;
  value: string;
  error: string | undefined;
  figure?: boolean;
  onType: (text: string) => void;
}) {
  const told = useId();
  return (
    <div>
      <input
        id={id}
        className={figure ? "input num r" : "input"}
        inputMode={figure ? "numeric" : "text"}
        autoComplete="off"
        aria-label={name}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? told : undefined}
        value={value}
        onChange={(event) => onType(event.target.value)}
      />
      <FieldError id={told} error={error} />
    </div>
  );
}

function Balance({ total, funds }: { total: number; funds: number }) {
  const gap = total - funds;
  const text = gap === 0 ? say.even : gap > 0 ? say.over(yen(gap)) : say.under(yen(-gap));
  return (
    <dl className="dl2">
      <div>
        <dt>
          <Kana>{say.total}</Kana>
        </dt>
        <dd className="num">{yen(total)}</dd>
      </div>
      <div>
        <dt>
          <Kana>{say.funds}</Kana>
        </dt>
        <dd>
          <span className="num">{yen(funds)}</span>
          <br />
          {text}
        </dd>
      </div>
    </dl>
  );
}
