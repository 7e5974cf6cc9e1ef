/** Where this page stands; the last one is the page itself. */
import { Link, type LinkProps } from "@tanstack/react-router";
import { Icon } from "./icon";
import { say } from "./words";

export interface Crumb {
  text: string;
  link?: LinkProps;
  /** A page made by the server. */
  href?: string;
}

export function Crumbs({ crumbs }: { crumbs: readonly Crumb[] }) {
  return (
    <nav className="crumbs" aria-label={say.crumbs}>
      <ol>
        {crumbs.map((crumb, index) => (
          <li key={crumb.text}>
            {index > 0 ? <Icon name="right" /> : null}
            {crumb.link ? <Link {...crumb.link}>{crumb.text}</Link> : null}
            {crumb.href ? <a href={crumb.href}>{crumb.text}</a> : null}
            {crumb.link || crumb.href ? null : <span aria-current="page">{crumb.text}</span>}
          </li>
        ))}
      </ol>
    </nav>
  );
}
