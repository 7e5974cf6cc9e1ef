/** Screens that are loaded when somebody comes to them. */
import { lazyRouteComponent } from "@tanstack/react-router";
import { Problem } from "@/lib/problem";

/**
 * A file that a new release has taken away makes the router load the page anew, once. Without a line that would
 * help nobody, and where no worker is it would end in the browser's own page; so it is told as what it is.
 */
export function lazyScreen<T extends Record<string, unknown>, K extends keyof T & string>(
  load: () => Promise<T>,
  name: K,
): ReturnType<typeof lazyRouteComponent<T, K>> {
  return lazyRouteComponent(
    () =>
      load().catch((error: unknown) => {
        throw navigator.onLine ? error : new Problem(0, null);
      }),
    name,
  );
}
