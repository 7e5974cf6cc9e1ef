/** What there is to do, each line one link with its state and what is missing. */
import { Link, type LinkProps } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Kana } from "./kana";
import { type Progress, ProgressTag } from "./tag";

export interface Task {
  key: string;
  title: string;
  progress: Progress;
  detail?: ReactNode;
  link: LinkProps;
}

export function TaskList({ tasks }: { tasks: readonly Task[] }) {
  return (
    <ol className="tasks">
      {tasks.map((task, index) => (
        <li key={task.key}>
          <Link {...task.link} className="task">
            <span className="no" aria-hidden="true">
              {index + 1}
            </span>
            <span className="ti">
              <Kana>{task.title}</Kana>
            </span>
            <span className="stt">
              <ProgressTag progress={task.progress} />
            </span>
            {task.detail ? (
              <span className="de">
                <Kana>{task.detail}</Kana>
              </span>
            ) : null}
          </Link>
        </li>
      ))}
    </ol>
  );
}
