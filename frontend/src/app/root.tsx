/** What all screens stand in. */
import { createRootRoute, Outlet } from "@tanstack/react-router";
import { Loading, NoSignal, Refused } from "@/components/states";
import { cameFromDevice } from "@/lib/offline";
import { Problem, problemOf } from "@/lib/problem";
import { Frame } from "./frame";

/** A screen that fails leaves the frame around it standing. */
export function Failed({ error }: { error: unknown }) {
  return <Refused problem={problemOf(error)} onRetry={() => navigator.onLine && location.reload()} />;
}

export const root = createRootRoute({
  component: () => (
    <Frame>
      <Outlet />
    </Frame>
  ),
  pendingComponent: Loading,
  // Any page of the site for which no line is there becomes this one (src/worker).
  notFoundComponent: () => (cameFromDevice() ? <NoSignal /> : <Refused problem={new Problem(404, {})} />),
  errorComponent: Failed,
});
