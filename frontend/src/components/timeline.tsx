/** What is done, what is now and whose turn it is, what comes next. */
import type { ReactNode } from "react";
import { Icon, type IconName } from "./icon";
import { Kana } from "./kana";

export interface Stage {
  key: string;
  title: string;
  state: "done" | "now" | "next";
  /** A day, an expected day, or whose turn it is. */
  when?: ReactNode;
  icon?: IconName;
  children?: ReactNode;
}

export function Timeline({ stages }: { stages: readonly Stage[] }) {
  return (
    <ol className="tl">
      {stages.map((stage) => (
        <li
          key={stage.key}
          className={stage.state === "next" ? "" : stage.state}
          aria-current={stage.state === "now" ? "step" : undefined}
        >
          <span className="dot">
            <Icon
              name={
                stage.state === "done" ? "tick" : stage.state === "now" ? "flag" : (stage.icon ?? "clock")
              }
            />
          </span>
          <div>
            <p className="h">
              <b>
                <Kana>{stage.title}</Kana>
              </b>
              {stage.when ? (
                <span className="sub">
                  <Kana>{stage.when}</Kana>
                </span>
              ) : null}
            </p>
            {stage.children}
          </div>
        </li>
      ))}
    </ol>
  );
}
