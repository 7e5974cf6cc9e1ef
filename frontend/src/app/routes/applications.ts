/** The screens of `features/applications`; each is loaded when somebody comes to it. */
import { type AnyRoute, createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { signedIn } from "@/lib/me";
import { root } from "../root";

/** All steps of a form share its draft, which goes on being saved from one step to the next. */
const form = createRoute({
  getParentRoute: () => root,
  id: "form",
  beforeLoad: signedIn,
  component: lazyRouteComponent(() => import("@/features/applications/form/form-frame"), "FormFrame"),
});

/** `mend`: somebody came to mend something, so what is missing is shown at the fields. */
function mending(search: Record<string, unknown>): { mend?: boolean } {
  return search.mend === true ? { mend: true } : {};
}

const step = (path: string, component: ReturnType<typeof lazyRouteComponent>) =>
  createRoute({ getParentRoute: () => form, path, component, validateSearch: mending });

const steps = [
  step(
    "/apply/$id",
    lazyRouteComponent(() => import("@/features/applications/form/tasks-page"), "TasksPage"),
  ),
  step(
    "/apply/$id/group",
    lazyRouteComponent(() => import("@/features/applications/form/group-step"), "GroupStep"),
  ),
  step(
    "/apply/$id/project",
    lazyRouteComponent(() => import("@/features/applications/form/project-step"), "ProjectStep"),
  ),
  step(
    "/apply/$id/plan",
    lazyRouteComponent(() => import("@/features/applications/form/plan-steps"), "PlanStep"),
  ),
  step(
    "/apply/$id/outcome",
    lazyRouteComponent(() => import("@/features/applications/form/plan-steps"), "OutcomeStep"),
  ),
  step(
    "/apply/$id/budget",
    lazyRouteComponent(() => import("@/features/applications/form/budget-step"), "BudgetStep"),
  ),
  step(
    "/apply/$id/files",
    lazyRouteComponent(() => import("@/features/applications/form/files-step"), "FilesStep"),
  ),
  step(
    "/apply/$id/consents",
    lazyRouteComponent(() => import("@/features/applications/form/consents-step"), "ConsentsStep"),
  ),
  step(
    "/apply/$id/check",
    lazyRouteComponent(() => import("@/features/applications/form/check-page"), "CheckPage"),
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
  component: lazyRouteComponent(() => import("@/features/applications/begin/begin-page"), "BeginPage"),
  validateSearch: wanted,
  beforeLoad: signedIn,
});

const FOLLOWING = {
  home: lazyRouteComponent(() => import("@/features/applications/following/home-page"), "HomePage"),
  status: lazyRouteComponent(() => import("@/features/applications/following/status-page"), "StatusPage"),
  receipt: lazyRouteComponent(() => import("@/features/applications/following/receipt-page"), "ReceiptPage"),
  correction: lazyRouteComponent(
    () => import("@/features/applications/following/correction-page"),
    "CorrectionPage",
  ),
  messages: lazyRouteComponent(
    () => import("@/features/applications/following/messages-page"),
    "MessagesPage",
  ),
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
