// Works out every case of standard input ([{draft, terms, committee}]) as the browser does; one answer each.
import { readFileSync } from 'node:fs';
import { awardAmount, ceiling, hintsOf } from '../../frontend/src/lib/budget/amounts.ts';
import { readBudget } from '../../frontend/src/lib/budget/budget.ts';

const cases = JSON.parse(readFileSync(0, 'utf8'));
const answers = cases.map(({ draft, terms, committee }) => {
  const budget = readBudget(draft, terms);
  const top = ceiling(budget.figures, terms);
  return {
    budget,
    working: awardAmount(budget.figures, terms, budget.requested, committee),
    ceiling: top,
    hints: hintsOf(budget.requested, top, budget.figures, terms),
  };
});
process.stdout.write(JSON.stringify(answers));
