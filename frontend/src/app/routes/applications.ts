/** The screens of `features/applications`; each is loaded when somebody comes to it. */
import { type AnyRoute, type AsyncRouteComponent, createRoute } from "@tanstack/react-router";
import { signedIn } from "@/lib/me";
import { lazyScreen } from "../lazy-screen";
import { root } from "../root";

/** All steps of a form share its draft, which goes on being saved from one step to the next. */
const form = createRoute({
  getParentRoute: () => root,
  id: "form",
  beforeLoad: signedIn,
  component: lazyScreen(() => import("@/features/applications/form/form-frame"), "FormFrame"),
  onEnter: () => {
    setTimeout(loadSteps, LOOKED_AROUND_MS);
  },
});

/** Whoever writes may lose the line at any time: then the other steps are there already. */
const LOOKED_AROUND_MS = 2_000;

function loadSteps(): void {
  if (navigator.onLine) for (const { options } of steps) void options.component?.preload?.();
}

/** `mend`: somebody came to mend something, so what is missing is shown at the fields. */
function mending(search: Record<string, unknown>): { mend?: boolean } {
  return search.mend === true ? { mend: true } : {};
}

const step = (path: string, component: AsyncRouteComponent<unknown>) =>
  createRoute({ getParentRoute: () => form, path, component, validateSearch: mending });

const steps = [
  step(
    "/apply/$id",
    lazyScreen(() => import("@/features/applications/form/tasks-page"), "TasksPage"),
  ),
  step(
    "/apply/$id/group",
    lazyScreen(() => import("@/features/applications/form/group-step"), "GroupStep"),
  ),
  step(
    "/apply/$id/project",
    lazyScreen(() => import("@/features/applications/form/project-step"), "ProjectStep"),
  ),
  step(
    "/apply/$id/plan",
    lazyScreen(() => import("@/features/applications/form/plan-steps"), "PlanStep"),
  ),
  step(
    "/apply/$id/outcome",
    lazyScreen(() => import("@/features/applications/form/plan-steps"), "OutcomeStep"),
  ),
  step(
    "/apply/$id/budget",
    lazyScreen(() => import("@/features/applications/form/budget-step"), "BudgetStep"),
  ),
  step(
    "/apply/$id/files",
    lazyScreen(() => import("@/features/applications/form/files-step"), "FilesStep"),
  ),
  step(
    "/apply/$id/consents",
    lazyScreen(() => import("@/features/applications/form/consents-step"), "ConsentsStep"),
  ),
  step(
    "/apply/$id/check",
    lazyScreen(() => import("@/features/applications/form/check-page"), "CheckPage"),
  ),
];

function idOf(value: unknown): number | undefined {
  const id = Number(value);
  return Number.isInteger(id) && id > 0 ? id : undefined;
}

/** Which call and department an application begins for. */
function wanted(search: Record<string, unknown>): { round?: number; department?: number } {
  const [round, department] = [idOf(search.round), idOf(search.department)];
  return { ...(round ? { round } : {}), ...(department ? { department } : {}) };
}

const begin = createRoute({
  getParentRoute: () => root,
  path: "/apply/new",
  component: lazyScreen(() => import("@/features/applications/begin/begin-page"), "BeginPage"),
  validateSearch: wanted,
  beforeLoad: signedIn,
});

const FOLLOWING = {
  home: lazyScreen(() => import("@/features/applications/following/home-page"), "HomePage"),
  status: lazyScreen(() => import("@/features/applications/following/status-page"), "StatusPage"),
  receipt: lazyScreen(() => import("@/features/applications/following/receipt-page"), "ReceiptPage"),
  correction: lazyScreen(() => import("@/features/applications/following/correction-page"), "CorrectionPage"),
  messages: lazyScreen(() => import("@/features/applications/following/messages-page"), "MessagesPage"),
};

/** What a group sees around the writing: its home, and each application after it is filed. */
const following = [
  createRoute({ getParentRoute: () => root, path: "/my", component: FOLLOWING.home, beforeLoad: signedIn }),
  createRoute({
    getParentRoute: () => root,
    path: "/apply/$id/status",
    component: FOLLOWING.status,
    beforeLoad: signedIn,
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/apply/$id/receipt",
    component: FOLLOWING.receipt,
    beforeLoad: signedIn,
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/apply/$id/correction/$number",
    component: FOLLOWING.correction,
    beforeLoad: signedIn,
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/messages",
    component: FOLLOWING.messages,
    beforeLoad: signedIn,
    validateSearch: ({ application }: Record<string, unknown>): { application?: number } =>
      Number.isSafeInteger(Number(application)) && Number(application) > 0
        ? { application: Number(application) }
        : {},
  }),
];

export const applications: AnyRoute[] = [begin, form.addChildren(steps), ...following];
