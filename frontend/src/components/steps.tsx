/** Where one is in a row of steps; a phone shows the present one only. */
import { Icon } from "./icon";
import { Kana } from "./kana";
import { say } from "./words";

export function Steps({
  titles,
  at,
  label = say.steps,
  finished,
}: {
  titles: readonly string[];
  at: number;
  label?: string;
  /** Where steps can be taken in any order: which ones are done. Otherwise all before the present one. */
  finished?: readonly boolean[];
}) {
  const isDone = (index: number) => finished?.[index] ?? index < at;
  return (
    <nav aria-label={label}>
      <ol className="steps steps-c">
        {titles.map((title, index) => (
          <li
            key={title}
            className={index === at ? "now" : isDone(index) ? "done" : ""}
            aria-current={index === at ? "step" : undefined}
          >
            <span className="n num">{index !== at && isDone(index) ? <Icon name="tick" /> : index + 1}</span>
            <span className="t">
              <span className="only-st">
                <Kana>{say.stepOf(titles.length, index + 1)}</Kana>
              </span>
              <Kana>{title}</Kana>
              {index !== at && isDone(index) ? <span className="vh">{say.stepDone}</span> : null}
            </span>
          </li>
        ))}
      </ol>
    </nav>
  );
}
