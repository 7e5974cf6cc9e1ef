/** What all screens stand in. */
import { createRootRoute, Outlet } from "@tanstack/react-router";
import { Loading, Refused } from "@/components/states";
import { Problem, problemOf } from "@/lib/problem";
import { Frame } from "./frame";

export const root = createRootRoute({
  component: () => (
    <Frame>
      <Outlet />
    </Frame>
  ),
  pendingComponent: Loading,
  notFoundComponent: () => <Refused problem={new Problem(404, {})} />,
  errorComponent: ({ error, reset }) => <Refused problem={problemOf(error)} onRetry={reset} />,
});
