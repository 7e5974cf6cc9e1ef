/** The heading of a screen: names the page, and takes the focus when the screen changes. */
import { type ReactNode, useEffect, useRef } from "react";
import { site } from "@/lib/site";
import { Kana } from "./kana";

let first = true;

export function PageTitle({
  title,
  typed = false,
  above,
  children,
}: {
  title: string;
  /** It is what somebody typed: no ふりがな. */
  typed?: boolean;
  above?: ReactNode;
  children?: ReactNode;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = site.fund ? `${title}｜${site.fund.name}` : title;
  }, [title]);
  useEffect(() => {
    if (!first) heading.current?.focus();
    first = false;
  }, []);
  return (
    <div className="page-h stack-s">
      {above}
      <h1 ref={heading} tabIndex={-1}>
        {typed ? title : <Kana>{title}</Kana>}
      </h1>
      {children}
    </div>
  );
}
