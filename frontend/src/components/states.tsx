/** The standard states of a screen: loading, failed, not yours to see. */
import { type ReactNode, useEffect, useState } from "react";
import { type Problem, problemOf } from "@/lib/problem";
import { Banner } from "./banner";
import { Kana } from "./kana";
import { say } from "./words";

/** After 300 ms; what was there stays while it is read again. */
export function Loading() {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 300);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="wrap page-h" aria-busy="true">
      <p role="status">{late ? say.loading : ""}</p>
    </div>
  );
}

/** What can be asked of a query, without naming its library. */
export interface Asked<T> {
  data: T | undefined;
  error: unknown;
  refetch: () => unknown;
}

/** Shows `children` with what came; else the state it is in. Old data stays when reading again fails. */
export function Ready<T>({ asked, children }: { asked: Asked<T>; children: (data: T) => ReactNode }) {
  if (asked.data !== undefined) return children(asked.data);
  if (asked.error) return <Refused problem={problemOf(asked.error)} onRetry={() => asked.refetch()} />;
  return <Loading />;
}

export function Refused({ problem, onRetry }: { problem: Problem; onRetry?: () => void }) {
  if (problem.status === 403 || problem.status === 404) {
    return (
      <div className="wrap page-h stack">
        <h1 tabIndex={-1}>
          <Kana>{problem.status === 404 ? say.notFound : say.noPermission}</Kana>
        </h1>
        <p>
          <Kana>{problem.status === 404 ? problem.message : say.noPermissionHint}</Kana>
        </p>
      </div>
    );
  }
  if (problem.status === 0 && !navigator.onLine) return <NoSignal onBack={onRetry} />;
  return (
    <div className="wrap page-h stack">
      <Banner kind="err" title={problem.status === 0 ? say.failedTitle : problem.message} live>
        {typeof problem.body.inquiry === "string" ? <p>{say.inquiry(problem.body.inquiry)}</p> : null}
      </Banner>
      {onRetry ? (
        <p>
          <button type="button" className="btn btn-2" onClick={onRetry}>
            <Kana>{say.reload}</Kana>
          </button>
        </p>
      ) : null}
    </div>
  );
}

/** A screen that the device has no copy of. It tries again by itself when the line is back. */
export function NoSignal({ onBack = () => location.reload() }: { onBack?: (() => unknown) | undefined }) {
  useEffect(() => {
    const back = () => void onBack();
    addEventListener("online", back);
    return () => removeEventListener("online", back);
  }, [onBack]);
  return (
    <div className="wrap page-h stack">
      <h1 tabIndex={-1}>
        <Kana>{say.offlineTitle}</Kana>
      </h1>
      <p>
        <Kana>{say.offlineHint}</Kana>
      </p>
      <p>
        <button type="button" className="btn btn-2" onClick={() => onBack()}>
          {say.reload}
        </button>
      </p>
    </div>
  );
}
