/** Everything to mend, on top of the form: takes focus when it appears, each line leads into its field. */
import { Link, type LinkProps } from "@tanstack/react-router";
import { useEffect, useId, useRef } from "react";
import { Kana } from "./kana";
import { say } from "./words";

export interface Mistake {
  /** The id of the field. */
  field: string;
  /** Where the field is, when it is on another screen. */
  link?: LinkProps;
  /** The same sentence as beside the field. */
  text: string;
}

/** `attempt` counts the tries to send; each new one moves focus here again. */
export function ErrorSummary({ mistakes, attempt = 0 }: { mistakes: readonly Mistake[]; attempt?: number }) {
  const box = useRef<HTMLDivElement>(null);
  const heading = useId();
  const shown = mistakes.length > 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt is what moves the focus
  useEffect(() => {
    if (!shown) return undefined;
    box.current?.focus();
    const before = document.title;
    document.title = say.errorTitle(before);
    return () => {
      document.title = before;
    };
  }, [shown, attempt]);
  if (!shown) return null;
  return (
    <div className="errsum" role="alert" aria-labelledby={heading} tabIndex={-1} ref={box}>
      <h2 id={heading}>
        <Kana>{say.checkInput(mistakes.length)}</Kana>
      </h2>
      <ul>
        {mistakes.map((mistake) => (
          <li key={`${mistake.field} ${mistake.text}`}>
            {mistake.link ? (
              <Link className="link44" hash={mistake.field} {...mistake.link}>
                <Kana>{mistake.text}</Kana>
              </Link>
            ) : (
              <a className="link44" href={`#${mistake.field}`} onClick={(event) => go(event, mistake.field)}>
                <Kana>{mistake.text}</Kana>
              </a>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

function go(event: { preventDefault: () => void }, id: string): void {
  const field = document.getElementById(id);
  if (!field) return;
  event.preventDefault();
  field.scrollIntoView({ block: "center" });
  field.focus({ preventScroll: true });
}
