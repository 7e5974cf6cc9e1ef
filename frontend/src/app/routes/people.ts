/** Signing in, and what a person and a group keep about themselves. */
import { createRoute } from "@tanstack/react-router";
import { signedIn } from "@/lib/me";
import { lazyScreen } from "../lazy-screen";
import { root } from "../root";

const SignIn = lazyScreen(() => import("@/features/people/sign-in-page"), "SignInPage");

/** Where to go on after signing in; only within this site. */
export interface Next {
  next?: string;
}

function nextOf(search: Record<string, unknown>): Next {
  const next = search.next;
  return typeof next === "string" && /^\/(?![/\\])/.test(next) ? { next } : {};
}

export const people = [
  createRoute({ getParentRoute: () => root, path: "/login", component: SignIn, validateSearch: nextOf }),
  createRoute({
    getParentRoute: () => root,
    path: "/signup",
    component: lazyScreen(() => import("@/features/people/sign-up-page"), "SignUpPage"),
    validateSearch: nextOf,
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/account",
    component: lazyScreen(() => import("@/features/people/account-page"), "AccountPage"),
    beforeLoad: signedIn,
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/join",
    component: lazyScreen(() => import("@/features/people/group/join-page"), "JoinPage"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/groups/$id",
    component: lazyScreen(() => import("@/features/people/group/group-page"), "GroupPage"),
    beforeLoad: signedIn,
  }),
];
